"""What frameworks need to start a layout, and which pipeline schedules a software runs (resources/launch).

``legality.toml`` names each rule with the file and line of the framework's own check; ``schedules.csv`` names the
schedules of each software with their source.
"""

import csv
import tomllib
from functools import cache

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from planner.arrays import Floats
from planner.performance.training.layout import Layout, Schedule
from planner.resource_files import resource_path
from planner.workload.shape import TransformerShape

_ANY = "*"


class LaunchRule(Struct, frozen=True, kw_only=True):
    """One check of a framework: what it says, and where it stands in which version.

    ``held_by`` "search": no layout that breaks it is proposed; "export": the launch file is written so that it holds.
    """

    key: str
    framework: str
    version: str
    says: str
    file: str
    line: int
    held_by: str


class RunnableSchedule(Struct, frozen=True, kw_only=True):
    """A pipeline schedule that a software runs, from a date on, with its argument where it has one."""

    software: str
    since: str
    schedule: Schedule
    argument: str
    all_to_all_overlap: str
    source: str


@cache
def launch_rules() -> dict[str, LaunchRule]:
    """Return the rules by key."""
    with resource_path("launch", "legality.toml").open("rb") as file:
        table = tomllib.load(file)
    return {row["key"]: LaunchRule(version=table["versions"][row["framework"]], **row) for row in table["rules"]}


@cache
def runnable_schedules() -> tuple[RunnableSchedule, ...]:
    """Return the table of schedules."""
    with resource_path("launch", "schedules.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            RunnableSchedule(
                software=row["software"],
                since=row["from"],
                schedule=Schedule(row["schedule"]),
                argument=row["argument"],
                all_to_all_overlap=row["all_to_all_overlap"],
                source=row["source"],
            )
            for row in csv.DictReader(file)
        )


def schedules_of(software: str | None = None, date: str = "") -> tuple[Schedule, ...]:
    """Return the schedules that a software of a date runs; without a name those of every one.

    >>> [schedule.value for schedule in schedules_of("MindSpeed-LLM", "2026-08")]
    ['1f1b', 'interleaved', 'dualpipev']
    """
    return tuple(
        row.schedule
        for row in runnable_schedules()
        if row.software == _ANY or (row.software == software and row.since <= date)
    )


def is_legal_group(group: int, *, stages: int, micro_batches: int) -> bool:
    """Say whether Megatron-Core's interleaved schedule takes this group of micro-batches (rules group-...)."""
    left = micro_batches % group
    return stages <= group <= micro_batches and (left == 0 or left >= stages)


def smallest_groups(stages: Floats, micro_batches: Floats) -> Floats:
    """Return the smallest legal group of each pipeline, 0 where none is (fewer micro-batches than stages); (n,).

    A longer group of as many groups leaves fewer micro-batches over: the next that may be legal leaves none, or is the
    shortest of which one fewer fits.
    """
    group = np.where(micro_batches >= stages, np.asarray(stages, dtype=np.float64), 0.0)
    open_ = np.flatnonzero(group)
    while len(open_):
        own, many = group[open_], micro_batches[open_]
        left = np.mod(many, own)
        open_ = open_[(left > 0) & (left < stages[open_])]
        many = micro_batches[open_]
        whole = np.floor(many / group[open_])
        longest = np.floor(many / whole)
        group[open_] = np.where(longest * whole == many, longest, longest + 1.0)
    return group


def smallest_group(layout: Layout, global_batch: int) -> int | None:
    """Return the smallest legal group of an interleaved layout; None where nothing is interleaved or none is legal."""
    if layout.vpp == 1:
        return None
    micro_batches = global_batch // (layout.dp * layout.micro_batch)
    return int(smallest_groups(np.array([float(layout.pp)]), np.array([float(micro_batches)]))[0]) or None


def least_micro_batches(layout: Layout) -> int:
    """Return the fewest micro-batches of a replica that a layout's schedule starts with (rules group-range, dualpipev).

    An interleaved pipeline wants one a stage, MindSpeed's V one less than two a stage.
    """
    if layout.schedule is Schedule.DUALPIPE_V:
        return 2 * layout.pp - 1
    return layout.pp if layout.vpp > 1 else 1


def with_legal_group(layout: Layout, batch: int) -> Layout:
    """Return the layout with its group of micro-batches, or the smallest that is legal for this batch."""
    group, many = layout.micro_batch_group, batch // (layout.dp * layout.micro_batch)
    if layout.vpp == 1 or (group is not None and is_legal_group(group, stages=layout.pp, micro_batches=many)):
        return layout
    return replace(layout, micro_batch_group=smallest_group(layout, batch))


def tensor_size_is_legal(shape: TransformerShape, tp: int) -> bool:
    """Say whether a tensor size divides what mixers split and the widths of all layers (rules heads to widths)."""
    channels = [each for block in shape.every_kind() for each in shape.channels_of(block)]
    return mixers_take(shape, tp) and all(width % tp == 0 for each in channels for width in each.widths)


def mixers_take(shape: TransformerShape, tp: int) -> bool:
    """Say whether a tensor size divides what every token mixer splits (rules heads and groups)."""
    mixers = (shape.mixer_of(block) for block in shape.every_kind())
    return all(mixer.split.takes_tensor(tp) for mixer in mixers if mixer is not None)


def context_size_is_legal(shape: TransformerShape, tp: int, cp: int) -> bool:
    """Say whether a context size fits mixers that swap heads for sequence (Mamba and delta rules)."""
    mixers = (shape.mixer_of(block) for block in shape.every_kind())
    return cp == 1 or all(mixer.split.takes_context(tp, cp) for mixer in mixers if mixer is not None)


def expert_tensor_size_is_legal(shape: TransformerShape, etp: int) -> bool:
    """Say whether an expert tensor size divides the widths of all experts, of which none has biases where it cuts."""
    found = (shape.routed_in(block) for block in shape.every_kind())
    return all(etp == 1 or not (routed.width % etp or routed.bias) for routed in found if routed is not None)


def most_stages(shape: TransformerShape) -> int:
    """Return the most stages, virtual ones included, of which each holds a layer and one all MTP layers."""
    return shape.layers + min(shape.mtp_layers, 1)
