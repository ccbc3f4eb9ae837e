"""YAML and JSON as CloudFormation and CodeBuild read them, with the line of each mapping."""

from collections.abc import Hashable
from typing import Any

import yaml

try:  # Ten times as fast, and not everywhere.
    from yaml import CSafeLoader as _SafeLoader
except ImportError:  # pragma: no cover - as pip installed PyYAML
    from yaml import SafeLoader as _SafeLoader  # type: ignore[assignment]

# Short forms of functions that have another full name than `Fn::NAME`.
OTHER_NAMES = {"Ref": "Ref", "Condition": "Condition"}


class NotReadable(Exception):
    """The text is no YAML. line: where, from 1."""

    def __init__(self, problem: str, line: int) -> None:
        super().__init__(problem)
        self.line = line


class Lines(dict[Hashable, Any]):
    """A mapping that knows where it stands. line: of its first key, from 1; of: the line of each key."""

    line: int = 0
    of: dict[Hashable, int]


class _Loader(_SafeLoader):
    """Dates stay texts, since `Version: 2012-10-17` is one; short functions become long ones."""

    def mapping(self, node: yaml.MappingNode) -> Lines:
        # A key of its own takes the place of a merged one (`<<: *other`), and comes after it.
        own = {id(key) for key, _ in node.value}
        self.flatten_mapping(node)
        made, once = Lines(), set()
        made.line, made.of = node.start_mark.line + 1, {}
        for key, value in node.value:
            name = self.construct_object(key, deep=True)
            if name in once:
                raise NotReadable(f'the key "{name}" stands here twice', key.start_mark.line + 1)
            if id(key) in own:
                once.add(name)
            made[name] = self.construct_object(value, deep=True)
            made.of[name] = key.start_mark.line + 1
        return made

    def function(self, name: str, node: yaml.Node) -> Lines:
        made = Lines()
        made.line, made.of = node.start_mark.line + 1, {}
        value: Any
        if isinstance(node, yaml.MappingNode):
            value = self.mapping(node)
        elif isinstance(node, yaml.SequenceNode):
            value = self.construct_sequence(node, deep=True)
        else:
            value = self.construct_scalar(node)  # type: ignore[arg-type]
        if name == "GetAtt" and isinstance(value, str):
            value = value.split(".", 1)
        made[OTHER_NAMES.get(name, f"Fn::{name}")] = value
        return made


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:timestamp"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_constructor("tag:yaml.org,2002:map", _Loader.mapping)
_Loader.add_multi_constructor("!", _Loader.function)


def load(text: str) -> Any:
    """The document: mappings are `Lines`, `!Sub x` is `{"Fn::Sub": "x"}`. JSON is YAML here, tabs apart.

    Raises NotReadable: it is no YAML, or has a key twice.
    """
    try:
        return yaml.load(text.replace("\t", "  "), _Loader)  # noqa: S506 - a SafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise NotReadable(error.problem or str(error), mark.line + 1 if mark else 1) from error
    except (yaml.YAMLError, TypeError, ValueError, RecursionError) as error:
        # A key that is a mapping, as another template engine writes it; a number that is none; thousands of brackets.
        raise NotReadable(str(error), 1) from error
