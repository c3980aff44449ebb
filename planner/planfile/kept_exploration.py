"""An exploration as JSON text of a plan file and back, with a mark of what it was explored from.

It is drawn again only where the plan in the file, the catalogue, the calibration and the program are those that it was
explored with: figures of anything else are not this plan's.
"""

import hashlib
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from planner import __version__
from planner.catalogue.reader import load_catalogue
from planner.errors import PlanFileError, UserError
from planner.exploration.estimated_fleets import FleetEstimates
from planner.exploration.exploration import (
    Exploration,
    FleetColumns,
    FleetSample,
    FrontierPoint,
    Guarantee,
    SingleFleet,
)
from planner.exploration.explored_plan import ExploredPlan, without_counts
from planner.exploration.fleet_rules import WAYS
from planner.kept_sentences import KeptSentence, kept_sentences, with_sentences
from planner.mixing.strategy import MixingChoice
from planner.performance.training.calibration import load_calibration
from planner.plan import DependenceMeasure, Objective, Plan, self_contained
from planner.planfile.exploration_check import can_be_of
from planner.planfile.formats import EXPLORATION
from planner.planfile.records import from_text, to_text
from planner.units import MIB_BYTES

MOST_BYTES: Final = 6 * MIB_BYTES
_DAMAGED: Final = "What was explored of the plan is damaged; explore it again."
_Column = tuple[float | None, ...]  # None: unknown


class _Columns(Struct, frozen=True, kw_only=True):
    """Columns of n fleets, their names and units those of ``FleetColumns``."""

    nodes: tuple[tuple[int, ...], ...]
    unit_cost: _Column
    cost: _Column
    saving: _Column
    tokens_per_s: _Column
    days: _Column
    largest: _Column
    hhi: _Column
    retention: _Column
    loss: _Column
    way: tuple[str, ...]  # by name: their order is the program's
    bound: tuple[bool, ...] = ()  # none: of no fleet


class _LeftOut(Struct, frozen=True, kw_only=True):
    reason: str
    fleets: int


class _Explored(Struct, frozen=True, kw_only=True):
    """What a file says of an exploration: ``made_of`` is the mark, ``mixing`` what the fleets were drawn with."""

    made_of: str
    mixing: MixingChoice
    sample: FleetSample
    groups: tuple[str, ...]
    accelerators: tuple[str, ...]
    currency: str
    measure: DependenceMeasure
    objective: Objective
    by_spend: bool
    candidates: int
    feasible: int
    seconds: float
    fleets: _Columns
    frontier: tuple[int, ...]
    knee: int | None = None
    today: _Columns | None = None
    blocked: tuple[_LeftOut, ...] = ()
    reference: tuple[float, float] | None = None
    hypervolume: float | None = None
    singles: tuple[SingleFleet, ...] = ()
    guarantee: Guarantee | None = None
    flips: _Column = ()
    points: tuple[FrontierPoint, ...] = ()
    estimates: FleetEstimates = FleetEstimates()
    sentences: tuple[KeptSentence, ...] = ()


def explored_text(explored: ExploredPlan, plan: Plan) -> str | None:
    """Return what a file of ``plan`` keeps of an exploration; None where it is none of that plan, or too large."""
    mixing = explored.plan.mixing
    mark = _mark(plan, mixing)
    if not mark or mark != _mark(explored.plan, mixing):
        return None
    kept = explored.kept
    if not can_be_of(kept, plan):
        return None
    text = to_text(_written(kept, mark, mixing))
    return text if len(text) <= MOST_BYTES else None


