"""The answer of an exploration: every feasible fleet as columns, the frontier, the knee, today's plan."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from planner.arrays import Counts, Floats, Integers, Mask
from planner.catalogue.estimates import Estimated
from planner.dependence import DependenceBasis
from planner.exploration.estimated_fleets import FleetEstimates
from planner.plan import DependenceMeasure, Objective, Plan


class FleetColumns(Struct, frozen=True, kw_only=True):
    """Feasible fleets as parallel columns of length n; ``nodes`` is (n, groups) in the order of ``groups``.

    Money is in the exploration's currency; shares, savings, retention and loss are fractions. ``retention`` is the rate
    left without the supplier that hurts most against the fleet's own, ``loss`` what that takes of the rate of the
    fleet's fastest single-model way. ``way`` is a position in ``fleet_rules.WAYS``. ``bound``: days and cost may not be
    those of the fleet's own plan, which looks further for a pipeline and keeps to terms that arrays leave out.
    """

    nodes: Counts
    unit_cost: Floats
    cost: Floats
    saving: Floats
    tokens_per_s: Floats
    days: Floats
    largest: Floats
    hhi: Floats
    retention: Floats
    loss: Floats
    way: NDArray[np.int8]
    bound: Mask

    def __len__(self) -> int:
        """Return the number of fleets."""
        return len(self.days)

    def taken(self, rows: Integers) -> "FleetColumns":
        """Return these rows alone."""
        return FleetColumns(**{name: getattr(self, name)[rows] for name in FleetColumns.__struct_fields__})

    def objective(self, objective: Objective) -> Floats:
        """Return the column that the frontier minimises."""
        return {
            Objective.UNIT_COST: self.unit_cost,
            Objective.COST: self.cost,
            Objective.DAYS: self.days,
        }[objective]

    def dependence(self, measure: DependenceMeasure) -> Floats:
        """Return the column of a dependence measure: a share, HHI points, or the throughput lost without one."""
        if measure is DependenceMeasure.LOSS:
            return self.loss
        return self.hhi if measure is DependenceMeasure.HHI else self.largest


def column_name(figure: str) -> str:
    """Return what the column of a figure is called, by the figure's key: a unit cost says its unit elsewhere."""
    return "unit_cost" if figure == Objective.UNIT_COST else figure


def joined(parts: Sequence[FleetColumns]) -> FleetColumns:
    """Return all parts (at least one) as one set of columns, in order."""
    return FleetColumns(
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in FleetColumns.__struct_fields__}
    )


def no_fleets(groups: int) -> FleetColumns:
    """Return the columns of no fleet at all."""
    none: dict[str, Any] = {name: np.zeros(0) for name in FleetColumns.__struct_fields__}
    none |= {"way": np.zeros(0, dtype=np.int8), "bound": np.zeros(0, dtype=np.bool_)}
    return FleetColumns(**none | {"nodes": np.zeros((0, groups), dtype=np.int32)})


class FrontierGap(Struct, frozen=True, kw_only=True):
    """How far one fleet lies behind the frontier, read along each axis; ``None`` where no frontier fleet compares.

    ``objective``: what it pays more than the best fleet that depends no more; ``saving``: the same as a fraction of
    the baseline; ``dependence``: how much less the least dependent fleet depends that is no worse in the objective.
    Below zero the fleet beats the frontier: it is off the grid, or outside the limits.
    """

    objective: float | None
    saving: float | None
    dependence: float | None


class SingleFleet(Struct, frozen=True, kw_only=True):
    """The best feasible fleet of one supplier alone: its row in ``fleets``."""

    supplier: str
    row: int


class Guarantee(Struct, frozen=True, kw_only=True):
    """What is certain of a frontier, in numbers and in words.

    ``exact``: every fleet of the grid was evaluated, and no other than these can be on the frontier; the words open
    with it. ``coarse``, where not all were: so many fleets were, on every so many steps of each
    group, then those around the frontier at ever smaller steps; ``settled``: until a whole step changed nothing, in
    up to ``groups_at_once`` groups. ``evaluated`` counts the fleets, feasible or not. ``planned`` of them were
    planned one by one, as the plan has them work (None: arrays give their figures), and ``left`` others might be on the
    frontier. ``mends`` says what would let a fleet in where none keeps every limit.
    """

    evaluated: int
    words: str
    exact: bool = True
    coarse: int | None = None
    settled: bool = True
    groups_at_once: int | None = None
    planned: int | None = None
    left: int = 0
    mends: str = ""


class FrontierPoint(Struct, frozen=True, kw_only=True):
    """What a point of the frontier takes beside its nodes: how its pools work, and at which shares of the tokens.

    ``cap`` is the largest share of one supplier that its shares were chosen under, where the HHI is explored the
    largest HHI with 1 for 10,000 points (None: drawn as the plan has it).
    ``shares`` go by pool id. ``certificate``: ``replanned`` where the planner planned the fleet itself, else ``array``:
    by the arithmetic of all fleets.
    """

    way: str
    shares: Mapping[str, float]
    cap: float | None = None
    certificate: str = "array"


