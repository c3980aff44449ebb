"""Whether an exploration that a file kept can be one of its plan: every place is there, every figure can be."""

from collections.abc import Iterator
from datetime import date
from typing import Final

import numpy as np

from planner.catalogue.estimates import PURCHASE_PRICE, RENT_PER_HOUR
from planner.catalogue.figures import KINDS
from planner.dependence import POINTS_OF_ONE_NAME, DependenceBasis
from planner.exploration.exploration import Exploration, FleetColumns
from planner.exploration.fleet_rules import WAYS
from planner.mixing.strategy import pool_id
from planner.plan import Plan
from planner.planfile.bounds import complaints
from planner.planfile.limits import LARGEST, Range, limit_of

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
    "retention": _KNOWN,  # a fleet may be faster without a supplier that only takes turns
    "loss": _SHARE,
}
_MAY_BE_UNKNOWN: Final = ("saving", "retention", "loss")
_ESTIMATED: Final = frozenset({*KINDS, PURCHASE_PRICE, RENT_PER_HOUR})


def can_be_of(exploration: Exploration, plan: Plan) -> bool:
    """Say whether a kept exploration can be one of a plan."""
    return (
        all(_fits_plan(exploration, plan))
        and _holds(exploration.fleets)
        and (exploration.today is None or (len(exploration.today) == 1 and _holds(exploration.today)))
        and all(_frontier_is_one(exploration))
        and all(_counts_hold(exploration))
        and all(_rest_holds(exploration))
    )


def _fits_plan(exploration: Exploration, plan: Plan) -> Iterator[bool]:
    groups = plan.cluster.groups
    yield exploration.groups == tuple(group.key for group in groups)
    yield exploration.accelerators == tuple(group.accelerator for group in groups)
    yield (exploration.currency, exploration.measure) == (plan.currency, plan.measure)
    yield exploration.objective == plan.objective
    yield exploration.by_spend == (plan.basis is DependenceBasis.SPEND)
    pools = {pool_id((group.accelerator, group.site)) for group in groups}
    yield all(pool in pools for point in exploration.points for pool in point.shares)


def _holds(fleets: FleetColumns) -> bool:
    nodes, limits = fleets.nodes, limit_of("NodeGroup", "nodes")
    if len(fleets) > _MOST_FLEETS or not ((nodes >= limits.least) & (nodes <= limits.most)).all():
        return False
    for name, limits in _RANGES.items():
        column = getattr(fleets, name)
        unknown = np.isnan(column) if name in _MAY_BE_UNKNOWN else False
        if not (unknown | ((column >= limits.least) & (column <= limits.most))).all():
            return False
    return True


def _frontier_is_one(exploration: Exploration) -> Iterator[bool]:
    """Yield whether its rows are there, each once, each less dependent than the one before it and no better."""
    rows, fleets = exploration.frontier, len(exploration.fleets)
    there = ((rows >= 0) & (rows < fleets)).all() and len(np.unique(rows)) == len(rows)
    yield bool(there)
    front = exploration.fleets.taken(rows)
    across, up = front.dependence(exploration.measure), front.objective(exploration.objective)
    yield bool((np.diff(across) <= _ROUNDING * np.abs(across[:-1])).all())
    yield bool((np.diff(up) >= -_ROUNDING * up[:-1]).all())
    yield exploration.knee is None or 0 <= exploration.knee < len(rows)
    yield all(len(each) in (0, len(rows)) for each in (exploration.points, exploration.flips))
    yield all(np.isnan(flip) or 0.0 <= flip <= 1.0 for flip in exploration.flips)
    for point in exploration.points:
        yield point.way in WAYS and point.certificate in _CERTIFICATES
        yield all(_SHARE.holds(share) for share in (*point.shares.values(), point.cap or 0.0))
    yield all(0 <= one.row < fleets for one in exploration.singles)


def _counts_hold(exploration: Exploration) -> Iterator[bool]:
    sample = exploration.sample
    yield 0 <= exploration.feasible <= exploration.evaluated <= exploration.candidates <= _MOST_CANDIDATES
    if sample is not None:
        yield max(len(exploration.fleets), exploration.feasible) <= sample.of
        yield _is_day(sample.explored_on)


def _rest_holds(exploration: Exploration) -> Iterator[bool]:
    estimates = exploration.estimates
    yield len(estimates.groups) in (0, len(exploration.groups))
    yield all(one.figure in _ESTIMATED for one in estimates.all)
    beside = exploration.guarantee, exploration.points, exploration.singles, estimates, exploration.sample
    figures = exploration.seconds, exploration.reference, exploration.hypervolume
    yield next(complaints((*beside, *figures, dict(exploration.blocked))), None) is None


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
