"""A plan and its results as a terminal shows them."""

from collections.abc import Callable, Iterator, Mapping
from math import inf
from typing import Any, Final

from planner.command_line.stops_text import stops_text
from planner.command_line.text_table import (
    NEVER,
    UNKNOWN,
    days_number,
    days_or_never,
    marked,
    number,
    percent,
    price,
    scaled,
    section,
    shown_end,
    significant,
    text_table,
)
from planner.dependence import (
    LAYER_TITLES,
    LayerDependence,
    concentration_reading,
    largest_reading,
    number_reading,
    retention_reading,
)
from planner.estimate_marks import BASELINE, estimated_terms, estimated_words, reference_figures
from planner.headlines import HEADLINES, Form, Headline
from planner.performance.training.layout import Layout
from planner.plan import Plan
from planner.plan_result import Blocked, PlanResult, RentOrBuy, SingleSupplierReference, VerdictKind
from planner.planning.verdict_beside import still_paid
from planner.sentences import listed
from planner.units import gib_from_bytes
from planner.workload.run_facts import stated, words_of
from planner.workload.training_run import TrainingRun


def plan_text(plan: Plan, result: PlanResult) -> str:
    """Return a plan's results for a terminal."""
    return "".join(
        [
            f"{plan.name}\n{_workload(plan, result)}\n",
            section("Verdict", _verdict(result)),
            section("Result", _headline(plan, result)),
            section("Pools", _pools(result)),
            section("Layouts", _layouts(result)),
            section("Checkpoints and failures", stops_text(result)),
            section("Cost", _cost(plan, result)),
            section("Rent or buy", _rent_or_buy(result)),
            section("Dependence", _dependence(result)),
            section("One supplier alone, against this plan", _references(plan, result)),
            section("Mixing", _mixing(result)),
            section("Timetable", _timetable(result)),
            section("Published beside predicted", _published(result)),
            section("Estimates (~), published by nobody", _estimates(result)),
            section("Blocked", "\n".join(f"  {_blocked(one)}" for one in result.blocked)),
            section("Warnings", "\n".join(f"  {warning}" for warning in result.warnings)),
        ]
    )


def _blocked(block: Blocked) -> str:
    mend = "" if block.mend is None else f" {block.mend.words}"
    return f"{block.subject}: {block.reason}{mend}"


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


def _pools(result: PlanResult) -> str:
    rows = [
        (
            pool.name,
            pool.supplier,
            f"{pool.devices:,}",
            marked(significant(pool.healthy_tokens_per_s_per_device, 4), pool.rate_estimates),
            marked(percent(pool.mfu), pool.rate_estimates),
            percent(pool.goodput),
            percent(pool.token_share),
            f"{gib_from_bytes(pool.estimate.memory_bytes):.1f}/{gib_from_bytes(pool.estimate.memory_capacity_bytes):.0f}",
            f"{pool.site_factor:.2f}",
            pool.evidence.value,
        )
        for pool in result.pools
    ]
    columns = (
        "ACCELERATOR",
        "SUPPLIER",
        "DEVICES",
        "HEALTHY TOKENS/S/DEVICE",
        "HEALTHY MFU",
        "GOODPUT",
        "TOKENS",
        "GIB",
        "SITE FACTOR",
        "EVIDENCE",
    )
    return text_table(columns, rows, numbers=(2, 3, 4, 5, 6, 7, 8)) if rows else ""


def _layouts(result: PlanResult) -> str:
    rows = [
        (
            pool.name,
            layout_text(pool.estimate.layout),
            marked(f"{pool.healthy_step_s:.2f}", pool.rate_estimates),
            _parts(pool.estimate.step_parts_s),
        )
        for pool in result.pools
    ]
    return text_table(("ACCELERATOR", "LAYOUT", "HEALTHY STEP S", "OF WHICH"), rows, numbers=(2,)) if rows else ""


def layout_text(layout: Layout) -> str:
    """Return a layout in one line."""
    sizes = (("tp", layout.tp), ("pp", layout.pp), ("vpp", layout.vpp), ("ep", layout.ep), ("etp", layout.etp))
    more = (("cp", layout.cp), ("dp", layout.dp), ("mb", layout.micro_batch), ("group", layout.micro_batch_group or 1))
    words = [f"{name}{size}" for name, size in sizes + more if size > 1 or name in {"tp", "pp", "dp", "mb"}]
    return " ".join([*words, layout.sharding.value, layout.schedule.value, f"recompute {layout.recompute_text}"])


def _parts(parts: Any) -> str:  # noqa: ANN401 - a mapping of names to seconds
    largest = sorted(parts.items(), key=lambda part: -part[1])
    total = sum(parts.values())
    return ", ".join(f"{name.replace('_', ' ')} {percent(value / total)}" for name, value in largest[:4] if value > 0)


def _cost(plan: Plan, result: PlanResult) -> str:
    if result.cost is None:
        return ""
    total, estimated = result.cost.total, estimated_terms(plan, result)
    rows = [
        (
            line.name,
            marked(scaled(line.amount), (line.kind, line.pool) in estimated),
            percent(line.amount / total.amount if total.amount else None),
        )
        for line in result.cost.lines
    ]
    rows.append(("total", marked(scaled(total.amount), result.estimated.get("cost")), ""))
    return text_table(("TERM", total.currency, "SHARE"), rows, numbers=(1, 2))


