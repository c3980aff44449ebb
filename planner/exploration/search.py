"""A plan's fleets evaluated: pools sized once each, then blocks of the grid or single fleets."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate
from math import prod

import numpy as np
from msgspec.structs import replace

from planner.arrays import Counts, Integers
from planner.catalogue.catalogue import Catalogue
from planner.dependence import DependenceBasis
from planner.errors import UserError
from planner.exploration.alike_sites import AlikeSites, pools_together, sites_of
from planner.exploration.envelope import CappedFleet, better_of, cap_grid
from planner.exploration.evaluation import (
    Evaluation,
    FleetLimits,
    FleetsFound,
    count_in,
    evaluate_block,
    evaluate_rows,
    rates_without,
)
from planner.exploration.exploration import FleetColumns, joined
from planner.exploration.fleet_curve import FleetTerms, curve_terms
from planner.exploration.fleet_plans import has_windows, planned_anew, supplier_caps, takes_best_shares
from planner.exploration.fleet_rules import FleetRules
from planner.exploration.fleet_store import FleetStore
from planner.exploration.fleet_ways import fleet_ways
from planner.exploration.frontier import frontier_rows
from planner.exploration.grid import Block, PoolSizes, blocks, grid_of
from planner.exploration.pool_table import PoolTable, Question, SizedPool, pool_table, sized_pools, standby_sizes
from planner.exploration.retention import Lost, suppliers_of
from planner.exploration.site_limits import marked_limits
from planner.exploration.work import Work
from planner.mixing.strategies import AUTO, IN_TURN, STRATEGIES
from planner.mixing.strategy import Division, pool_id
from planner.mixing.timetables.timetable_problem import CapMeasure
from planner.plan import DependenceMeasure, Objective, Plan, Trains
from planner.planning.admitted_strategies import strategies_asked
from planner.planning.choice_problem import stated_caps
from planner.planning.layer_names import layer_names
from planner.planning.mixed_run import deadline_days, mixed_run, porting_per_stack, start_stack
from planner.units import SECONDS_PER_DAY

# A block takes 50 to 150 ms of one core, so that Cancel and progress keep up; its time grows with the pools.
POOL_ROWS_PER_BLOCK = 1_000_000
_SIZES_PER_TASK = 16  # of one pool, searched together in some 100 ms
_WORTH_SHARING = 4  # sizes of a supplier's pools together, from which on fleets without it are computed once for all

OnFrontier = Callable[[FleetColumns], None]


@dataclass(slots=True)
class Search:
    """Evaluates fleets of one plan and remembers every pool size; ``baseline`` is per trillion tokens (NaN: none).

    ``on_frontier`` hears the frontier of all that was evaluated so far, whenever it changes.
    """

    question: Question
    work: Work
    baseline: float
    on_frontier: OnFrontier | None = None
    _sized: dict[tuple[tuple[int, ...], tuple[int, ...]], SizedPool] = field(default_factory=dict)
    _front: FleetColumns | None = None
    _capped: list[CappedFleet] = field(default_factory=list)

    @property
    def plan(self) -> Plan:
        """The plan whose fleets are evaluated."""
        return self.question.plan

    def over_grid(self, counts: Sequence[Sequence[int]]) -> FleetsFound:
        """Return the feasible fleets of a whole grid of node counts, in row-major order of its pools' sizes."""
        grid = grid_of(self.plan, counts)
        lengths = [len(pool.sizes) for pool in grid]
        parts = list(blocks(lengths, fleets_per_block(len(grid))))
        self.work.expected += len(parts)
        evaluation = self.evaluation(grid)
        lost = self._lost(evaluation)
        starts = list(accumulate((part.fleets for part in parts), initial=0))
        store = FleetStore(prod(lengths), evaluation.groups)
        fronts: dict[int, Integers] = {}
        blocked: dict[str, int] = {}
        near: dict[str, dict[int, Counts]] = {}
        for position, found in self.work.each(
            [partial(evaluate_block, evaluation, part, _within(lost, part)) for part in parts]
        ):
            store.put(starts[position], found.fleets)
            fronts[starts[position]] = found.frontier
            count_in(blocked, found.blocked)
            self._capped += found.capped
            for reason, some in found.near.items():
                near.setdefault(reason, {})[starts[position]] = some
            self._tell(found)
        fleets, first_rows = store.gathered()
        # A fleet that its own block beats is beaten in the whole: only the blocks' frontiers can hold the common one.
        rows = np.concatenate([fronts[at] + first for at, first in first_rows.items()])
        in_order = {reason: blocked[reason] for reason in sorted(blocked)}
        front = self._front_of(fleets, rows)
        in_grid = {reason: np.concatenate([near[reason][at] for at in sorted(near[reason])]) for reason in sorted(near)}
        return FleetsFound(fleets=fleets, frontier=front, blocked=in_order, near=in_grid)

    def over_rows(self, rows: Integers, counts: Sequence[range]) -> FleetsFound:
        """Return the feasible ones of single fleets; (n, groups) holds positions in each group's counts."""
        nodes = np.stack([np.asarray(each, dtype=np.int64)[rows[:, i]] for i, each in enumerate(counts)], axis=1)
        grid, columns = [], []
        for pool in grid_of(self.plan, [range(1)] * len(counts)):
            sizes, which = np.unique(nodes[:, pool.positions], axis=0, return_inverse=True)
            grid.append(pool.with_sizes([tuple(size) for size in sizes.tolist()]))
            columns.append(which.reshape(-1))
        places = np.stack(columns, axis=1).astype(np.int64)
        width = max(1, fleets_per_block(len(grid)))
        chunks = [places[start : start + width] for start in range(0, len(places), width)]
        self.work.expected += len(chunks)
        evaluation = self.evaluation(grid)
        found = self.work.all([partial(evaluate_rows, evaluation, chunk) for chunk in chunks])
        fleets, blocked = joined([part.fleets for part in found]), dict[str, int]()
        for part in found:
            count_in(blocked, part.blocked)
            self._tell(part)
        everything = np.arange(len(fleets), dtype=np.int64)
        self._capped += [one for part in found for one in part.capped]
        return FleetsFound(fleets=fleets, frontier=self._front_of(fleets, everything), blocked=blocked)

    @property
    def capped(self) -> tuple[CappedFleet, ...]:
        """The best fleet at each cap on one supplier, of all that was evaluated."""
        return better_of(self._capped)

    @property
    def caps(self) -> tuple[float, ...]:
        """The caps at which the best fleets are looked for."""
        entries = (self.question.catalogue.accelerator(group.accelerator) for group in self.plan.cluster.groups)
        return _caps(self.plan, tuple(dict.fromkeys(entry.supplier for entry in entries)))

    @property
    def limits(self) -> FleetLimits:
        """What the fleets have to keep."""
        return _limits(self.plan, self.question.catalogue)

    def shares_of(self, nodes: Sequence[int]) -> dict[str, float]:
        """Return each pool's share of the tokens of one fleet as it is drawn, by pool id."""
        grid = grid_of(self.plan, [range(count, count + 1) for count in nodes])
        tables = self.tables(grid)
        pools = [table.working for table in tables]
        rules = replace(fleet_rules(self.plan, self.question.catalogue), alike=self._alike(grid))
        ways = fleet_ways(pools, [table.capped for table in tables], mixed_run(self.plan), rules)
        parts = [float(np.max(part)) for part in ways.parts]
        return {pool_id(pool.place): part for pool, part in zip(pools, parts, strict=True) if part > 0.0}

    def curve_terms(self) -> FleetTerms | None:
        """Return what the curves of fleets are drawn from; None for other ways than turns, windows and programmes."""
        turns = self.plan.mixing.strategy in {AUTO, IN_TURN}
        if not turns or has_windows(self.plan) or self.plan.trains is Trains.PROGRAMME:
            return None
        sizes: dict[tuple[int, ...], list[tuple[int, ...]]] = {}
        for positions, size in self._sized:
            sizes.setdefault(positions, []).append(size)
        grid = grid_of(self.plan, [range(1)] * len(self.plan.cluster.groups))
        tables = self.tables([pool.with_sizes(sizes[pool.positions]) for pool in grid])
        rules = fleet_rules(self.plan, self.question.catalogue)
        return curve_terms(tables, mixed_run(self.plan), rules, self.plan.basis, self.baseline)

    def _lost(self, evaluation: Evaluation) -> Lost:
        """Return the rates of all fleets without each supplier; of one whose pools hardly vary they are left out.

        Without a supplier all sizes of its pools are one: these are so many times fewer fleets than the grid's.
        """
        if evaluation.some_leave:
            return {}
        tables, found = evaluation.tables, {}
        for supplier in suppliers_of(tables):
            lengths = [1 if table.supplier == supplier else len(table) for table in tables]
            if prod(lengths) * _WORTH_SHARING > prod(len(table) for table in tables):
                continue
            parts = list(blocks(lengths, fleets_per_block(len(tables))))
            self.work.expected += len(parts)
            rates = np.empty(lengths)
            tasks = [partial(rates_without, evaluation, supplier, part) for part in parts]
            for position, answer in self.work.each(tasks):
                rates[tuple(slice(*one) for one in parts[position].ranges)] = answer
            found[supplier] = rates
        return found

    def tables(self, grid: Sequence[PoolSizes]) -> tuple[PoolTable, ...]:
        """Return the pools at these sizes; what was sized before is not sized again."""
        self._size([pool.with_sizes((*pool.sizes, *standby_sizes(pool))) for pool in grid])
        names = [layer_names(self.question.catalogue.accelerator(pool.accelerator)) for pool in grid]
        layer = capped_layer(self.plan)
        return tuple(
            pool_table(pool, each, layer, self._known(pool), self.plan.training)
            for pool, each in zip(grid, names, strict=True)
        )

    def _known(self, pool: PoolSizes) -> dict[tuple[int, ...], SizedPool]:
        """Return what is known of a pool at its sizes, and of what stands by at each of them."""
        return {size: self._sized[pool.positions, size] for size in (*pool.sizes, *standby_sizes(pool))}

    def _alike(self, grid: Sequence[PoolSizes]) -> tuple[AlikeSites, ...]:
        """Return the sites of one accelerator among these pools, with what they deliver together at one site."""
        found = pools_together(grid, self.plan, self.question.catalogue)
        self._size([together.pool for together in found])
        return tuple(
            sites_of(one, {size: self._sized[one.pool.positions, size].row for size in one.pool.sizes}) for one in found
        )

    def _size(self, grid: Sequence[PoolSizes]) -> None:
        parts = [(pool, part) for pool in grid for part in self._unknown(pool)]
        self.work.expected += len(parts)
        tasks = [partial(sized_pools, self.question, pool.with_sizes(()), part) for pool, part in parts]
        for (pool, part), answers in zip(parts, self.work.all(tasks), strict=True):
            self._sized |= {(pool.positions, size): answer for size, answer in zip(part, answers, strict=True)}

    def _unknown(self, pool: PoolSizes) -> list[list[tuple[int, ...]]]:
        """Return the sizes of a pool that were not asked before, in parts that are worth a task."""
        new = [size for size in pool.sizes if (pool.positions, size) not in self._sized]
        return [new[start : start + _SIZES_PER_TASK] for start in range(0, len(new), _SIZES_PER_TASK)]

    def evaluation(self, grid: Sequence[PoolSizes]) -> Evaluation:
        """Return what the fleets of a grid are evaluated from."""
        plan, tables = self.plan, self.tables(grid)
        return Evaluation(
            tables=tables,
            run=mixed_run(plan),
            rules=replace(fleet_rules(plan, self.question.catalogue), alike=self._alike(grid)),
            limits=self.limits,
            basis=plan.basis,
            measure=plan.measure,
            objective=plan.objective,
            baseline=self.baseline,
            groups=len(plan.cluster.groups),
            caps=_caps(plan, suppliers_of(tables)),
        )

    def _front_of(self, fleets: FleetColumns, rows: Integers) -> Integers:
        """Return which of these rows no other of them beats, from most to least dependent."""
        values = fleets.objective(self.plan.objective)[rows]
        # Ties keep the order of the grid, whatever order the blocks came in.
        return rows[frontier_rows(values, fleets.dependence(self.plan.measure)[rows])]

    def _tell(self, found: FleetsFound) -> None:
        if self.on_frontier is None or len(found.frontier) == 0:
            return
        new = found.fleets.taken(found.frontier)
        both = new if self._front is None else joined([self._front, new])
        front = both.taken(self._front_of(both, np.arange(len(both), dtype=np.int64)))
        if self._front is None or not np.array_equal(front.nodes, self._front.nodes):
            self._front = front
            self.on_frontier(front)


