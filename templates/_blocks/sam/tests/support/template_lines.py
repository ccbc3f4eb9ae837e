"""Where the resources of a template stand in its file, for whoever has to edit one."""

import functools
from pathlib import Path

from cfnlint.decode import cfn_yaml

from settings.lines import REPOSITORY


def line_of(template: Path, resource: str) -> str:
    """For example `workload/service/template.yaml:48`.

    resource: the logical id, also of what SAM makes of a resource: that of OrdersFunctionRole is OrdersFunction.
    """
    lines = _lines(template)
    written = max((name for name in lines if resource.startswith(name)), key=len, default="")
    return f"{template.relative_to(REPOSITORY).as_posix()}:{lines.get(written, 1)}"


@functools.cache
def _lines(template: Path) -> dict[str, int]:
    """The line of each resource, by logical id."""
    return {str(name): name.start_mark.line + 1 for name in cfn_yaml.load(str(template))["Resources"]}
