"""What a value in a plan file may be: finite, of bounded size, and within what planning can make sense of."""

import math
import re
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, Final

import msgspec

from planner.dependence import LAYERS
from planner.mixing.strategies import CHOICES
from planner.plan import Plan
from planner.planfile.limits import (
    ANY,
    LARGEST_COUNT,
    LONGEST_TEXT,
    MOST_ENTRIES,
    MOST_OF,
    SMALLEST,
    Range,
    range_of,
)
from planner.planfile.records import short
from planner.sentences import listed, sentence
from planner.workload.blocks import Repeat
from planner.workload.shape_sizes import MOST_EXPERTS, all_experts

HALF_CHARACTER: Final = re.compile("[\ud800-\udfff]")  # no bytes stand for one alone
_DEEPEST: Final = 40  # values within values; a plan's own are nine deep


def complaints(value: object) -> Iterator[str]:
    """Yield one phrase for each value that does not hold, such as ``cluster.groups[0].nodes is -1, not from 0 to 10``.

    ``value`` is a plan or a part of one. What a stranger wrote is quoted in short: the phrase may be said whole.
    """
    each_holds = True
    for complaint in _walk(value, "", ANY, 0):
        each_holds = False
        yield complaint
    if each_holds and isinstance(value, Plan):
        yield from _together(value)


def _together(plan: Plan) -> Iterator[str]:
    """Yield what does not hold of values that each hold by themselves."""
    if plan.mixing.strategy not in CHOICES:
        yield sentence("mixing.strategy is {!r}, not one of {}", short(plan.mixing.strategy), listed(", ", CHOICES))
    for number, cap in enumerate(plan.mixing.caps):
        if cap.layer not in LAYERS:
            yield sentence(
                "mixing.caps[{}].layer is {!r}, not one of {}", number, short(cap.layer), listed(", ", LAYERS)
            )
    keys = [group.key for group in plan.cluster.groups]
    for key in dict.fromkeys(key for key in keys if keys.count(key) > 1):
        yield sentence("cluster.groups has the key {!r} more than once", short(key))
    shapes = {"workload.shape": plan.training.shape}
    shapes |= {f"measured_runs[{number}].shape": run.shape for number, run in enumerate(plan.measured_runs)}
    for path, shape in shapes.items():
        if all_experts(shape) > MOST_EXPERTS:
            yield sentence(
                "{} has {:,} experts over all its layers, more than {:,}", path, all_experts(shape), MOST_EXPERTS
            )


def _walk(value: object, path: str, limits: Range, depth: int) -> Iterator[str]:
    if value is None or isinstance(value, bool | Enum):
        return
    if depth > _DEEPEST:
        yield sentence("{} lies more than {} values deep", path, _DEEPEST)
    elif isinstance(value, int | float):
        yield from _number(value, path, limits)
    elif isinstance(value, str):
        yield from _text(value, path)
    elif isinstance(value, Mapping):
        yield from _entries(value.items(), path, limits, depth)
    elif isinstance(value, tuple):
        yield from _entries(enumerate(value), path, limits, depth)
    elif isinstance(value, msgspec.Struct | Repeat):
        yield from _fields(value, path, depth)
    else:
        yield sentence("{} is a {}", path, type(value).__name__)


def _is_plain(value: object) -> bool:
    """Say whether a value is one of the many that always hold: asked first, since a file has ten thousands of them."""
    if type(value) is str:
        return len(value) <= LONGEST_TEXT and not HALF_CHARACTER.search(value)
    return value is None or isinstance(value, bool | Enum)


def _text(value: str, path: str) -> Iterator[str]:
    if len(value) > LONGEST_TEXT:
        yield sentence("{} is longer than {:,} characters", path, LONGEST_TEXT)
    elif HALF_CHARACTER.search(value):
        yield sentence("{} has half a character in it", path)


def _number(value: float, path: str, limits: Range) -> Iterator[str]:
    # Of an int first its size: one of 400 digits is no float, and no printing of it ends soon.
    if isinstance(value, int) and abs(value) > LARGEST_COUNT:
        yield sentence("{} is a count of more than {:,}", path, LARGEST_COUNT)
    elif not math.isfinite(value):
        yield sentence("{} is {}", path, value)
    elif not limits.holds(value):
        yield sentence("{} is {:g}, {}", path, value, limits.words)
    elif 0 < abs(value) < SMALLEST:
        yield sentence("{} is {:g}, which is closer to 0 than any figure is", path, value)


def _entries(pairs: Any, path: str, limits: Range, depth: int) -> Iterator[str]:  # noqa: ANN401 - items of any value
    for key, entry in pairs:
        if isinstance(key, str) and not _is_plain(key):
            yield from _walk(key, sentence("{} key", path), limits, depth + 1)
        yield from _walk(entry, f"{path}[{short(str(key))}]", limits, depth + 1)


def _fields(value: Any, path: str, depth: int) -> Iterator[str]:  # noqa: ANN401 - any value class
    own: Any = type(value)
    kind = own.__name__
    for name in own.__dataclass_fields__ if own is Repeat else own.__struct_fields__:
        part = getattr(value, name)
        if _is_plain(part):
            continue
        place = f"{path}.{name}" if path else name
        most = MOST_OF.get((kind, name), MOST_ENTRIES)
        if isinstance(part, Mapping | tuple) and len(part) > most:
            yield sentence("{} has {:,} entries, more than {:,}", place, len(part), most)
        else:
            yield from _walk(part, place, range_of(own, name), depth + 1)