def fleets_per_block(pools: int) -> int:
    """Return how many fleets of so many pools make a task."""
    return max(1, POOL_ROWS_PER_BLOCK // pools)


def _within(lost: Lost, block: Block) -> Lost:
    """Return what a block needs of the rates without each supplier."""
    return {
        supplier: rates[tuple(slice(0, 1) if many == 1 else slice(*part)
                              for many, part in zip(rates.shape, block.ranges, strict=True))]
        for supplier, rates in lost.items()
    }  # fmt: skip


def capped_layer(plan: Plan) -> str:
    """Return the layer whose names the arrays limit: suppliers, else the first with a cap; planning limits all."""
    layers = [cap.layer for cap in plan.mixing.caps]
    return "supplier" if "supplier" in layers or not layers else layers[0]


def fleet_rules(plan: Plan, catalogue: Catalogue) -> FleetRules:
    """Return what decides how fleets of this plan work.

    A cap, or best shares, makes turns the cheapest shares under it; shares that the user typed belong to the plan's own
    fleet, so others take equal turns. Raises UserError for caps of which the planner plans no fleet.
    """
    if plan.trains is Trains.ONE_MODEL:
        stated_caps(plan)
    mixing, days, layer = plan.mixing, deadline_days(plan), capped_layer(plan)
    caps = [cap.share for cap in mixing.caps if cap.layer == layer and cap.measure is CapMeasure.LARGEST]
    hhis = [cap.share for cap in mixing.caps if cap.layer == layer and cap.measure is CapMeasure.HHI]
    if min(caps, default=1.0) < 1.0 and min(hhis, default=1.0) < 1.0:
        raise UserError("Exploring limits the largest supplier or the suppliers' HHI, not both; take one limit away.")
    return FleetRules(
        strategy=mixing.strategy if strategies_asked(plan) else IN_TURN,
        divided=takes_best_shares(plan),
        cap=min(caps, default=1.0),
        hhi=min(hhis, default=1.0),
        deadline_s=float("inf") if days is None else days * SECONDS_PER_DAY,
        by_time=plan.objective is Objective.DAYS,
        restart_s=mixing.migration_restart_s,
        porting=porting_per_stack(plan),
        start_stack=start_stack(plan, catalogue),
        approximate=terms_left_out(plan),
        windows=has_windows(plan),
        several_layers=len({cap.layer for cap in mixing.caps}) > 1,
        spend_capped=bool(mixing.caps) and plan.basis is DependenceBasis.SPEND,
        weighed=mixing.division is Division.BEST,
    )


def terms_left_out(plan: Plan) -> bool:
    """Say whether a plan has terms that arrays of fleets leave out, so that its fleets' own plans differ from them."""
    chosen = STRATEGIES.get(plan.mixing.strategy)
    own = chosen is not None and (chosen.own_batches or chosen.own_nodes)
    return planned_anew(plan) or own or bool(plan.cluster.pair_links)


def _caps(plan: Plan, suppliers: Sequence[str]) -> tuple[float, ...]:
    """Return the caps at which blocks look for their best fleets: where turns are taken and shares are of compute.

    They limit the largest share, or the HHI where that is the measure (1 is one name, as of shares), and are no looser
    than the plan's own. Models of a programme are not divided.
    """
    turns = plan.mixing.strategy in {AUTO, IN_TURN}
    by_share = plan.measure is not DependenceMeasure.LOSS and plan.basis is DependenceBasis.COMPUTE
    if plan.trains is Trains.PROGRAMME or not (turns and by_share):
        return ()
    return cap_grid(len(suppliers), min(supplier_caps(plan, plan.measure), default=1.0))


def _limits(plan: Plan, catalogue: Catalogue) -> FleetLimits:
    limits, days = plan.limits, deadline_days(plan)
    unlimited = float("inf")
    return FleetLimits(
        budget=unlimited if limits.budget is None else plan.rates.convert(limits.budget, plan.currency).amount,
        deadline_days=unlimited if days is None else days,
        power_w=unlimited if limits.power_w is None else limits.power_w,
        required_suppliers=limits.required_suppliers,
        excluded_suppliers=limits.excluded_suppliers,
        marks=marked_limits(plan, catalogue),
        caps=plan.mixing.caps,
    )
