"""The chance that a run ends by its deadline: over the draws of its inputs, and with the events of the scenarios."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from planner.arrays import Floats


class DeadlineChance(Struct, frozen=True, kw_only=True):
    """``chance`` is over the draws of the inputs; ``with_events`` a second figure, the scenarios' events counted in."""

    days: float
    chance: float
    with_events: float


def deadline_chance(
    deadline_days: float, drawn_days: Floats, extra_days: Sequence[float], probabilities: Floats
) -> DeadlineChance:
    """Return both chances: (draws,) days, each scenario's extra days, (1 + scenarios,) probabilities, nothing first.

    Events and inputs are taken as independent: under a scenario every draw ends later by the scenario's extra days
    (infinite: never in time).

    >>> found = deadline_chance(10.0, np.array([8.0, 9.0, 11.0, 12.0]), [1.5], np.array([0.6, 0.4]))
    >>> found.chance, round(found.with_events, 9)
    (0.5, 0.4)
    """
    in_time = [float(np.mean(drawn_days + extra <= deadline_days)) for extra in (0.0, *extra_days)]
    return DeadlineChance(
        days=deadline_days, chance=in_time[0], with_events=min(1.0, float(np.asarray(in_time) @ probabilities))
    )
