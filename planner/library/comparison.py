"""Three versions of one content side by side: what mine and theirs each changed of what both began with."""

import json
from collections.abc import Iterator, Mapping
from enum import Enum, StrEnum
from typing import Any, Final

from msgspec import Struct

_NAMED_BY: Final = ("key", "name", "id")  # what tells the entries of a list apart
_MOST_DEPTH: Final = 40


class Missing(Enum):
    """A value that is not there, which is another thing than an unknown one (None)."""

    MISSING = "-"


MISSING: Final = Missing.MISSING
Value = str | float | int | bool | None | Missing


class ChangedBy(StrEnum):
    """Who changed a value of the common base."""

    MINE = "mine"
    THEIRS = "theirs"
    ALIKE = "both alike"
    BOTH = "both, otherwise"


class ThreeWayChange(Struct, frozen=True, kw_only=True):
    """One value that somebody changed: where it stands, and what it is in the base, in mine and in theirs."""

    path: str
    base: Value
    mine: Value
    theirs: Value
    changed_by: ChangedBy


class ThreeWayComparison(Struct, frozen=True, kw_only=True):
    """Every value that differs; where there was no common base, every one that mine and theirs do not share."""

    changes: tuple[ThreeWayChange, ...]

    def count(self, changed_by: ChangedBy) -> int:
        """Return how many values somebody changed."""
        return sum(change.changed_by is changed_by for change in self.changes)


def compare_three(base: object, mine: object, theirs: object) -> ThreeWayComparison:
    """Compare plain values (mappings, lists, numbers, texts); ``base`` None is no common beginning.

    Entries of lists are distinguished by their key, name or id; where they have none, an entry is there or not.

    >>> found = compare_three({"a": 1, "b": 2}, {"a": 5, "b": 2}, {"a": 1, "b": 3})
    >>> [(one.path, one.base, one.mine, one.theirs, one.changed_by.value) for one in found.changes]
    [('a', 1, 5, 1, 'mine'), ('b', 2, 2, 3, 'theirs')]
    """
    first, own, other = (dict(_values(value, "")) if value is not None else {} for value in (base, mine, theirs))
    found = []
    for path in dict.fromkeys((*first, *own, *other)):
        was, here, there = (values.get(path, MISSING) for values in (first, own, other))
        by = _changed_by(was, here, there)
        if by is not None and not (base is None and by is ChangedBy.ALIKE):
            found.append(ThreeWayChange(path=path, base=was, mine=here, theirs=there, changed_by=by))
    return ThreeWayComparison(changes=tuple(found))


def value_text(value: Value) -> str:
    """Return a value as it is shown in a table."""
    if value is MISSING:
        return "–"
    if value is None:
        return "unknown"
    return value if isinstance(value, str) else json.dumps(value)


def _changed_by(was: Value, here: Value, there: Value) -> ChangedBy | None:
    mine, theirs = not _same(was, here), not _same(was, there)
    if mine and theirs:
        return ChangedBy.ALIKE if _same(here, there) else ChangedBy.BOTH
    return ChangedBy.MINE if mine else ChangedBy.THEIRS if theirs else None


def _same(one: Value, other: Value) -> bool:
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _values(value: Any, path: str, depth: int = 0) -> Iterator[tuple[str, Value]]:  # noqa: ANN401 - any plain value
    """Yield every single value with the path it stands at."""
    if depth < _MOST_DEPTH and isinstance(value, Mapping) and value:
        for name, entry in value.items():
            yield from _values(entry, f"{path}.{name}" if path else str(name), depth + 1)
    elif depth < _MOST_DEPTH and isinstance(value, list | tuple) and value and isinstance(value[0], Mapping):
        for name, entry in _named(value):
            yield from _values(entry, f"{path}[{name}]", depth + 1)
    elif isinstance(value, Mapping | list | tuple):
        yield path, json.dumps(value, sort_keys=True, ensure_ascii=False)
    else:
        yield path, value


def _named(entries: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - any list of mappings
    """Yield the entries of a list with what each is distinguished by."""
    for field in _NAMED_BY:
        names = [str(entry.get(field, "")) if isinstance(entry, Mapping) else "" for entry in entries]
        if all(names) and len(set(names)) == len(names):
            yield from zip(names, entries, strict=True)
            return
    counted: dict[str, int] = {}
    for entry in entries:
        text = json.dumps(entry, sort_keys=True, ensure_ascii=False)
        counted[text] = counted.get(text, 0) + 1
        yield (text if counted[text] == 1 else f"{text} ({counted[text]})"), "there"
