"""Where the resources of a template stand in its file, for whoever has to edit one."""

import functools
from pathlib import Path

from settings.lines import REPOSITORY
from workload.parameters import marked_template


def line_of(template: Path, resource: str) -> str:
    """For example `workload/service/template.yaml:48`.

    resource: the logical id, also of what SAM makes of a resource: that of OrdersFunctionRole is OrdersFunction.
    """
    return place(template, _lines(template).get(written_as(template, resource), 1))


def written_as(template: Path, resource: str) -> str:
    """The resource of the file that `resource` is made of, which is mostly itself; empty when there is none."""
    return max((name for name in _lines(template) if resource.startswith(name)), key=len, default="")


def place(template: Path, line: int) -> str:
    """A line of a template, as a person opens it."""
    file = template.relative_to(REPOSITORY) if template.is_relative_to(REPOSITORY) else template
    return f"{file.as_posix()}:{line}"


@functools.cache
def _lines(template: Path) -> dict[str, int]:
    """The line of each resource, by logical id."""
    return {str(name): name.start_mark.line + 1 for name in marked_template(template)["Resources"]}
