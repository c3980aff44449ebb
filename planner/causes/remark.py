"""A cause as results and documents hold it: words, code and plain data."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct, field

from planner.causes.cause import Cause


class Remark(Struct, frozen=True, kw_only=True):
    """A cause as a result holds it: its words in English, its code and its plain data, so that a file can keep it."""

    words: str
    code: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def cause(self) -> Cause | None:
        """The cause itself; None where this program does not know its code. Data of later versions have defaults."""
        kind = _by_code().get(self.code)
        if kind is None:
            return None
        required, known = _fields(kind)
        if not required <= {*self.data} <= known:
            return None
        return kind(**{name: _frozen(value) for name, value in self.data.items()})


def document(cause: Cause) -> dict[str, Any]:
    """Return a cause for programs: its code and its data.

    >>> from planner.causes import FarApart
    >>> document(FarApart(pools=("H100-SXM@Here", "MI300X@There")))
    {'code': 'far-apart', 'pools': ['H100-SXM@Here', 'MI300X@There']}
    """
    return {"code": cause.code()} | {name: _plain(value) for name, value in cause.data().items()}


def kinds() -> tuple[type[Cause], ...]:
    """Return every kind of cause."""
    return tuple(_by_code().values())


@cache
def _fields(kind: type[Cause]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the data that a kind of cause needs, and all that it has."""
    fields = msgspec.structs.fields(kind)
    return frozenset(one.name for one in fields if one.required), frozenset(one.name for one in fields)


def _frozen(value: Any) -> Any:  # noqa: ANN401 - any datum of a cause
    return tuple(_frozen(entry) for entry in value) if isinstance(value, list) else value


def _plain(value: Any) -> Any:  # noqa: ANN401 - any datum of a cause
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, float):
        return float(value)  # data hold the number itself, without the mark that words of an estimate wear
    return [_plain(entry) for entry in value] if isinstance(value, tuple) else value


@cache
def _by_code() -> Mapping[str, type[Cause]]:
    """Return every kind by its code; whoever asks has imported the package, and with it each room of causes."""
    return {kind.code(): kind for kind in Cause.__subclasses__()}
