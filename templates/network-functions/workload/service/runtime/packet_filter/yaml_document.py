"""Makes nodes of a YAML document, from the events of the parser.

Not by `yaml.compose`: on a document that is nested deep enough, the one of libyaml crashes the process.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import yaml

from packet_filter.policy_error import PolicyError
from packet_filter.yaml_nodes import Kind, Node

# libyaml is several times as fast; a wheel for some platform may lack it.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
# A policy has four levels.
_MAX_DEPTH = 16


def root(text: str, *, file: str) -> Node | None:
    """The document; None: it has nothing but comments. Raises PolicyError: it is no YAML, or says what a policy must
    not: a second document, references, or levels without end."""
    found: Node | None = None
    open_nodes: list[Node] = []
    with _refusing_syntax(text, file):
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.CollectionEndEvent):
                open_nodes.pop()
            if not isinstance(event, yaml.NodeEvent):
                continue
            node = _node(event, file)
            if open_nodes:
                open_nodes[-1].children.append(node)
            elif found is None:
                found = node
            else:
                node.refuse("a second document begins here; a policy is one, for example without the line ---.")
            if node.kind is not Kind.SCALAR:
                open_nodes.append(node)
            if len(open_nodes) > _MAX_DEPTH:
                node.refuse(
                    f"{len(open_nodes)} levels of lists and mappings; a policy has four, "
                    "for example rules: [{name: web, ports: [80]}]."
                )
    return found


def _node(event: yaml.NodeEvent, file: str) -> Node:
    mark = event.start_mark
    # Nodes that come from a text have one.
    assert mark is not None
    kind, value = Kind.SCALAR, ""
    if isinstance(event, yaml.ScalarEvent):
        value = str(event.value)
    else:
        kind = Kind.MAPPING if isinstance(event, yaml.MappingStartEvent) else Kind.LIST
    node = Node(kind=kind, line=mark.line + 1, column=mark.column, file=file, value=value, children=[])
    if event.anchor is not None:
        # A few lines of them can stand for billions.
        sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
        node.refuse(
            f"'{sign}{event.anchor}' is a reference, which a policy cannot have; write out what it stands for, "
            "for example [10.0.0.0/8]."
        )
    return node


@contextmanager
def _refusing_syntax(text: str, file: str) -> Iterator[None]:
    try:
        yield
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        # What is missing at the end, libyaml misses in the line after it.
        reason, line = error.problem, min(mark.line, text.count("\n")) + 1 if mark else 1
    except yaml.reader.ReaderError as error:
        reason, line = error.reason, text.count("\n", 0, error.position) + 1
    else:
        return
    raise PolicyError(
        f"this is not YAML ({reason}); write keys and values, for example rules: [].", file=file, line=line
    )
