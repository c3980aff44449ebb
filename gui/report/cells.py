"""The report's tables: rows of a summary as the text of each cell, in the user's locale."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from gui.charts.evidence.evidence import site_factor_reasons
from gui.look import formats
from gui.look.mixing_words import strategy_within
from gui.look.planner_words import said
from gui.look.pool_labels import layout_beside_sizes, short_layout
from gui.look.states_words import set_up_words, stop_figures
from gui.look.terms_words import terms_words
from gui.look.words import in_a_row, named, tr
from gui.report.headings import FRONTIER_FIGURES, FRONTIER_NOTE, table_head
from gui.report.timetable_cells import mixing_words, timetable_cells
from planner.catalogue.accelerator import Evidence
from planner.catalogue.offers import Money
from planner.plan_result import Comparison, PoolResult
from planner.summary import ClusterRow, EvidenceRow, ExplorationRow, FrontierRow, Summary

Cells = dict[str, Any]
_MOST_FRONTIER_ROWS: Final = 20  # half a page


def table_cells(summary: Summary) -> Cells:
    """Return every table of the report, and the sentences that stand with them, by the template's names."""
    return {
        "explored": _explored(summary),
        "accelerators": _explored_names(summary),
        **_frontier_table(summary),
        "frontier_note": _frontier_note(summary),
        "cluster": [_cluster_cells(row) for row in summary.cluster if row.nodes],
        "mixing": _mixing(summary),
        **timetable_cells(summary),
        "pools": [_pool_cells(pool) for pool in summary.pools],
        "stops": [_stop_cells(pool) for pool in summary.pools if pool.stops is not None],
        "set_up": set_up_words(summary.run),
        "comparisons": [comparison_cells(comparison) for comparison in summary.comparisons],
        "comparison_notes": _comparison_notes(summary),
        "site_factors": _site_factors(summary),
        "grades": grades_words(summary),
        "sources": _sources(summary),
        "assumptions": _assumptions(summary),
        "notes": _notes(summary),
    }


def _explored(summary: Summary) -> str:
    explored = summary.exploration
    if explored is None:
        return tr("The mixes have not been explored: the chart shows this plan and its baseline only.")
    if not explored.feasible:
        none = tr(
            "{candidates} fleets explored, none of which trains within every limit.",
            candidates=formats.whole(explored.candidates),
        )
        return in_a_row((none, *_left_out(explored), *([said(explored.mends)] if explored.mends else [])))
    counted = tr(
        "{candidates} fleets explored, {feasible} of which train within every limit, and {frontier} that no other "
        "beats on cost and dependence.",
        candidates=formats.whole(explored.candidates),
        feasible=formats.whole(explored.feasible),
        frontier=formats.whole(len(summary.frontier)),
    )
    return in_a_row((counted, *_sample_words(explored)))


def _left_out(explored: ExplorationRow) -> tuple[str, ...]:
    """Return how many fleets each limit leaves out, the most first."""
    counts = sorted(explored.blocked.items(), key=lambda item: -item[1])
    return tuple(
        tr("{count} left out: {reason}.", count=formats.whole(count), reason=said(reason)) for reason, count in counts
    )


def _sample_words(explored: ExplorationRow) -> tuple[str, ...]:
    """Return that only a sample is drawn, where a file kept no more."""
    if explored.sample is None or explored.drawn >= explored.sample.of:
        return ()
    drawn, fleets = formats.whole(explored.drawn), formats.whole(explored.sample.of)
    words = tr(
        "Explored on {date}; drawn are {drawn} of {fleets} fleets, those that the file kept.",
        date=explored.sample.explored_on,
        drawn=drawn,
        fleets=fleets,
    )
    return (words,)


def _frontier_rows(summary: Summary) -> list[FrontierRow]:
    """Return the frontier, thinned evenly where it is long; its ends and its knee always stay."""
    rows = list(summary.frontier)
    if len(rows) <= _MOST_FRONTIER_ROWS:
        return rows
    kept = {round(index * (len(rows) - 1) / (_MOST_FRONTIER_ROWS - 1)) for index in range(_MOST_FRONTIER_ROWS)}
    return [row for position, row in enumerate(rows) if position in kept or row.is_knee]


def _frontier_note(summary: Summary) -> str:
    """Return what the nodes of the frontier are, and how many fleets are listed where not all are."""
    listed, count = len(_frontier_rows(summary)), len(summary.frontier)
    some = tr("Listed: {listed} of {count}.", listed=formats.whole(listed), count=formats.whole(count))
    return in_a_row((tr(FRONTIER_NOTE), *((some,) if listed < count else ())))


def _frontier_table(summary: Summary) -> Cells:
    """Return the rows of the frontier with the heads of their figures; what no fleet of it has needs no column."""
    rows = [_frontier_cells(summary, row) for row in _frontier_rows(summary)]
    shown = [key for key in FRONTIER_FIGURES if any(row[key] != formats.UNKNOWN for row in rows)]
    figures = [{**row, "figures": [row[key] for key in shown]} for row in rows]
    return {"frontier": figures, "frontier_heads": ["", *(table_head(FRONTIER_FIGURES[key]) for key in shown)]}


def _frontier_cells(summary: Summary, row: FrontierRow) -> Cells:
    nodes = dict(row.fleet)

    def signed(key: str, text: str) -> str:
        return formats.estimated(text, key in row.estimated)

    return {
        "nodes": [formats.whole(nodes[key]) if nodes.get(key) else "" for key in _explored_pools(summary)],
        "cost": signed("cost_per_trillion_tokens", formats.si(row.unit_cost)),
        "saving": signed("saving", formats.percent(row.saving)),
        "largest": signed("largest", formats.percent(row.largest)),
        "retention": signed("retention", formats.percent(row.retention)),
        "days": signed("days", formats.days_number(row.days)),
        "knee": row.is_knee,
    }


