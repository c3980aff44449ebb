"""Whole plans drawn in pairs: how likely one is cheaper, and which places of a frontier are not settled."""

from itertools import pairwise

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from planner.arrays import Floats, Mask
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.offers import Money
from planner.errors import UserError
from planner.exploration.exploration import Exploration
from planner.exploration.replanning import adopted
from planner.plan import Objective, Plan
from planner.planning.any_run import run_of
from planner.planning.grounds import Grounds, grounds_of
from planner.planning.model import PerformanceModel
from planner.planning.planned_run import PlannedRun
from planner.planning.remembered_model import SHIPPED_MODEL
from planner.planning.retimed import drawn_fleet
from planner.risk.draws import DRAWS, probability_cheaper
from planner.risk.tail import FLIP_FROM


class RankFlips(Struct, frozen=True, kw_only=True):
    """For each point of a frontier, from the cheapest on, the probability that the next more expensive one is cheaper.

    (n,) each; NaN for the last, which has none more expensive. ``flagged`` marks the points from FLIP_FROM on.
    """

    probability: Floats
    flagged: Mask


def cheaper_probability(
    plan: Plan,
    other: Plan,
    catalogue: Catalogue | None = None,
    *,
    model: PerformanceModel = SHIPPED_MODEL,
    seed: int = 0,
    draws: int = DRAWS,
) -> float | None:
    """Return how likely the first plan costs less per trillion tokens than the other; None without every price.

    What both share (an accelerator, an offer, the team) is drawn alike in both, so it cancels. Raises UserError where
    a plan gives no number or the other's currency has no rate in the first.
    """
    fleets = [run_of(each, grounds_of(each, catalogue, model)) for each in (plan, other)]
    if not all(fleet.priced for fleet in fleets):
        return None
    one, two = (drawn_fleet(fleet, seed=seed, draws=draws).unit_cost for fleet in fleets)
    rate = plan.rates.convert(Money(amount=1.0, currency=other.currency), plan.currency).amount
    return probability_cheaper(one, two * rate)


def rank_flips(
    plan: Plan, exploration: Exploration, grounds: Grounds, *, seed: int = 0, draws: int = DRAWS
) -> RankFlips:
    """Return which places of an exploration's frontier may in truth be the other way round.

    Raises UserError where a point of the frontier gives no number, which its exploration had.
    """
    costs = [
        drawn_fleet(_fleet(plan, exploration, position, grounds), seed=seed, draws=draws).unit_cost
        for position in range(len(exploration.frontier))
    ]
    flips = [probability_cheaper(more_expensive, cheaper) for cheaper, more_expensive in pairwise(costs)]
    probability = np.array([*flips, np.nan][: len(costs)])
    with np.errstate(invalid="ignore"):
        return RankFlips(probability=probability, flagged=probability >= FLIP_FROM)


def _fleet(plan: Plan, exploration: Exploration, position: int, grounds: Grounds) -> PlannedRun:
    return run_of(adopted(plan, exploration, position), grounds)


MOST_FLIPS = 60  # points of a frontier: each is a fleet to be planned


def with_flips(plan: Plan, exploration: Exploration, catalogue: Catalogue | None = None) -> Exploration:
    """Return an exploration that says which ranks of its frontier are not settled; as it was where that is unknown.

    In objectives other than the cost per trillion tokens, and for more than 60 points, ranks are not judged.
    """
    judged = exploration.objective is Objective.UNIT_COST
    if not judged or not 1 < len(exploration.frontier) <= MOST_FLIPS:
        return exploration
    try:
        flips = rank_flips(plan, exploration, grounds_of(plan, catalogue, SHIPPED_MODEL))
    except UserError:
        return exploration
    return replace(exploration, flips=tuple(flips.probability.tolist()))
