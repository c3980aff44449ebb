"""A run as stretches of rate and price, one after the other: how long it takes and what it costs."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf, sqrt

from planner.units import SECONDS_PER_HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of a run: tokens/s over all its time, price per hour, and how long it lasts at most.

    ``decline_per_s`` is the share of the first rate that is lost every second (spares that no longer come).
    """

    tokens_per_s: float
    price_per_hour: float
    seconds: float = inf
    decline_per_s: float = 0.0

    def tokens_in(self, seconds: float) -> float:
        """Return what is done in so many seconds; a rate that has declined to nothing stays there."""
        if self.decline_per_s > 0.0:
            lasting = min(seconds, 1.0 / self.decline_per_s)
            return self.tokens_per_s * lasting * (1.0 - self.decline_per_s * lasting / 2.0)
        return self.tokens_per_s * seconds if self.tokens_per_s > 0.0 else 0.0

    def seconds_for(self, tokens: float) -> float:
        """Return how long so many tokens take; infinite where the rate never gets there."""
        if tokens <= 0.0:
            return 0.0
        if self.tokens_per_s <= 0.0:
            return inf
        plain = tokens / self.tokens_per_s
        if self.decline_per_s <= 0.0:
            return plain
        under_root = 1.0 - 2.0 * self.decline_per_s * plain
        # the form of the smaller root that keeps its digits where the decline is slight
        return inf if under_root < 0.0 else 2.0 * plain / (1.0 + sqrt(under_root))


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What stretches came to: seconds, money, and the tokens that none of them did (0 for a finished run)."""

    seconds: float
    cost: float
    tokens_left: float


def play(tokens: float, stretches: Iterable[Stretch]) -> Played:
    """Return the run of so many tokens over stretches in turn; it ends with its last token.

    >>> first = Stretch(tokens_per_s=10.0, price_per_hour=36.0, seconds=8.0)
    >>> played = play(100.0, [first, Stretch(tokens_per_s=5.0, price_per_hour=18.0)])
    >>> round(played.seconds, 9), round(played.cost, 9)
    (12.0, 0.1)
    """
    left, seconds, cost = tokens, 0.0, 0.0
    for stretch in stretches:
        needed = stretch.seconds_for(left)
        lasted = min(needed, stretch.seconds)
        seconds += lasted
        cost += 0.0 if stretch.price_per_hour == 0.0 else stretch.price_per_hour * lasted / SECONDS_PER_HOUR
        if needed <= stretch.seconds and needed < inf:
            return Played(seconds=seconds, cost=cost, tokens_left=0.0)
        if lasted == inf:
            break
        left -= stretch.tokens_in(lasted)
    return Played(seconds=seconds, cost=cost, tokens_left=left)
