"""The timetable of a run and the best pools alone, as rows of a report."""

from planner.mixing.strategy import AloneResult, MixingResult
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


def alone_rows(mixing: MixingResult | None) -> tuple[AloneRow, ...]:
    """Return the cheapest and the fastest pool alone; one row where both are the same."""
    if mixing is None:
        return ()
    cheapest, fastest = mixing.cheapest_alone, mixing.fastest_alone
    if cheapest is not None and fastest is not None and cheapest.pool == fastest.pool:
        return (_alone_row("both", cheapest),)
    return tuple(_alone_row(best, one) for best, one in (("cost", cheapest), ("days", fastest)) if one is not None)


def _alone_row(best: str, one: AloneResult) -> AloneRow:
    return AloneRow(
        best=best,
        name=one.name,
        supplier=one.supplier,
        days=one.days,
        cost=one.cost,
        cost_per_trillion_tokens=one.cost_per_trillion_tokens,
        kept=one.kept,
    )
