"""Synthesises rendered repositories in one process: `python synthesise.py OUT FOLDER …`. One jsii kernel for all.

Writes the templates of each folder into `OUT/<name of the folder>/`. Prints a JSON object: for each name the stages of
its pipeline, for how many reasons each stack accepts findings of cdk-nag, and the error that ended its synthesis.
"""

import contextlib
import importlib
import json
import os
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any


@contextlib.contextmanager
def inside(repository: Path) -> Iterator[None]:
    """Work in `repository`, with its modules. They are forgotten afterwards: those of the next have the same names."""
    os.chdir(repository)
    sys.path.insert(0, str(repository))
    try:
        yield
    finally:
        sys.path.remove(str(repository))
        ours = {path.stem for path in repository.iterdir()}
        for name, module in [*sys.modules.items()]:
            if name.partition(".")[0] in ours or str(getattr(module, "__file__", "")).startswith(f"{repository}/"):
                del sys.modules[name]


def synthesise(repository: Path, out: Path) -> dict[str, Any]:
    """Everything of one repository, with cdk-nag, as `make synth` does it."""
    out.mkdir(parents=True)
    try:
        with inside(repository), TemporaryDirectory() as outdir:
            app = importlib.import_module("app")
            app.build(outdir=outdir, context={"package": str(repository / "workload/service/runtime")}).synth()
            for file in Path(outdir).rglob("*.template.json"):
                (out / file.name).write_bytes(file.read_bytes())
            accepted = importlib.import_module("security.nag").accepted(Path(outdir))
            if (repository / "samconfig.toml").is_file():
                translate(out)
        return {"stages": stages(out), "reasons": reasons(accepted), "error": ""}
    except Exception:
        return {"stages": [], "reasons": {}, "error": traceback.format_exc()}


def reasons(accepted: dict[str, list[str]]) -> dict[str, int]:
    """How many different reasons there are among the accepted findings, `rule: reason`, of each stack."""
    return {stack: len({each.partition(": ")[2] for each in found}) for stack, found in accepted.items()}


def stages(out: Path) -> list[str]:
    """The stages of the pipeline, in order."""
    (file,) = out.glob("*-pipeline.template.json")
    resources = json.loads(file.read_text("utf-8"))["Resources"].values()
    (pipeline,) = [each["Properties"] for each in resources if each["Type"] == "AWS::CodePipeline::Pipeline"]
    return [stage["Name"] for stage in pipeline["Stages"]]


def translate(out: Path) -> None:
    """Write the templates of each environment as SAM's translator makes them, parameters put in; and the team's own."""
    environments = importlib.import_module("environments")
    workload = importlib.import_module("tests.support.workload_templates")
    for environment in (*environments.ENVIRONMENTS, environments.SANDBOX):
        deployed = workload.deployed(environment)
        # The tests make up the key that CloudFormation will put in; it is no account id in a template.
        key = workload.data_outputs(deployed["data"], environment)["KeyArn"]
        made_up, put_in = json.dumps(key), '{"Fn::ImportValue": "key"}'
        for part, template in deployed.items():
            text = json.dumps(template).replace(made_up, put_in)
            (out / f"{environment.name}-{part}.template.json").write_text(text, "utf-8")
    extension = importlib.import_module("workload.parameters").load_template(Path("extensions/template.yaml"))
    (out / "extension.template.json").write_text(json.dumps(extension), "utf-8")


if __name__ == "__main__":
    out = Path(sys.argv[1]).resolve()
    folders = [Path(folder).resolve() for folder in sys.argv[2:]]
    print(json.dumps({folder.name: synthesise(folder, out / folder.name) for folder in folders}))
