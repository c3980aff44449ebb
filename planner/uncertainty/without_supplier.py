"""A run without one of its suppliers from day 0 on: by how many days and how much money it then differs."""

from collections.abc import Mapping

from msgspec import Struct

from planner.planning.dependence import as_it_stands
from planner.planning.fleet import Fleet
from planner.planning.mixed_run import deadline_days, porting_per_stack
from planner.planning.planned_run import PlannedRun
from planner.planning.programme import PlannedProgramme, shortest_on
from planner.uncertainty.after_event import planned_run
from planner.uncertainty.loss_of_use import kept_groups
from planner.uncertainty.programme_state import Asked, OpenModel, without_place
from planner.uncertainty.progress import paid, paid_while_lost
from planner.uncertainty.remaining_run import rest_of
from planner.uncertainty.supplier_groups import supplier_groups


class WithoutSupplier(Struct, frozen=True, kw_only=True):
    """The same groups less one supplier's, as fast as any admitted way goes, inside the windows and without caps.

    ``extra_days`` and ``extra_cost`` are against the plan (below 0: the run is sooner, or cheaper, without). Days are
    None where nothing is left to train on, money where it is unknown as well. ``kept`` is the rate left as a fraction
    of the plan's, at most 1; 0 where nothing is left. Of a programme ``late`` are the models that then end after the
    deadline, ``lost`` those that find no place, by name.
    """

    supplier: str
    days: float | None
    cost: float | None
    extra_days: float | None
    extra_cost: float | None
    kept: float
    late: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def without_supplier(run: PlannedRun, supplier: str) -> WithoutSupplier:
    """Return a run without one supplier; what is held of it keeps costing by its terms."""
    lost = frozenset(group.key for group in supplier_groups(run, supplier))
    rest = _rest_of_programme(run, lost) if isinstance(run, PlannedProgramme) else _rest_of_fleet(run, lost)
    if rest is None:
        placeless = _placeless(run, lost) if isinstance(run, PlannedProgramme) else ()
        return WithoutSupplier(
            supplier=supplier, days=None, cost=None, extra_days=None, extra_cost=None, kept=0.0, lost=placeless
        )
    cost = None
    planned = planned_run(run)
    if run.priced:
        cost = rest.porting
        for group in run.paid_groups:
            if group.key in lost:
                cost += paid_while_lost(group, 0.0, rest.days)
                continue
            cost += paid(group, rest.busy_days.get(group.key, 0.0), 0.0, rest.days)
    return WithoutSupplier(
        supplier=supplier,
        days=rest.days,
        cost=cost,
        extra_days=rest.days - planned.days,
        extra_cost=None if cost is None else cost - planned.cost,
        kept=min(1.0, planned.days / rest.days),
        late=rest.late,
    )


class _Rest(Struct, frozen=True, kw_only=True):
    """All tokens on what is left: the days, each group's days at work or in stops, porting, and who is late."""

    days: float
    busy_days: Mapping[str, float]
    porting: float
    late: tuple[str, ...] = ()


def _rest_of_fleet(run: PlannedRun, lost: frozenset[str]) -> _Rest | None:
    assert isinstance(run, Fleet)  # noqa: S101 - a run is one model's or a programme's
    rest = rest_of(run, kept_groups(run, lost), run.plan.training.tokens, 0.0)
    if rest is None:
        return None
    work, stops = rest.timetable.work_days, rest.timetable.stop_days
    return _Rest(
        days=rest.end_day,
        busy_days={key: days + stops.get(key, 0.0) for key, days in work.items()},
        porting=porting_per_stack(run.plan) * len(rest.timetable.porting),
    )


def _rest_of_programme(run: PlannedProgramme, lost: frozenset[str]) -> _Rest | None:
    standing = {group.place for group in kept_groups(run, lost)}
    there = as_it_stands(run)
    assert isinstance(there, PlannedProgramme)  # noqa: S101 - it is of the same kind
    found = shortest_on(there, [member for member in run.members if member.planned.place in standing])
    if found is None:
        return None
    deadline = deadline_days(run.plan)
    return _Rest(
        days=found.makespan_days,
        busy_days=found.work_days,
        porting=sum(found.porting.values()),
        late=tuple(one.model for one in found.placements if deadline is not None and one.to_day > deadline),
    )


def _placeless(run: PlannedProgramme, lost: frozenset[str]) -> tuple[str, ...]:
    """Return the models that find no place on what is left."""
    models = tuple(OpenModel(position=i, tokens=model.tokens) for i, model in enumerate(run.programme.models))
    return without_place(run, kept_groups(run, lost), models, Asked(from_day=0.0, busy_until={}))
