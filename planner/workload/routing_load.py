"""The routing overload of a run of the user's own, from numbers as a log or a spreadsheet has them."""

import math
import re
from typing import Final

from msgspec import Struct

from planner.errors import UserError
from planner.sentences import sentence
from planner.units import MIB_BYTES

_NUMBER: Final = re.compile(r"[^\s,;]+")
_LARGEST_TEXT: Final = MIB_BYTES
_MOST_TOKENS: Final = 1e15  # of a step


class RoutingOverload(Struct, frozen=True, kw_only=True):
    """The load of the fullest expert rank over the mean: over the steps on average, and at its highest."""

    mean: float
    peak: float


def overload_of(text: str) -> RoutingOverload:
    r"""Return the overload of pasted numbers: a step a line, the tokens of each expert rank on it, or their factor.

    A line with one number is that step's factor itself. Raises UserError naming the line that is neither.

    >>> overload_of("100 150 50\n100 125 75")
    RoutingOverload(mean=1.375, peak=1.5)
    """
    if len(text) > _LARGEST_TEXT:
        raise UserError("The pasted text is longer than a million characters; paste fewer steps.")
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if not lines:
        raise UserError("Nothing was pasted; paste a step a line, with the tokens of each expert rank.")
    factors = [_factor(number, line) for number, line in lines]
    return RoutingOverload(mean=math.fsum(factors) / len(factors), peak=max(factors))


def _factor(number: int, line: str) -> float:
    loads = [_load(number, word) for word in _NUMBER.findall(line)]
    if not loads:
        raise UserError(
            sentence("Line {} has no number; give the tokens of each expert rank, or their factor.", number)
        )
    mean = math.fsum(loads) / len(loads)
    if len(loads) == 1:
        if loads[0] < 1.0:
            raise UserError(
                sentence("Line {}: the factor {:g} is fullest over mean, so it is 1 or more.", number, loads[0])
            )
        return loads[0]
    if not mean > 0.0:
        raise UserError(sentence("Line {} has no tokens at all; leave such a step out.", number))
    return max(loads) / mean


def _load(number: int, word: str) -> float:
    try:
        load = float(word)
    except ValueError:
        load = math.nan
    if not 0.0 <= load <= _MOST_TOKENS:
        raise UserError(
            sentence("Line {}: {!r} is no number of tokens; give numbers with spaces between.", number, word[:40])
        )
    return load