def _estimates(result: PlanResult) -> str:
    """Return what the marked figures rest on."""
    return "\n".join(f"  {words}" for words in estimated_words(result.estimated))


def _dependence(result: PlanResult) -> str:
    if result.dependence is None:
        return ""
    estimates = result.estimated
    rows = [
        (
            LAYER_TITLES[layer_name],
            marked(number(layer.hhi), estimates.get(f"{layer_name}.shares")),
            marked(significant(layer.effective), estimates.get(f"{layer_name}.shares")),
            marked(days_or_never(_longest(layer)), estimates.get(f"{layer_name}.days_without")),
            ", ".join(f"{name} {percent(share)}" for name, share in _largest_first(layer.shares)),
        )
        for layer_name, layer in result.dependence.layers.items()
    ]
    columns = (f"LAYER ({result.dependence.basis.value})", "HHI", "EFFECTIVE", "N-1 DAYS", "SHARES")
    table = text_table(columns, rows, numbers=(1, 2, 3))
    worst = result.dependence.layers[result.dependence.worst_layer]
    return (
        f"{table}\n  Worst layer: {LAYER_TITLES[result.dependence.worst_layer]}, "
        f"{percent(worst.largest)} on {worst.largest_name} "
        f"({concentration_reading(worst.hhi).value} concentration, {number_reading(worst.effective).value}, "
        f"largest share {largest_reading(worst.largest).value}{_kept(result, worst)})"
    )


def _longest(layer: LayerDependence) -> float | None:
    """Return the days of the run without the name that hurts most; None where the run then never ends."""
    days = [inf if one is None else one for one in layer.days_without.values()]
    return max(days) if inf not in days else None


def _kept(result: PlanResult, layer: LayerDependence) -> str:
    """Say how the rate left reads, where the pools' speeds add."""
    if result.mixing is None or result.mixing.efficiency is None:
        return ""
    return f", retention {retention_reading(layer.retention).value}"


def _rent_or_buy(result: PlanResult) -> str:
    rows = [
        (
            one.name or one.accelerator,
            marked(price(one.rent_per_hour.amount), one.rent_estimated),
            one.rent_date or UNKNOWN,
            marked(price(one.owned_per_hour.amount), one.owned_estimated),
            one.purchase_date or UNKNOWN,
            percent(one.utilisation),
            NEVER if one.owning_pays_from is None else _break_even(one),
        )
        for one in result.rent_or_buy
    ]
    porting = f"  {result.explanations['porting']}" if result.porting is not None else ""
    if not rows:
        return porting
    currency = result.rent_or_buy[0].rent_per_hour.currency
    columns = (
        "ACCELERATOR",
        f"RENT, {currency}/H",
        "OF",
        f"OWNED, {currency}/H",
        "PRICE OF",
        "UTILISATION",
        "BREAK-EVEN",
    )
    return "\n".join(part for part in (text_table(columns, rows, numbers=(1, 3, 5, 6)), porting) if part)


def _break_even(one: RentOrBuy) -> str:
    return marked(percent(one.owning_pays_from, 0), one.break_even_estimated)


def _references(plan: Plan, result: PlanResult) -> str:
    if len(result.references) < 2:  # noqa: PLR2004 - one supplier alone is the plan itself
        return ""
    rows = [
        _reference(reference, result, reference_figures(plan, result, reference)) for reference in result.references
    ]
    columns = ("FLEET", "DAYS", "COST", "SAVING", "DAYS MORE", "COST MORE")
    return text_table(columns, rows, numbers=(1, 2, 3, 4, 5))


def _reference(one: SingleSupplierReference, result: PlanResult, estimates: Mapping[str, object]) -> tuple[str, ...]:
    return (
        listed(", ", (one.name, *still_paid(one.kept or (), result))),
        marked(days_number(one.days), estimates.get("days")),
        marked(scaled(one.cost.amount if one.cost else None), estimates.get("cost")),
        marked(percent(one.saving), estimates.get("saving")),
        marked(days_number(one.extra_days), estimates.get("extra_days")),
        marked(scaled(one.extra_cost.amount if one.extra_cost else None), estimates.get("extra_cost")),
    )


def _largest_first(shares: Any) -> list[tuple[str, float]]:  # noqa: ANN401 - a mapping of names to fractions
    return sorted(shares.items(), key=lambda share: -share[1])


def _mixing(result: PlanResult) -> str:
    mixing = result.mixing
    if mixing is None:
        return ""
    kept = "" if mixing.efficiency is None else f", efficiency {percent(mixing.efficiency)}"
    return f"  {mixing.strategy}{kept}: {mixing.why}"


def _timetable(result: PlanResult) -> str:
    spells = result.mixing.timetable if result.mixing is not None else ()
    if len(spells) < 2:  # noqa: PLR2004 - one pool from the first day to the last
        return ""
    rests, names = result.estimated.get("days"), {pool.pool: pool.name for pool in result.pools}
    rows = [
        (
            spell.kind,
            names.get(spell.way, spell.way),
            marked(f"{spell.from_day:,.1f}", rests and spell.from_day),
            marked(f"{spell.to_day:,.1f}", rests),
            scaled(spell.tokens) if spell.tokens else "",
        )
        for spell in spells
    ]
    return text_table(("", "WAY", "FROM DAY", "TO DAY", "TOKENS"), rows, numbers=(2, 3, 4))


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
