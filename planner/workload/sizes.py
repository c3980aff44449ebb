"""What a size of a shape may be, stated by its type: forms, imports and plan files alike read it there.

The limits are wide enough for any model and narrow enough to compute. A kind of layer gives each of its sizes one of
the types below; what the size is called says nothing.
"""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Final, TypeAlias, get_args, get_type_hints

from msgspec import Struct

LARGEST_WIDTH: Final = 10_000_000


class SizeLimits(Struct, frozen=True, kw_only=True):
    """The least and the largest value of a size, both included; ``least`` 0: the part may do without it."""

    most: int
    least: int = 1


Width: TypeAlias = Annotated[int, SizeLimits(most=LARGEST_WIDTH)]  # widths, ranks, dimensions, taps of a convolution
WidthOrNone: TypeAlias = Annotated[int, SizeLimits(most=LARGEST_WIDTH, least=0)]
Heads: TypeAlias = Annotated[int, SizeLimits(most=100_000)]
Tokens: TypeAlias = Annotated[int, SizeLimits(most=10**9)]  # a window, a chunk, a block of keys
Choices: TypeAlias = Annotated[int, SizeLimits(most=1_000_000)]  # experts or keys, picks among them, groups of them
ChoicesOrNone: TypeAlias = Annotated[int, SizeLimits(most=1_000_000, least=0)]
MeanChoices: TypeAlias = Annotated[float, SizeLimits(most=1_000_000)]
Hidden: TypeAlias = Annotated[int, SizeLimits(most=1_000_000)]
Vocabulary: TypeAlias = Annotated[int, SizeLimits(most=100_000_000)]
Norms: TypeAlias = Annotated[int, SizeLimits(most=100)]  # a sublayer


@cache
def size_limits(part: type[Any]) -> Mapping[str, SizeLimits]:
    """Return the limits of every size of a kind of part, by the names of its fields.

    >>> from planner.workload.channel_mixers.routed import Routed
    >>> size_limits(Routed)["top_k"].most, size_limits(Routed)["shared_width"].least
    (1000000, 0)
    """
    hints = get_type_hints(part, include_extras=True)
    return {name: limits for name, hint in hints.items() for limits in _stated(hint)}


def _stated(hint: Any) -> tuple[SizeLimits, ...]:  # noqa: ANN401 - any type, one of several among them
    own = tuple(one for one in getattr(hint, "__metadata__", ()) if isinstance(one, SizeLimits))
    return own or tuple(one for part in get_args(hint) for one in _stated(part))[:1]
