"""The curve of one fleet: what the largest share of one supplier costs it, at the cheapest shares under every cap.

The same arithmetic as every fleet of an exploration is drawn by, stops and waiting included; between two breakpoints of
the closed form (1, 1/2, 1/3 ...) the shares change in a straight line with the cap.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from planner.arrays import Floats
from planner.dependence import POINTS_OF_ONE_NAME, DependenceBasis
from planner.exploration.envelope import cap_grid
from planner.exploration.fleet_rules import FleetRules, FleetWays
from planner.exploration.fleets_in_turn import divided_shares, in_turn
from planner.exploration.pool_table import PoolTable, without_options
from planner.exploration.retention import laid
from planner.mixing.strategy import pool_id
from planner.mixing.working_pool import MixedRun, WorkingPool
from planner.units import SECONDS_PER_DAY, TRILLION_TOKENS

_TIE = 1e-9  # of the deadline


class FleetTerms(Struct, frozen=True, kw_only=True):
    """What the curves of an exploration's fleets are drawn from: every pool at every size that was asked for.

    ``baseline`` is per trillion tokens (NaN: none).
    """

    tables: tuple[PoolTable, ...]
    run: MixedRun
    rules: FleetRules
    basis: DependenceBasis
    baseline: float


class FleetCurve(Struct, frozen=True, kw_only=True):
    """One fleet at falling caps on one supplier's tokens, as columns of length n; caps it cannot keep are left out.

    ``largest`` and ``hhi`` are what its shares come to on the plan's basis; ``shares`` of the tokens go by pool id.
    """

    caps: Floats
    unit_cost: Floats
    saving: Floats
    days: Floats
    largest: Floats
    hhi: Floats
    shares: tuple[Mapping[str, float], ...]


def curve_terms(
    tables: Sequence[PoolTable], run: MixedRun, rules: FleetRules, basis: DependenceBasis, baseline: float
) -> FleetTerms:
    """Return the terms of curves from the tables of pools; the stages that no turn needs are left out."""
    slim = tuple(without_options(table) for table in tables)
    return FleetTerms(tables=slim, run=run, rules=rules, basis=basis, baseline=baseline)


def fleet_curve(terms: FleetTerms, nodes: Sequence[int]) -> FleetCurve | None:
    """Return the curve of the fleet of these nodes; None where a size is not known or it cannot train in time."""
    found = [_at_size(table, nodes) for table in terms.tables]
    tables = [table for table in found if table is not None]
    if len(tables) < len(found):
        return None
    able = [table for table in tables if float(table.working.healthy_tokens_per_s) * float(table.working.fits_alone)]
    pools = [table.working for table in able]
    suppliers = [table.supplier for table in able]
    points = [(cap, _at_cap(terms, pools, suppliers, cap)) for cap in cap_grid(len(set(suppliers)))]
    last = terms.rules.deadline_s * (1.0 + _TIE)
    kept = [(cap, ways) for cap, ways in points if float(ways.wall_s) <= last and np.isfinite(ways.cost)]
    return _curve(terms, able, kept) if kept else None


def _at_size(table: PoolTable, nodes: Sequence[int]) -> PoolTable | None:
    """Return the pool at the size that a fleet has, its columns of shape (); None where that is not known."""
    own = [nodes[position] for position in table.positions]
    rows = np.flatnonzero((table.nodes == own).all(axis=1))
    return laid(table, rows[:1].astype(np.int64), ()) if len(rows) else None


def _at_cap(terms: FleetTerms, pools: Sequence[WorkingPool], suppliers: Sequence[str], cap: float) -> FleetWays:
    rules = replace(terms.rules, divided=True, cap=cap)
    return in_turn(pools, divided_shares(pools, suppliers, terms.run, rules), terms.run, rules)


def _curve(terms: FleetTerms, tables: Sequence[PoolTable], points: Sequence[tuple[float, FleetWays]]) -> FleetCurve:
    cost = np.array([float(ways.cost) for _, ways in points]) / terms.run.tokens * TRILLION_TOKENS
    by_spend = terms.basis is DependenceBasis.SPEND
    shares = [_by_supplier(tables, ways.spend if by_spend else ways.parts) for _, ways in points]
    names = [pool_id(table.working.place) for table in tables]
    return FleetCurve(
        caps=np.array([cap for cap, _ in points]),
        unit_cost=cost,
        saving=1.0 - cost / terms.baseline,
        days=np.array([float(ways.wall_s) for _, ways in points]) / SECONDS_PER_DAY,
        largest=np.array([float(one.max()) for one in shares]),
        hhi=np.array([POINTS_OF_ONE_NAME * float(np.square(one).sum()) for one in shares]),
        shares=tuple(
            {name: float(part) for name, part in zip(names, ways.parts, strict=True) if part > 0.0}
            for _, ways in points
        ),
    )


def _by_supplier(tables: Sequence[PoolTable], amounts: Sequence[Floats]) -> Floats:
    """Return the share of each supplier; NaN where nothing is spent."""
    found: dict[str, float] = {}
    for table, amount in zip(tables, amounts, strict=True):
        found[table.supplier] = found.get(table.supplier, 0.0) + float(amount)
    every = np.array(list(found.values()))
    with np.errstate(invalid="ignore"):
        shares: Floats = every / every.sum()
    return shares
