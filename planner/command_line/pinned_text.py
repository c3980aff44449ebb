"""``layouts --layout`` for a terminal: memory and step by part, whether it fits, and what stands beside it."""

from collections.abc import Mapping, Sequence

from planner.command_line.pools_text import layout_text
from planner.command_line.text_table import number, percent, section, text_table
from planner.launching.written_layout import WrittenLayout
from planner.performance.training.layout import PoolEstimate
from planner.performance.training.pinned_layout import PinnedLayout, Verdict, differences
from planner.units import gib_from_bytes

_WORDS = {"tp": "tensor", "pp": "pipeline", "cp": "context", "dp": "data", "ep": "expert", "etp": "expert tensor"}


def pinned_text(title: str, written: WrittenLayout, pinned: PinnedLayout, estimates: Sequence[str] = ()) -> str:
    """Return a pinned layout for a terminal; estimated figures are named."""
    own = pinned.estimate
    lines = [f"{title}: {layout_text(own.layout)} (read from {written.form})", ""]
    if estimates:
        lines += [f"On estimates, not on published figures: {', '.join(estimates)}.", ""]
    lines += [_verdict(pinned), f"Step {number(own.step_s, 4)} s, {number(own.tokens_per_s_per_device, 4)} tokens/s a "]
    lines[-1] += f"device, MFU {percent(own.mfu)}."
    lines += [f"No group of micro-batches is legal: {cause.micro_batches} micro-batches, {cause.stages} stages."
              for cause in own.causes]  # fmt: skip
    text = "\n".join(lines) + "\n"
    text += section("Memory of the fullest device", _memory(own))
    text += section("Step", _step(own.step_parts_s))
    return text + section("Beside it", _beside(pinned)) + section("What differs", _differences(pinned))


def _verdict(pinned: PinnedLayout) -> str:
    gib = gib_from_bytes(abs(pinned.over_bytes))
    usable = gib_from_bytes(pinned.usable_bytes)
    if pinned.verdict is Verdict.FITS:
        return f"It fits: {gib:.1f} GiB of {usable:.1f} GiB that one device can use are left."
    if pinned.fits:
        return (
            f"It is at the edge: {gib:.1f} GiB of {usable:.1f} GiB that one device can use are left, less than the "
            f"prediction's own error (median {percent(pinned.uncertainty)}); the chance that it runs is "
            f"{percent(pinned.chance)}."
        )
    fewest = ""
    if pinned.nodes is not None:
        fewest = f" The fewest nodes that hold the model are {pinned.nodes:,} ({pinned.devices:,} devices)."
    return f"It does not fit: {gib:.1f} GiB over the {usable:.1f} GiB that one device can use.{fewest}"


def _memory(own: PoolEstimate) -> str:
    rows = [(name, f"{gib_from_bytes(value):.1f}") for name, value in own.memory_parts_bytes.items()]
    rows.append(("total", f"{gib_from_bytes(own.memory_bytes):.1f}"))
    return text_table(("PART", "GIB"), rows, numbers=(1,))


def _step(parts: Mapping[str, float]) -> str:
    total = sum(parts.values())
    rows = [(name.replace("_", " "), f"{value:.3f}", percent(value / total)) for name, value in parts.items() if value]
    return text_table(("PART", "S", "SHARE"), rows, numbers=(1, 2))


def _others(pinned: PinnedLayout) -> list[tuple[str, PoolEstimate]]:
    pairs = (("nearest that fits", pinned.nearest), ("fastest that fits", pinned.fastest))
    return [(name, estimate) for name, estimate in pairs if estimate is not None]


def _beside(pinned: PinnedLayout) -> str:
    rows = [
        (
            name,
            layout_text(estimate.layout),
            f"{estimate.step_s:.3f}",
            f"{estimate.tokens_per_s / pinned.estimate.tokens_per_s:.2f}",
            f"{gib_from_bytes(estimate.memory_bytes):.1f}",
        )
        for name, estimate in (("this one", pinned.estimate), *_others(pinned))
    ]
    return text_table(("", "LAYOUT", "STEP S", "SPEED", "GIB"), rows, numbers=(2, 3, 4)) if len(rows) > 1 else ""


def _differences(pinned: PinnedLayout) -> str:
    rows = [
        (name, _WORDS.get(field, field.replace("_", " ")), _size(own), _size(its))
        for name, estimate in _others(pinned)
        for field, (own, its) in differences(pinned.estimate.layout, estimate.layout).items()
    ]
    return text_table(("AGAINST", "WHAT", "THIS ONE", "THAT ONE"), rows) if rows else ""


def _size(value: object) -> str:
    """Return a part of a layout, ``none`` where a layout does without it."""
    return "none" if value is None else str(value)
