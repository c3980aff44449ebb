"""A plan's pools as a terminal shows them: speed, layouts, how they are mixed and when each works."""

from typing import Any

from planner.command_line.text_table import (
    marked,
    percent,
    scaled,
    significant,
    text_table,
)
from planner.performance.training.layout import Layout
from planner.plan_result import PlanResult
from planner.units import gib_from_bytes


def pools_text(result: PlanResult) -> str:
    """Return a line for each pool: its devices, speed, goodput, tokens and memory."""
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


def layouts_text(result: PlanResult) -> str:
    """Return the layout of each pool, its healthy step and what takes most of it."""
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


def mixing_text(result: PlanResult) -> str:
    """Return how the pools work together; nothing where nothing is trained."""
    mixing = result.mixing
    if mixing is None:
        return ""
    kept = "" if mixing.efficiency is None else f", efficiency {percent(mixing.efficiency)}"
    return f"  {mixing.strategy}{kept}: {mixing.why}"


def timetable_text(result: PlanResult) -> str:
    """Return when each pool works, stops and waits; nothing where one way works from the first day to the last."""
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
