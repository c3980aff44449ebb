"""``plan PLAN``: the plan as composed."""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from planner.command_line.plan_sources import add_changes_to, read_plan
from planner.command_line.recipe_argument import add_recipe_to, read_recipe
from planner.command_line.states_argument import add_states_to, with_states
from planner.command_line.stops_text import stops_text
from planner.command_line.text_table import UNKNOWN, number, percent, scaled, section, text_table
from planner.dependence import (
    LAYER_TITLES,
    LayerDependence,
    concentration_reading,
    largest_reading,
    number_reading,
    retention_reading,
)
from planner.performance.layout import Layout
from planner.plan import Plan
from planner.plan_result import PlanResult
from planner.units import gib_from_bytes
from planner.workload.run_facts import stated, words_of
from planner.workload.training_run import TrainingRun


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse gives its subparsers no public type
    """Add the command."""
    parser = commands.add_parser("plan", help="plan a plan file as composed")
    parser.add_argument("plan", metavar="PLAN", help="a plan file")
    add_changes_to(parser)
    add_recipe_to(parser, "the plan's own")
    add_states_to(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> str:
    """Plan a plan file."""
    from planner.planning import plan_results  # noqa: PLC0415 - the planner proper; other commands start without it

    plan = read_plan(arguments.plan, arguments.changes)
    if arguments.recipe is not None:
        plan = replace(plan, run=replace(plan.run, recipe=read_recipe(arguments.recipe)))
    plan = replace(plan, run=with_states(plan.run, arguments))
    result = plan_results(plan)
    if arguments.json:
        from planner.exports.documents import document_text, plan_document  # noqa: PLC0415 - the same
        from planner.planfile.schema import FORMAT  # noqa: PLC0415 - the same

        return document_text(plan_document(plan, result, file_format=FORMAT))
    return plan_text(plan, result)


def plan_text(plan: Plan, result: PlanResult) -> str:
    """Return a plan's results for a terminal."""
    return "".join(
        [
            f"{plan.name}\n{_workload(plan, result)}\n",
            section("Result", _headline(plan, result)),
            section("Pools", _pools(result)),
            section("Layouts", _layouts(result)),
            section("Checkpoints and failures", stops_text(result)),
            section("Cost", _cost(result)),
            section("Rent or buy", _rent_or_buy(result)),
            section("Dependence", _dependence(result)),
            section("One supplier alone, against this plan", _references(result)),
            section("Mixing", _mixing(result)),
            section("Timetable", _timetable(result)),
            section("Published beside predicted", _published(result)),
            section("Blocked", "\n".join(f"  {blocked.subject}: {blocked.reason}" for blocked in result.blocked)),
            section("Warnings", "\n".join(f"  {warning}" for warning in result.warnings)),
        ]
    )


def _workload(plan: Plan, result: PlanResult) -> str:
    run = plan.run
    return (
        f"{run.shape.name}: {scaled(result.total_params)} parameters, {scaled(result.active_params)} active; "
        f"{scaled(run.tokens)} tokens, sequence {run.seq_len:,}, batch {run.global_batch:,}, "
        f"{run.precision.value.upper()}; site {plan.site.name}{_stated(run)}"
    )


def _stated(run: TrainingRun) -> str:
    """Return what is said of states and stops, as it is typed; nothing where nothing is."""
    said = ", ".join(f"{key}={words_of(value)}" for key, value in stated(run).items())
    return f"\n{said}" if said else ""


def _headline(plan: Plan, result: PlanResult) -> str:
    cost = result.cost
    supplier = result.dependence.layers.get("supplier") if result.dependence else None
    amount = plan.currency
    rows = [
        ("tokens_per_s", "Tokens per second", scaled(result.tokens_per_s)),
        ("days", "Days", number(result.days)),
        *_deadline_row(result),
        ("cost", f"Cost, {amount}", scaled(cost.total.amount if cost else None)),
        *_cash_row(result),
        (
            "cost_per_trillion_tokens",
            f"Cost per trillion tokens, {amount}",
            scaled(cost.per_trillion_tokens.amount if cost else None),
        ),
        ("saving", "Saving against the baseline", percent(result.saving)),
        ("largest", "Largest supplier's share", percent(supplier.largest if supplier else None)),
        ("effective", "Effective number of suppliers", number(supplier.effective if supplier else None)),
        ("retention", "N-1 retention", percent(supplier.retention if supplier else None)),
        ("goodput", "Goodput", percent(result.goodput)),
        ("mfu", "Model FLOP utilisation, healthy", percent(result.mfu)),
        ("energy", "Energy, kWh", scaled(result.energy.energy_kwh if result.energy else None)),
        ("co2e", "CO2-equivalent, kg", scaled(result.energy.co2e_kg if result.energy else None)),
    ]
    cells = [(label, value, *_band(result, key)) for key, label, value in rows]
    table = text_table(("", "", "P10", "P90"), cells, numbers=(1, 2, 3))
    if result.baseline is None:
        return table
    baseline = result.baseline
    per_trillion = scaled(baseline.cost_per_trillion_tokens.amount)
    return f"{table}\n  Baseline: {baseline.name}, {per_trillion} {amount} per trillion tokens"


def _deadline_row(result: PlanResult) -> list[tuple[str, str, str]]:
    deadline = result.deadline
    return [] if deadline is None else [("", f"Chance of {number(deadline.days)} days", percent(deadline.chance))]


def _cash_row(result: PlanResult) -> list[tuple[str, str, str]]:
    cost = result.cost
    return [] if cost is None or cost.cash is None else [("", "  of which in cash", scaled(cost.cash.amount))]


def _band(result: PlanResult, key: str) -> tuple[str, str]:
    band = result.bands.get(key)
    if band is None:
        return "", ""
    if key in {"saving", "largest", "retention", "goodput", "mfu"}:
        return percent(band[0]), percent(band[2])
    shown = number if key in {"days", "effective"} else scaled
    return shown(band[0]), shown(band[2])


def _pools(result: PlanResult) -> str:
    rows = [
        (
            pool.name,
            pool.supplier,
            f"{pool.devices:,}",
            number(pool.healthy_tokens_per_s_per_device, 4),
            percent(pool.mfu),
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
            f"{pool.healthy_step_s:.2f}",
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
    return " ".join([*words, layout.schedule.value, f"recompute {layout.recompute_text}"])


def _parts(parts: Any) -> str:  # noqa: ANN401 - a mapping of names to seconds
    largest = sorted(parts.items(), key=lambda part: -part[1])
    total = sum(parts.values())
    return ", ".join(
        f"{name.replace('_', ' ')} {percent(value / total, 0)}" for name, value in largest[:4] if value > 0
    )


def _cost(result: PlanResult) -> str:
    if result.cost is None:
        return ""
    total = result.cost.total
    rows = [
        (term, scaled(amount), percent(amount / total.amount if total.amount else None))
        for term, amount in result.cost.terms.items()
    ]
    rows.append(("total", scaled(total.amount), ""))
    return text_table(("TERM", total.currency, "SHARE"), rows, numbers=(1, 2))


def _dependence(result: PlanResult) -> str:
    if result.dependence is None:
        return ""
    rows = [
        (
            LAYER_TITLES[layer_name],
            number(layer.hhi),
            number(layer.effective),
            number(_longest(layer)),
            ", ".join(f"{name} {percent(share, 0)}" for name, share in _largest_first(layer.shares)),
        )
        for layer_name, layer in result.dependence.layers.items()
    ]
    columns = (f"LAYER ({result.dependence.basis.value})", "HHI", "EFFECTIVE", "N-1 DAYS", "SHARES")
    table = text_table(columns, rows, numbers=(1, 2, 3))
    worst = result.dependence.layers[result.dependence.worst_layer]
    return (
        f"{table}\n  Worst layer: {LAYER_TITLES[result.dependence.worst_layer]}, "
        f"{percent(worst.largest, 0)} on {worst.largest_name} "
        f"({concentration_reading(worst.hhi).value} concentration, {number_reading(worst.effective).value}, "
        f"largest share {largest_reading(worst.largest).value}{_kept(result, worst)})"
    )


def _longest(layer: LayerDependence) -> float | None:
    """Return the days of the run without the name that hurts most; None where the run then never ends."""
    days = [one for one in layer.days_without.values() if one is not None]
    return max(days) if len(days) == len(layer.days_without) and days else None


def _kept(result: PlanResult, layer: LayerDependence) -> str:
    """Say how the rate left reads, where the pools' speeds add."""
    if result.mixing is None or result.mixing.efficiency is None:
        return ""
    return f", retention {retention_reading(layer.retention).value}"


def _rent_or_buy(result: PlanResult) -> str:
    names = {pool.accelerator: pool.name for pool in result.pools}
    rows = [
        (
            names.get(one.accelerator, one.accelerator),
            number(one.rent_per_hour.amount, 3),
            number(one.owned_per_hour.amount, 3),
            percent(one.utilisation),
            "never" if one.break_even_utilisation is None else percent(one.break_even_utilisation),
        )
        for one in result.rent_or_buy
    ]
    porting = f"  {result.explanations['porting']}" if result.porting is not None else ""
    if not rows:
        return porting
    currency = result.rent_or_buy[0].rent_per_hour.currency
    columns = ("ACCELERATOR", f"RENT, {currency}/H", f"OWNED, {currency}/H", "UTILISATION", "BREAK-EVEN")
    return "\n".join(part for part in (text_table(columns, rows, numbers=(1, 2, 3, 4)), porting) if part)


def _references(result: PlanResult) -> str:
    if len(result.references) < 2:  # noqa: PLR2004 - one supplier alone is the plan itself
        return ""
    rows = [
        (
            reference.name,
            number(reference.days),
            scaled(reference.cost.amount if reference.cost else None),
            percent(reference.saving),
            number(reference.extra_days),
            scaled(reference.extra_cost.amount if reference.extra_cost else None),
        )
        for reference in result.references
    ]
    columns = ("FLEET", "DAYS", "COST", "SAVING", "DAYS MORE", "COST MORE")
    return text_table(columns, rows, numbers=(1, 2, 3, 4, 5))


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
    rows = [
        (spell.kind, spell.way, number(spell.from_day), number(spell.to_day), scaled(spell.tokens or None))
        for spell in spells
    ]
    return text_table(("", "WAY", "FROM DAY", "TO DAY", "TOKENS"), rows, numbers=(2, 3, 4))


def _published(result: PlanResult) -> str:
    return "\n".join(_published_lines(result))


def _published_lines(result: PlanResult) -> Iterator[str]:
    for comparison in result.comparisons:
        shown = percent if comparison.unit == "fraction" else scaled
        band = comparison.band
        spread = f" ({shown(band[0])} to {shown(band[2])})" if band else ""
        unit = "" if comparison.unit == "fraction" else f" {comparison.unit}"
        yield (
            f"  {comparison.quantity.replace('_', ' ')}: published {shown(comparison.published)}{unit}, "
            f"predicted {shown(comparison.predicted)}{unit}{spread}; {comparison.source or UNKNOWN}"
        )
