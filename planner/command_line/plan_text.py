"""A plan and its results as a terminal shows them."""

from collections.abc import Callable, Iterator
from typing import Final

from planner.command_line.dependence_text import dependence_text
from planner.command_line.money_text import cost_text, references_text, rent_or_buy_text
from planner.command_line.pools_text import layouts_text, mixing_text, pools_text, timetable_text
from planner.command_line.stops_text import stops_text
from planner.command_line.text_table import (
    UNKNOWN,
    days_number,
    marked,
    number,
    percent,
    scaled,
    section,
    shown_end,
    significant,
    text_table,
)
from planner.estimate_marks import BASELINE, estimated_words
from planner.headlines import HEADLINES, Form, Headline
from planner.plan import Plan
from planner.plan_result import Blocked, PlanResult, VerdictKind, blocks_beside, remarks_beside
from planner.workload.run_facts import stated, words_of
from planner.workload.training_run import TrainingRun


def plan_text(plan: Plan, result: PlanResult) -> str:
    """Return a plan's results for a terminal."""
    return "".join(
        [
            f"{plan.name}\n{_workload(plan, result)}\n",
            section("Verdict", _verdict(result)),
            section("Result", _headline(plan, result)),
            section("Pools", pools_text(result)),
            section("Layouts", layouts_text(result)),
            section("Checkpoints and failures", stops_text(result)),
            section("Cost", cost_text(plan, result)),
            section("Rent or buy", rent_or_buy_text(result)),
            section("Dependence", dependence_text(result)),
            section("One supplier alone, against this plan", references_text(plan, result)),
            section("Mixing", mixing_text(result)),
            section("Timetable", timetable_text(result)),
            section("Published beside predicted", _published(result)),
            section("Estimates (~), published by nobody", _estimates(result)),
            section("Blocked", _all_blocked(result)),
            section("Warnings", _warnings(result)),
        ]
    )


def _all_blocked(result: PlanResult) -> str:
    return "\n".join(f"  {_blocked(one)}" for one in blocks_beside(result.verdict, result.blocked))


def _warnings(result: PlanResult) -> str:
    """Return the remarks that stand nowhere above, neither in the verdict nor in the sentence on the mix."""
    above = "" if result.mixing is None else result.mixing.why
    return "\n".join(f"  {one.words}" for one in remarks_beside(result) if one.words not in above)


def _blocked(block: Blocked) -> str:
    return f"{block.words}{'' if block.mend is None else f' {block.mend.words}'}"


def _workload(plan: Plan, result: PlanResult) -> str:
    run = plan.training
    return (
        f"{run.shape.name}: {scaled(result.total_params)} parameters, {scaled(result.active_params)} active; "
        f"{scaled(plan.trained_tokens)} tokens, sequence {run.seq_len:,}, batch {run.global_batch:,}, "
        f"{run.precision.value.upper()}; site {plan.site.name}{_stated(run)}"
    )


def _verdict(result: PlanResult) -> str:
    return "\n".join(f"  {'' if line.kind is VerdictKind.TITLE else '- '}{line.words}" for line in result.verdict)


def _stated(run: TrainingRun) -> str:
    """Return what is said of states and stops, as it is typed; nothing where nothing is."""
    said = ", ".join(f"{key}={words_of(value)}" for key, value in stated(run).items())
    return f"\n{said}" if said else ""


def _headline(plan: Plan, result: PlanResult) -> str:
    cells = [row for figure in HEADLINES if figure.applies(result) for row in _figure_rows(figure, plan, result)]
    if not any(row[4] for row in cells):
        cells = [row[:4] for row in cells]
    table = text_table(("", "", "P10", "P90", "")[: len(cells[0])], cells, numbers=(1, 2, 3))
    if result.baseline is None:
        return table
    baseline = result.baseline
    per_trillion = marked(scaled(baseline.unit_cost.amount), result.estimated.get(BASELINE))
    return f"{table}\n  Baseline: {baseline.name}, {per_trillion} {plan.currency} per trillion tokens"


def _figure_rows(figure: Headline, plan: Plan, result: PlanResult) -> Iterator[tuple[str, ...]]:
    """Yield the line of a figure, last the limit that it breaks, and behind the days the chance of the deadline."""
    if figure.key == "cash" and (result.cost is None or result.cost.cash is None):  # all of the cost is paid
        return
    show = _SHOWN[figure.form]
    band = result.bands.get(figure.key)
    ends = ("", "") if band is None else (shown_end(band[0], show), shown_end(band[2], show))
    broken = "! over its limit" if figure.key in {one.figure for one in result.unmet} else ""
    value = marked(show(figure.value(result)), result.estimated.get(figure.key))
    yield figure.heading(plan.currency), value, *ends, broken
    if figure.key == "days" and result.deadline is not None:
        chance = marked(percent(result.deadline.chance, 0), result.estimated.get("deadline"))
        yield f"Chance of {number(result.deadline.days)} days", chance, "", "", ""


_SHOWN: Final[dict[Form, Callable[[float | None], str]]] = {
    Form.FRACTION: percent,
    Form.MONEY: scaled,
    Form.DAYS: days_number,
    Form.NUMBER: significant,
    Form.SCALED: scaled,
}


def _estimates(result: PlanResult) -> str:
    """Return what the marked figures rest on."""
    return "\n".join(f"  {words}" for words in estimated_words(result.estimated))


def _published(result: PlanResult) -> str:
    return "\n".join(_published_lines(result))


def _published_lines(result: PlanResult) -> Iterator[str]:
    for comparison in result.comparisons:
        shown = percent if comparison.unit == "fraction" else scaled
        band = comparison.band
        spread = f" ({shown_end(band[0], shown)} to {shown_end(band[2], shown)})" if band else ""
        unit = "" if comparison.unit == "fraction" else f" {comparison.unit}"
        predicted = marked(shown(comparison.predicted), comparison.estimated)
        yield (
            f"  {comparison.quantity.replace('_', ' ')}: published {shown(comparison.published)}{unit}, "
            f"predicted {predicted}{unit}{spread}; {comparison.source or UNKNOWN}"
        )
