"""The sizes of a part of a shape as a form asks for them, and the part made from what was entered.

The kinds of the registries say themselves which sizes they have and check them; nothing here knows one of them.
"""

import re
from collections.abc import Iterator, Mapping
from enum import Enum, auto
from functools import cache
from typing import Any, Final, TypeVar

import msgspec
from msgspec import Struct, inspect
from msgspec.structs import replace

from planner.errors import UserError
from planner.sentences import sentence
from planner.workload.mixers.mixer import SizeError
from planner.workload.sizes import LARGEST_WIDTH, size_limits

Part = TypeVar("Part")
_PATH: Final = re.compile(r" - \w\w `\$(?P<p>[^`]*)`$")
_MISSING: Final = re.compile(r"^Object missing required field `(?P<name>\w+)`")


class SizeKind(Enum):
    """What a size is: a whole number, any number, yes or no, one of a few words."""

    WHOLE = auto()
    NUMBER = auto()
    SWITCH = auto()
    CHOICE = auto()


class SizeField(Struct, frozen=True, kw_only=True):
    """One size; of an inner part ``part.name``. ``optional``: None says that the part does without.

    ``default`` is what stands where nothing is said, None where something must be. ``most``: the largest number.
    """

    name: str
    kind: SizeKind
    optional: bool = False
    default: int | float | str | None = None
    choices: tuple[str, ...] = ()
    most: int = LARGEST_WIDTH


class EntryError(UserError):
    """What was entered makes no part; ``field`` is the size that is wrong, empty where it is several together."""

    def __init__(self, words: str, *, field: str = "") -> None:
        super().__init__(words)
        self.field = field


@cache
def size_fields(part: type) -> tuple[SizeField, ...]:
    """Return the sizes of a kind of mixer or of another part, in its order; those of an inner part one by one.

    >>> from planner.workload.channel_mixers.dense import Dense
    >>> [(field.name, field.kind.name) for field in size_fields(Dense)]
    [('gated', 'SWITCH'), ('width', 'WHOLE')]
    """
    return tuple(_fields(part, ""))


def _fields(part: type, prefix: str) -> Iterator[SizeField]:
    described: Any = inspect.type_info(part)
    for item in described.fields:
        types = [one for one in getattr(item.type, "types", (item.type,)) if not isinstance(one, inspect.NoneType)]
        optional = len(types) < len(getattr(item.type, "types", (item.type,)))
        inner = types[0]
        if isinstance(inner, inspect.StructType):
            yield from _fields(inner.cls, f"{prefix}{item.name}.")
        elif not isinstance(inner, inspect.VarTupleType):  # blocks, which are rows of their own
            limits = size_limits(part).get(item.name)
            found = _field(prefix + item.name, inner, item, optional=optional)
            yield found if limits is None else replace(found, most=limits.most)


def _field(name: str, described: inspect.Type, item: inspect.Field, *, optional: bool) -> SizeField:
    default = None if item.required or item.default is msgspec.NODEFAULT else item.default
    choices: tuple[str, ...] = ()
    kind = SizeKind.WHOLE
    if isinstance(described, inspect.EnumType):
        kind, choices = SizeKind.CHOICE, tuple(str(one.value) for one in described.cls)
    elif isinstance(described, inspect.BoolType):
        kind = SizeKind.SWITCH
    elif isinstance(described, inspect.FloatType):
        kind = SizeKind.NUMBER
    shown = default.value if isinstance(default, Enum) else default
    return SizeField(name=name, kind=kind, optional=optional, default=shown, choices=choices)


def entered_values(part: object) -> dict[str, Any]:
    """Return the sizes of a part by the names of its fields; None where it does without."""
    found: dict[str, Any] = {}
    kind: Any = type(part)
    for field in size_fields(kind):
        value: Any = part
        for name in field.name.split("."):
            value = getattr(value, name, None)
        found[field.name] = value.value if isinstance(value, Enum) else value
    return found


def part_from(kind: type[Part], values: Mapping[str, Any], **more: Any) -> Part:  # noqa: ANN401 - fields of the kind
    """Return the part of entered sizes, and ``more`` of its fields; raise EntryError naming the size that is wrong.

    An inner part of which nothing is entered is left out.
    """
    nested: dict[str, Any] = dict(more)
    for name, value in values.items():
        if value is not None:
            outer, _, inner = name.rpartition(".")
            (nested.setdefault(outer, {}) if outer else nested)[inner] = value
    tag = getattr(getattr(kind, "__struct_config__", None), "tag", None)
    try:
        return msgspec.convert(({"kind": tag} if tag else {}) | nested, kind)
    except (msgspec.ValidationError, ValueError) as error:
        raise _refused(error, values) from error


def _refused(error: Exception, values: Mapping[str, Any]) -> EntryError:
    text = str(error)
    place = _PATH.search(text)
    words = _PATH.sub("", text)
    path = "" if place is None else place["p"].lstrip(".")
    missing, too_small = _MISSING.match(words), error if isinstance(error, SizeError) else error.__cause__
    name = missing["name"] if missing else too_small.size if isinstance(too_small, SizeError) else ""
    path = f"{path}.{name}".strip(".")
    if missing is not None:
        return EntryError(sentence("{} is missing; enter it.", missing["name"]), field=path)
    return EntryError(words if words.endswith(".") else f"{words}.", field=path if path in values else "")