def _explored_pools(summary: Summary) -> list[str]:
    """Return the pools, by name, that any frontier fleet has, in the order of the cluster."""
    met = {name for row in summary.frontier for name, _ in row.fleet}
    ordered = [row.pool_name for row in summary.cluster if row.pool_name in met]
    return list(dict.fromkeys([*ordered, *sorted(met)]))


def _explored_names(summary: Summary) -> list[Cells]:
    suppliers = {row.pool_name: row.supplier for row in summary.cluster}
    return [{"supplier": suppliers.get(name, ""), "name": name} for name in _explored_pools(summary)]


def _cluster_cells(row: ClusterRow) -> Cells:
    return {
        "supplier": row.supplier,
        "name": row.name,
        "jurisdiction": said(row.jurisdiction),
        "site": said(row.site),
        "nodes": formats.whole(row.nodes),
        "devices": formats.whole(row.devices),
        "terms": terms_words(row.composed),
        "evidence": said(row.evidence.value),
    }


def _pool_cells(pool: PoolResult) -> Cells:
    estimate, rests = pool.estimate, pool.rate_estimates
    return {
        "supplier": pool.supplier,
        "name": pool.name,
        "layout": short_layout(pool),
        "layout_more": layout_beside_sizes(pool),
        "rate": formats.estimated(formats.significant(pool.delivered_tokens_per_s_per_device), rests),
        "mfu": formats.estimated(formats.percent(pool.mfu), rests),
        "memory": f"{formats.percent(estimate.memory_bytes / estimate.memory_capacity_bytes, 0)}",
        "step": formats.estimated(formats.significant(pool.healthy_step_s), rests),
        "goodput": formats.percent(pool.goodput),
        "share": formats.percent(pool.token_share),
    }


def _stop_cells(pool: PoolResult) -> Cells:
    return {"supplier": pool.supplier, "name": pool.name, **stop_figures(pool)}


def _mixing(summary: Summary) -> str:
    return (
        tr(
            "Mixing: {strategy}. {reason}",
            strategy=strategy_within(summary.strategy),
            reason=mixing_words(summary),
        )
        if summary.strategy
        else ""
    )


def comparison_cells(comparison: Comparison) -> Cells:
    """Return a published figure beside the predicted one, and whether its band holds it."""

    def shown(value: float) -> str:
        if comparison.unit == "fraction":
            return formats.percent(value)
        return formats.money(Money(amount=value, currency=comparison.unit))

    low, _, high = comparison.band or (None, None, None)  # None in a band: its end lies infinitely far off
    above = low is None or low <= comparison.published
    inside = above and (high is None or comparison.published <= high)
    return {
        "name": said(comparison.name),
        "what": named(said(comparison.name), said(comparison.quantity.replace("_", " "))),
        "quantity": said(comparison.quantity.replace("_", " ")),
        "published": shown(comparison.published),
        "predicted": formats.estimated(shown(comparison.predicted), comparison.estimated),
        "band": formats.band(comparison.band, shown),
        "inside": (tr("inside the band") if inside else tr("outside the band")) if comparison.band else "",
    }


def _site_factors(summary: Summary) -> list[Cells]:
    """Return one row for each reason, with every pool that shares it."""
    by_name = {pool.name: pool for pool in summary.pools}
    return [
        {
            "pools": [{"supplier": by_name[name].supplier, "name": name} for name in names],
            "factor": formats.fixed(by_name[names[0]].site_factor, 3),
            "why": said(why),
        }
        for why, names in site_factor_reasons(summary.pools).items()
    ]


def grades_words(summary: Summary) -> str:
    """Return how many inputs have which grade of evidence."""
    return _counted(summary.evidence)


def _counted(rows: Iterable[EvidenceRow]) -> str:
    counts = Counter(row.evidence for row in rows)
    return tr(", ").join(f"{counts[grade]} {said(grade.value)}" for grade in Evidence if counts[grade])


def _sources(summary: Summary) -> list[Cells]:
    """Return one row an input, or several alike: how many figures have which grade, and every source once."""
    subjects: dict[str, list[EvidenceRow]] = {}
    for row in summary.evidence:
        subjects.setdefault(row.subject, []).append(row)
    alike: dict[tuple[str, str], list[str]] = {}
    for subject, rows in subjects.items():
        sources = dict.fromkeys(part.strip() for row in rows for part in row.source.split(";") if part.strip())
        shown = "; ".join(map(said, sources)) or tr("no source stated")
        alike.setdefault((_counted(rows), shown), []).append(said(subject))
    return [
        {"subject": tr(", ").join(names), "grades": grades, "sources": shown}
        for (grades, shown), names in alike.items()
    ]


def _assumptions(summary: Summary) -> list[str]:
    """Return the assumptions that the table of site factors does not already say."""
    reasons = {pool.site_factor_why for pool in summary.pools}
    return [said(sentence) for sentence in summary.assumptions if sentence not in reasons]


def _notes(summary: Summary) -> str:
    rates = tr("Exchange rates: {source}.", source=said(summary.rates_note)) if summary.rates_note else ""
    return in_a_row(note for note in (said(summary.notes), rates) if note)


def _comparison_notes(summary: Summary) -> list[str]:
    """Return what is said about the published figures, once where two say the same."""
    notes: list[str] = []
    for comparison in summary.comparisons:
        if not any(said(comparison.note) in note for note in notes):
            notes.append(in_a_row((tr("{sentence}.", sentence=comparison.source), said(comparison.note))))
    return notes
