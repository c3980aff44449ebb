"""Whether an exploration that a file kept can be one of its plan: every place is there, every figure can be."""

from collections.abc import Iterator
from datetime import date
from typing import Final

import numpy as np

from planner.catalogue.estimates import PURCHASE_PRICE, RENT_PER_HOUR
from planner.catalogue.figures import KINDS
from planner.dependence import POINTS_OF_ONE_NAME, DependenceBasis
from planner.exploration.exploration import Exploration, FleetColumns
from planner.exploration.fleet_ways import WAYS
from planner.mixing.strategy import pool_id
from planner.plan import Plan
from planner.planfile.bounds import complaints
from planner.planfile.limits import LARGEST, Range, limit_of
from planner.sentences import sentence

_MOST_FLEETS: Final = 20_000  # a sample and its frontiers, which stay whole
_MOST_CANDIDATES: Final = 10**60
_ROUNDING: Final = 1e-6
_CERTIFICATES: Final = ("array", "replanned")
_KNOWN: Final = Range(least=0, most=LARGEST)
_SHARE: Final = Range(least=0, most=1 + _ROUNDING)
_RANGES: Final = {
    "unit_cost": _KNOWN,
    "cost": _KNOWN,
    "saving": Range(least=-LARGEST, most=1),
    "tokens_per_s": _KNOWN,
    "days": _KNOWN,
    "largest": _SHARE,
    "hhi": Range(least=0, most=POINTS_OF_ONE_NAME * (1 + _ROUNDING)),
    "retention": Range(least=0, most=LARGEST),  # a fleet may be faster without a supplier that only takes turns
    "loss": _SHARE,
}
_MAY_BE_UNKNOWN: Final = ("saving", "retention", "loss")
_ESTIMATED: Final = {*KINDS, PURCHASE_PRICE, RENT_PER_HOUR}


def exploration_complaints(exploration: Exploration, plan: Plan) -> Iterator[str]:
    """Yield one phrase for each part of a kept exploration that does not hold, or that is none of the plan's."""
    yield from _of_plan(exploration, plan)
    yield from _of_fleets(exploration.fleets)
    if exploration.today is not None:
        yield from _of_fleets(exploration.today)
        if len(exploration.today) != 1:
            yield "today is not one fleet"
    yield from _of_frontier(exploration)
    yield from _of_counts(exploration)
    yield from _of_estimates(exploration)
    beside = exploration.guarantee, exploration.points, exploration.singles, exploration.estimates, exploration.sample
    figures = exploration.seconds, exploration.reference, exploration.hypervolume
    yield from complaints((*beside, *figures, dict(exploration.blocked)))


def _of_plan(exploration: Exploration, plan: Plan) -> Iterator[str]:
    groups = plan.cluster.groups
    own = (
        (exploration.groups, tuple(group.key for group in groups)),
        (exploration.accelerators, tuple(group.accelerator for group in groups)),
        (exploration.currency, plan.currency),
        (exploration.measure, plan.measure),
        (exploration.objective, plan.objective),
        (exploration.by_spend, plan.basis is DependenceBasis.SPEND),
    )
    if any(found != wanted for found, wanted in own):
        yield "its groups or axes are not the plan's"
    pools = {pool_id((group.accelerator, group.site)) for group in groups}
    if any(pool not in pools for point in exploration.points for pool in point.shares):
        yield "it shares tokens with pools that the plan has not"


def _of_fleets(fleets: FleetColumns) -> Iterator[str]:
    if len(fleets) > _MOST_FLEETS:
        yield sentence("it has {:,} fleets, more than {:,}", len(fleets), _MOST_FLEETS)
    nodes = limit_of("NodeGroup", "nodes")
    if fleets.nodes.size and not (nodes.least <= fleets.nodes.min() and fleets.nodes.max() <= nodes.most):
        yield "a fleet has fewer nodes than none, or more than any"
    for name, limits in _RANGES.items():
        column = getattr(fleets, name)
        unknown = np.isnan(column) if name in _MAY_BE_UNKNOWN else False
        if not (unknown | ((column >= limits.least) & (column <= limits.most))).all():
            yield sentence("{} of a fleet is {}", name, limits.words)


def _of_frontier(exploration: Exploration) -> Iterator[str]:
    rows, length = exploration.frontier, len(exploration.frontier)
    if len(np.unique(rows)) < length or not ((rows >= 0) & (rows < len(exploration.fleets))).all():
        yield "its frontier names fleets that are not there"
        return
    front = exploration.fleets.taken(rows)
    across, up = front.dependence(exploration.measure), front.objective(exploration.objective)
    if (np.diff(across) > _ROUNDING * np.abs(across[:-1])).any() or (np.diff(up) < -_ROUNDING * up[:-1]).any():
        yield "its frontier is none: a fleet of it is beaten by the next"
    if exploration.knee is not None and not 0 <= exploration.knee < length:
        yield "its knee is not on its frontier"
    if any(len(each) not in (0, length) for each in (exploration.points, exploration.flips)):
        yield "its frontier has other points than fleets"
    if not all(np.isnan(flip) or 0.0 <= flip <= 1.0 for flip in exploration.flips):
        yield "a chance is outside 0 to 1"
    for point in exploration.points:
        if point.way not in WAYS or point.certificate not in _CERTIFICATES:
            yield "a point works in no way that there is"
        if not all(_SHARE.holds(share) for share in (*point.shares.values(), point.cap or 0.0)):
            yield "a share is outside 0 to 1"
    if not all(0 <= one.row < len(exploration.fleets) for one in exploration.singles):
        yield "a fleet of one supplier is not there"


def _of_counts(exploration: Exploration) -> Iterator[str]:
    sample, counts = exploration.sample, (exploration.feasible, exploration.evaluated, exploration.candidates)
    if not 0 <= counts[0] <= counts[1] <= counts[2] <= _MOST_CANDIDATES:
        yield "it has more feasible fleets than fleets"
    if sample is None or not len(exploration.fleets) <= sample.of or exploration.feasible > sample.of:
        yield "it draws more fleets than there are"
    if sample is not None and not _is_day(sample.explored_on):
        yield "it was explored on no day"


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _of_estimates(exploration: Exploration) -> Iterator[str]:
    estimates = exploration.estimates
    if len(estimates.groups) not in (0, len(exploration.groups)):
        yield "it has estimates of other groups"
    if any(one.figure not in _ESTIMATED for one in estimates.all):
        yield "it rests on estimates of no figure"
