"""What the parts of a step and of a device's memory are called, and the colour each wears."""

from collections.abc import Hashable, Iterable, Mapping
from typing import Final, TypeVar

from PySide6.QtGui import QColor

from gui.look.planner_words import said
from gui.look.theme import Theme
from gui.look.words import mark, tr
from planner.performance.training.layout import JOINT, MICRO_BATCHES, WAITING
from planner.plan_result import PoolResult
from planner.sentences import Sentence

Key = TypeVar("Key", bound=Hashable)

# Time lost to waiting is ochre, what belongs to no part of the work is grey, all else is work and blue.
_RAMPS: Final = {
    **dict.fromkeys(
        ("exposed_tp", "exposed_ep", "exposed_cp", "exposed_pp", "exposed_dp", "bubble", WAITING), "waiting"
    ),
    **dict.fromkeys(("optimiser", "overhead", "buffers", "reserve", "site_beyond_model"), "neutral"),
}
_WORDS: Final = {
    "exposed_tp": mark("exposed TP"),
    "exposed_ep": mark("exposed EP"),
    "exposed_cp": mark("exposed CP"),
    "exposed_pp": mark("exposed PP"),
    "exposed_dp": mark("exposed DP"),
    MICRO_BATCHES: mark("micro-batches"),
    WAITING: mark("waiting for other pools"),
    JOINT: mark("joint step"),
    "site_beyond_model": mark("site, beyond the model"),
}


def part_name(name: str) -> str:
    """Return a part's name in English words, as the tables that are exported have it."""
    return name if isinstance(name, Sentence) else _WORDS.get(name, name.replace("_", " "))


def part_label(name: str) -> str:
    """Return a part's name in words of the language in use."""
    return tr(_WORDS[name]) if name in _WORDS else said(part_name(name))


def part_ramp(name: str) -> str:
    """Return which of the look's ramps a part belongs to: work, waiting or neutral."""
    return _RAMPS.get(name, "work")


def part_colours(names: Iterable[str], theme: Theme) -> dict[str, str]:
    """Return one colour for each part of a step or of a memory, in the order in which they are first met."""
    return ramp_colours({name: part_ramp(name) for name in names}, theme)


def ramp_colours(ramps: Mapping[Key, str], theme: Theme) -> dict[Key, str]:
    """Return one colour for each key out of its ramp, in their order; long ramps start over."""
    colours: dict[Key, str] = {}
    met = dict.fromkeys(theme.parts, 0)
    for key, ramp in ramps.items():
        colours[key] = theme.parts[ramp][met[ramp] % len(theme.parts[ramp])]
        met[ramp] += 1
    return colours


def tone(colour: str, step: int) -> str:
    """Return a colour, or for a higher step a lighter tone of it."""
    plain = QColor(colour)
    white = min(0.6, 0.28 * step)
    channels = (plain.redF(), plain.greenF(), plain.blueF())
    return QColor.fromRgbF(*(channel + (1 - channel) * white for channel in channels)).name()


def pool_tones(pools: Iterable[PoolResult], theme: Theme) -> dict[str, str]:
    """Return each pool's colour by its id: its supplier's, a lighter tone of it for a second pool."""
    met: dict[str, int] = {}
    colours = {}
    for pool in pools:
        colours[pool.pool] = tone(theme.supplier_style(pool.supplier).colour, met.get(pool.supplier, 0))
        met[pool.supplier] = met.get(pool.supplier, 0) + 1
    return colours
