"""Round numbers for an axis."""

import math
from typing import Final

from gui.look import formats
from gui.look.myriads import MYRIADS, in_myriads

_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
_PARTS_WITH_TWO_TICKS: Final = 4  # a round step is at most twice the rough one, so half of the axis
_SUFFIXES: Final = ((1e12, "T"), (1e9, formats.BILLION), (1e6, "M"), (1e3, "k"))


def nice_step(span: float, count: int) -> float:
    """Return a round step that divides a span into about ``count`` parts (1, 2, 2.5 or 5 times a power of ten)."""
    if span <= 0 or not math.isfinite(span):
        return 1.0
    rough = span / max(1, count)
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in _STEPS if step * power >= rough * (1 - 1e-9))


def nice_ticks(low: float, high: float, count: int) -> list[float]:
    """Return the round numbers from low to high, about ``count`` of them."""
    step = nice_step(high - low, count)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [index * step for index in range(first, last + 1)]


def axis_ticks(low: float, high: float, size_px: float, px_per_tick: float) -> tuple[float, list[float]]:
    """Return the step and the round numbers that an axis of this length has room for: two at least, for a scale."""
    found = _between(low, high, nice_step(high - low, max(2, int(size_px / px_per_tick))))
    return found if len(found[1]) > 1 else _between(low, high, nice_step(high - low, _PARTS_WITH_TWO_TICKS))


def _between(low: float, high: float, step: float) -> tuple[float, list[float]]:
    return step, [index * step for index in range(math.ceil(low / step), math.floor(high / step) + 1)]


def tick_texts(ticks: list[float], *, scaled: bool = False) -> list[str]:
    """Return ticks with just the decimals their step needs; ``scaled`` writes them all with one suffix."""
    suffixes = MYRIADS if in_myriads() else _SUFFIXES
    largest = max((abs(tick) for tick in ticks), default=0.0)
    factor, suffix = next(((f, s) for f, s in suffixes if scaled and largest >= f), (1.0, ""))
    step = (ticks[1] - ticks[0]) / factor if len(ticks) > 1 else 1.0
    digits = next((digits for digits in range(7) if abs(round(step, digits) - step) < step * 1e-6), 7)
    tail = formats.THIN + suffix if suffix else ""
    return [formats.fixed(tick / factor, digits) + tail if tick else formats.fixed(0.0, 0) for tick in ticks]