def explored_from(text: str, plan: Plan) -> ExploredPlan | None:
    """Return what a file kept of an exploration of ``plan``; None where it was explored from something else.

    Raises PlanFileError for text that holds no exploration.
    """
    if len(text) > MOST_BYTES:
        raise PlanFileError(_DAMAGED)
    found = from_text(text, _Explored, EXPLORATION)
    if found.made_of != _mark(plan, found.mixing):
        return None
    try:
        exploration = _read(found)
    except (ValueError, OverflowError) as error:  # no columns
        raise PlanFileError(_DAMAGED) from error
    if not can_be_of(exploration, plan):
        raise PlanFileError(_DAMAGED)
    return ExploredPlan(
        plan=replace(plan, mixing=found.mixing), exploration=exploration, explored_on=found.sample.explored_on
    )


def _mark(plan: Plan, mixing: MixingChoice) -> str:
    """Return a digest of what an exploration rests on; empty where a plan names what no catalogue holds."""
    shipped = load_catalogue()
    try:
        whole = self_contained(replace(without_counts(plan), mixing=mixing), shipped)
        # Once through text: a whole number that stands for 5.0 is 5.0 in the file.
        inputs = to_text(from_text(to_text(whole), Plan, "plan"))
    except UserError:
        return ""
    said = f"{__version__}\n{load_calibration().version}\n{shipped.date}\n{inputs}"
    return hashlib.sha256(said.encode("utf-8", "backslashreplace")).hexdigest()


def _written(kept: Exploration, mark: str, mixing: MixingChoice) -> _Explored:
    left_out = tuple(_LeftOut(reason=reason, fleets=count) for reason, count in kept.blocked.items())
    own = set(Exploration.__struct_fields__) & set(_Explored.__struct_fields__)
    parts: dict[str, Any] = {name: getattr(kept, name) for name in own}
    parts |= {
        "fleets": _columns(kept.fleets),
        "today": None if kept.today is None else _columns(kept.today),
        "frontier": tuple(kept.frontier.tolist()),
        "blocked": left_out,
        "sentences": kept_sentences((kept.guarantee, left_out)),
    }
    return _Explored(made_of=mark, mixing=mixing, **parts)


def _columns(fleets: FleetColumns) -> _Columns:
    parts = {name: tuple(getattr(fleets, name).tolist()) for name in FleetColumns.__struct_fields__}
    return _Columns(**parts | {"way": tuple(WAYS[way] for way in fleets.way.tolist())})


def _read(found: _Explored) -> Exploration:
    guarantee, left_out = with_sentences((found.guarantee, found.blocked), found.sentences)
    own = set(Exploration.__struct_fields__) & set(_Explored.__struct_fields__)
    parts: dict[str, Any] = {name: getattr(found, name) for name in own}
    parts |= {
        "fleets": _fleets(found.fleets, len(found.groups)),
        "today": None if found.today is None else _fleets(found.today, len(found.groups)),
        "frontier": np.array(found.frontier, dtype=np.int64),
        "blocked": {one.reason: one.fleets for one in left_out},
        "flips": tuple(_numbers(found.flips).tolist()),
        "guarantee": guarantee,
    }
    return Exploration(**parts)


def _fleets(columns: _Columns, groups: int) -> FleetColumns:
    """Return columns as arrays; raise ValueError or OverflowError where they are none."""
    parts = {name: getattr(columns, name) for name in FleetColumns.__struct_fields__}
    lengths = {len(column) for name, column in parts.items() if name != "bound" or column}
    if len(lengths) > 1 or any(len(row) != groups for row in columns.nodes):
        raise ValueError(_DAMAGED)
    ways = [WAYS.index(way) for way in columns.way]
    arrays = {name: _numbers(column) for name, column in parts.items() if name not in ("nodes", "way", "bound")}
    nodes = np.array(columns.nodes, dtype=np.int32).reshape(len(ways), groups)
    bound = np.array(columns.bound or [False] * len(ways), dtype=np.bool_)
    return FleetColumns(nodes=nodes, way=np.array(ways, dtype=np.int8), bound=bound, **arrays)


def _numbers(column: Sequence[float | None]) -> Any:  # noqa: ANN401 - numpy's own overloads
    return np.array(column, dtype=np.float64)