class FleetSample(Struct, frozen=True, kw_only=True):
    """What a file kept of an exploration's fleets: of how many those there are a sample, and on which day (ISO 8601).

    ``curves``: the fleets had lines of what other shares come to, which no file holds.
    """

    of: int
    explored_on: str
    curves: bool


class Exploration(Struct, frozen=True, kw_only=True):
    """What an exploration found.

    ``frontier`` holds row numbers of ``fleets``, ordered from most to least dependent; ``knee`` is a position
    in ``frontier``; ``today`` is a one-row column set of the plan as composed (None when it gives no result).
    ``blocked`` counts every evaluated candidate that fell out, by reason. ``hypervolume`` is the area that the
    frontier dominates up to ``reference`` (objective, dependence): the baseline's, one supplier alone. ``singles``
    are the best fleets of one supplier each, whether on the frontier or not, best first. ``flips`` holds for each
    point of the frontier how likely, by the uncertainty of its inputs, the next more expensive one is cheaper in truth
    (empty: not computed; NaN for the most expensive). ``points`` says of each how it works and at which shares.
    The first ``feasible`` rows of ``fleets`` are the feasible fleets of the grid as the plan has them work; those after
    them stand for the same fleets at the best shares under a cap. ``terms`` are what the curve of one fleet is drawn
    from (None: its pools take no turns, or windows cut the run). ``estimates`` says which figures rest on estimates,
    ``by_spend`` that shares are of the spend. ``sample`` says what a file kept of the fleets (None: explored here).
    """

    groups: tuple[str, ...]
    accelerators: tuple[str, ...]
    currency: str
    measure: DependenceMeasure
    candidates: int
    feasible: int
    fleets: FleetColumns
    frontier: Integers
    knee: int | None
    today: FleetColumns | None
    seconds: float
    blocked: Mapping[str, int] = field(default_factory=dict)
    reference: tuple[float, float] | None = None
    hypervolume: float | None = None
    objective: Objective = Objective.UNIT_COST
    singles: tuple[SingleFleet, ...] = ()
    guarantee: Guarantee | None = None
    flips: tuple[float, ...] = ()
    points: tuple[FrontierPoint, ...] = ()
    terms: Any = None  # FleetTerms of planner.exploration.fleet_curve, which no file holds
    estimates: FleetEstimates = FleetEstimates()
    by_spend: bool = False
    sample: FleetSample | None = None

    def estimated(self, fleets: FleetColumns, row: int) -> Mapping[str, Estimated]:
        """Return the estimates that each column of one fleet rests on; a column that rests on none is missing."""
        return self.estimates.columns(self, fleets, row)

    @property
    def evaluated(self) -> int:
        """How many fleets of the grid were evaluated, feasible or not."""
        return self.candidates if self.guarantee is None else self.guarantee.evaluated

    def gap(self, fleets: FleetColumns, row: int) -> FrontierGap:
        """Return how far one fleet, explored or not, lies behind the frontier."""
        front = self.fleets.taken(self.frontier)
        values, dependences = front.objective(self.objective), front.dependence(self.measure)
        value = fleets.objective(self.objective)[row]
        dependence = fleets.dependence(self.measure)[row]
        no_more, no_worse = np.flatnonzero(dependences <= dependence), np.flatnonzero(values <= value)
        if len(no_more) == 0:
            return FrontierGap(objective=None, saving=None, dependence=_less(dependence, dependences[no_worse]))
        best = no_more[np.argmin(values[no_more])]
        saving = float(front.saving[best] - fleets.saving[row])
        return FrontierGap(
            objective=float(value - values[best]),
            saving=None if np.isnan(saving) else saving,
            dependence=_less(dependence, dependences[no_worse]),
        )

    @property
    def today_gap(self) -> FrontierGap | None:
        """How far the plan as composed lies behind the frontier; None without either."""
        return None if self.today is None or len(self.frontier) == 0 else self.gap(self.today, 0)


def frontier_so_far(plan: Plan, front: FleetColumns, estimates: FleetEstimates) -> Exploration:
    """Return the frontier of what was evaluated so far as an exploration of it alone, most dependent first."""
    rows = np.argsort(-front.dependence(plan.measure), kind="stable").astype(np.int64)
    return Exploration(
        groups=tuple(group.key for group in plan.cluster.groups),
        accelerators=tuple(group.accelerator for group in plan.cluster.groups),
        currency=plan.currency,
        objective=plan.objective,
        measure=plan.measure,
        candidates=len(front),
        feasible=len(front),
        fleets=front,
        frontier=rows,
        estimates=estimates,
        by_spend=plan.basis is DependenceBasis.SPEND,
        knee=None,
        today=None,
        seconds=0.0,
    )


def _less(dependence: float, others: Floats) -> float | None:
    return float(dependence - np.min(others)) if len(others) else None
