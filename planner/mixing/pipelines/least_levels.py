"""The least level of time at which a pipeline holds all layers, for many fleets at once.

Levels are tried in ever longer strides until one holds them, then between it and the last that did not: more time may
seat more stages and leave the pools before them less memory, so it is from below that the least is found. What decides
does not depend on ``high``; a row is left as soon as its level must lie above it.

Where few rows are left a try costs as much for ten levels as for one: those that may decide next are tried together.
"""

from typing import Final

import numpy as np

from planner.arrays import Integers, Mask
from planner.mixing.pipelines.orders import Search, first_order
from planner.mixing.pipelines.stage_tables import LEVELS

_AT_ONCE: Final = 256  # levels: of so many a try took twice as long as of one
_MOST_STRIDES: Final = 10  # the last leads past all levels that a search looks at
_MOST_HALVINGS: Final = 3


def least_levels(search: Search, low: Integers, high: Integers) -> tuple[Integers, Integers]:
    """Return (row, level) of the least level found at which some order holds all layers, above ``low``."""
    low, found, order = low.copy(), np.full_like(low, LEVELS), np.zeros_like(low)
    _stride(search, high, (low, found, order))
    at = np.flatnonzero(found < LEVELS)
    while len(at := at[(found[at] - low[at] > 1) & (low[at] < high[at])]):
        _halve(search, at, high, (low, found, order))
    row = np.flatnonzero(found <= high)
    return row, found[row]


def _stride(search: Search, high: Integers, known: tuple[Integers, Integers, Integers]) -> None:
    """Set the first level of ever longer strides that holds all layers, with its order, and the last that does not."""
    low, found, order = known
    at, stride = np.arange(len(low)), 1
    while len(at):
        many = min(max(_AT_ONCE // len(at), 1), _MOST_STRIDES)
        levels = low[at][:, None] + stride * (2 ** np.arange(many + 1) - 1)  # the first did not hold
        asked = np.concatenate([np.ones((len(at), 1), dtype=np.bool_), levels[:, 1:-1] < high[at][:, None]], axis=1)
        tried = _tried(search, at, levels[:, 1:], asked, order)
        held, step = (tried > 0).any(axis=1), np.argmax(tried > 0, axis=1)
        failed = np.where(held, step, asked.sum(axis=1))
        row = np.arange(len(at))
        low[at] = levels[row, failed]
        found[at[held]], order[at[held]] = levels[row, step + 1][held], tried[row, step][held]
        at = at[~held & (low[at] < high[at])]
        stride <<= many


def _halve(search: Search, at: Integers, high: Integers, known: tuple[Integers, Integers, Integers]) -> None:
    """Halve, some times over, what lies between the last level of these rows that does not hold and one that does."""
    low, found, order = known
    times = min(max(_AT_ONCE // len(at), 1).bit_length(), _MOST_HALVINGS)
    between = np.stack([low[at], found[at]])[:, :, None]  # a tree: after the middle its upper half, then its lower one
    for node in range(2 ** (times - 1) - 1):
        below, above = between[:, :, node]
        middle = (below + above) // 2
        halves = np.stack([np.stack([middle, below]), np.stack([above, middle])]).transpose(0, 2, 1)
        between = np.concatenate([between, halves], axis=2)
    below, above = between
    asked = (above - below > 1) & (below < high[at][:, None])
    levels = (below + above) // 2
    tried = _tried(search, at, levels, asked, order)
    row, at_node = np.arange(len(at)), np.zeros_like(at)
    for _ in range(times):
        here, level, chosen = asked[row, at_node], levels[row, at_node], tried[row, at_node]
        holds = here & (chosen > 0)
        found[at[holds]], order[at[holds]] = level[holds], chosen[holds]
        low[at[here & ~holds]] = level[here & ~holds]
        row, at_node, at = row[here], (2 * at_node + 1 + holds)[here], at[here]


def _tried(search: Search, at: Integers, levels: Integers, asked: Mask, order: Integers) -> Integers:
    """Return an order that holds all layers for each row and level that is asked for; 0 where none does."""
    row, column = np.nonzero(asked)
    found = np.zeros_like(levels)
    found[row, column] = first_order(search.taken(at[row]), levels[row, column], order[at[row]])
    return found
