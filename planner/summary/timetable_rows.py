"""The timetable of a run and the best pools alone, as rows of a report."""

from planner.estimate_marks import alone_key
from planner.mixing.strategy import AloneResult
from planner.plan_result import PlanResult
from planner.summary.contents import AloneRow, TimetableRow


def timetable_rows(result: PlanResult) -> tuple[TimetableRow, ...]:
    """Return the stretches of a run in their order, pools by their names; none before it is planned."""
    names = {pool.pool: pool.name for pool in result.pools}
    return tuple(
        TimetableRow(
            kind=spell.kind,
            way=spell.way,
            pools=tuple((names.get(pool, pool), spell.shares.get(pool, 0.0)) for pool in spell.pools),
            from_day=spell.from_day,
            to_day=spell.to_day,
            tokens=spell.tokens,
        )
        for spell in (result.mixing.timetable if result.mixing else ())
    )


def alone_rows(result: PlanResult) -> tuple[AloneRow, ...]:
    """Return the cheapest and the fastest pool alone; one row where both are the same."""
    if result.mixing is None:
        return ()
    cheapest, fastest = result.mixing.cheapest_alone, result.mixing.fastest_alone
    if cheapest is not None and fastest is not None and cheapest.pool == fastest.pool:
        return (_alone_row("both", cheapest, result),)
    named = (("cost", cheapest), ("days", fastest))
    return tuple(_alone_row(best, one, result) for best, one in named if one is not None)


def _alone_row(best: str, one: AloneResult, result: PlanResult) -> AloneRow:
    names = {key: pool.name for pool in result.pools for key in pool.groups}
    return AloneRow(
        best=best,
        name=one.name,
        supplier=one.supplier,
        days=one.days,
        cost=one.cost,
        unit_cost=one.unit_cost,
        kept=tuple(dict.fromkeys(names.get(key, key) for key in one.kept)),
        estimated=frozenset(key for key in ("days", "cost") if alone_key(one.pool, key) in result.estimated),
    )
