"""The elementary items of a record one by one: tables spread, one of several redefinitions taken."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from records.field import Field, Leaf


def spread(
    fields: tuple[Field, ...], variant: Mapping[str, str], counts: Mapping[str, int], *, file: str
) -> tuple[Leaf, ...]:
    """As Layout.leaves. A count stands for what is in the record; the most that the table takes is its default."""
    return _spread(fields, tuple(sorted(variant.items())), tuple(sorted(counts.items())), file)


@lru_cache(maxsize=1024)
def _spread(
    fields: tuple[Field, ...], variant: tuple[tuple[str, str], ...], counts: tuple[tuple[str, int], ...], file: str
) -> tuple[Leaf, ...]:
    _check_variant(fields, dict(variant), file)
    leaves: list[Leaf] = []
    _Spreading(dict(variant), dict(counts), leaves).siblings(fields, 0, _Above())
    return tuple(leaves)


def _check_variant(fields: tuple[Field, ...], variant: Mapping[str, str], file: str) -> None:
    """Raises LookupError: a name in `variant` that is no redefinition."""
    for redefined, name in variant.items():
        names = [each.name for top in fields for each in top if each.redefines == redefined]
        if name not in (redefined, *names) or not names:
            there = f"it is redefined by {', '.join(names)}" if names else "it is not redefined"
            raise LookupError(f"{file}: {redefined} cannot be read as {name}; {there}.")


def _clusters(fields: Sequence[Field]) -> Iterator[list[Field]]:
    """Each item with those that redefine it."""
    cluster: list[Field] = []
    for field in fields:
        if cluster and not field.redefines:
            yield cluster
            cluster = []
        cluster.append(field)
    if cluster:
        yield cluster


def _chosen(cluster: Sequence[Field], variant: Mapping[str, str]) -> Field:
    name = variant.get(cluster[0].name, cluster[0].name)
    return next(each for each in cluster if each.name == name)


@dataclass(frozen=True)
class _Above:
    prefix: str = ""
    keys: tuple[str | int, ...] = ()


class _Spreading:
    def __init__(self, variant: Mapping[str, str], counts: Mapping[str, int], leaves: list[Leaf]) -> None:
        self._variant, self._counts, self._leaves = variant, counts, leaves

    def siblings(self, fields: Sequence[Field], start: int, above: _Above) -> int:
        """Where the last of them ends."""
        for cluster in _clusters(fields):
            field = _chosen(cluster, self._variant)
            end = self._occurrences(field, start, above)
            whole = start + max(each.length * each.occurs for each in cluster) if len(cluster) > 1 else end
            if end < whole:
                self._leaves.append(_rest(field, above, end, whole - end))
            start = max(end, whole)
        return start

    def _occurrences(self, field: Field, start: int, above: _Above) -> int:
        count = self._counts.get(field.depending_on, field.occurs) if field.depending_on else field.occurs
        for number in range(count):
            path = above.prefix + field.name + (f"({number + 1})" if field.table else "")
            keys = (*above.keys, field.name, number) if field.table else (*above.keys, field.name)
            if not field.children:
                named = () if field.filler else keys
                self._leaves.append(Leaf(field=field, path=path, offset=start, length=field.length, keys=named))
                start += field.length
                continue
            # Items below a group without a name are called without it; only a table needs its number.
            below = above if field.filler and not field.table else _Above(f"{path}.", keys)
            start = self.siblings(field.children, start, below)
        return start


def _rest(field: Field, above: _Above, offset: int, length: int) -> Leaf:
    """What a longer redefinition has beyond the one that is read."""
    name = f"{field.name}-REST"
    rest = Field(name=name, level=field.level, line=field.line, offset=offset, length=length, filler=True)
    return Leaf(field=rest, path=above.prefix + name, offset=offset, length=length)
