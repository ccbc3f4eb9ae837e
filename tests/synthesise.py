"""Synthesises several rendered repositories in one process: `python synthesise.py FOLDER …`. One jsii kernel for all.

Prints a JSON object, the stages of the pipeline of each folder. Ends with a traceback when one does not synthesise.
"""

import importlib
import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory


def stages(repository: Path) -> list[str]:
    """Build the app of `repository` and return the stages of its pipeline. Its modules are forgotten afterwards."""
    sys.path.insert(0, str(repository))
    os.chdir(repository)
    try:
        with TemporaryDirectory() as outdir:
            app = importlib.import_module("app")
            app.build(outdir=outdir, context={"package": "workload/service/runtime"}).synth()
            (template,) = Path(outdir).glob("*-pipeline.template.json")
            resources = json.loads(template.read_text("utf-8"))["Resources"].values()
    finally:
        sys.path.remove(str(repository))
        ours = {path.stem for path in repository.iterdir()}
        for name in [name for name in sys.modules if name.partition(".")[0] in ours]:
            del sys.modules[name]
    (pipeline,) = [each["Properties"] for each in resources if each["Type"] == "AWS::CodePipeline::Pipeline"]
    return [stage["Name"] for stage in pipeline["Stages"]]


if __name__ == "__main__":
    print(json.dumps({folder: stages(Path(folder).resolve()) for folder in sys.argv[1:]}))
