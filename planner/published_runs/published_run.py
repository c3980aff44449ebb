"""Published runs: what was run on what, and what was measured; or the reason why a row cannot be planned.

A run is built from what its source states. It is *whole* when sequence, batch, micro-batch, layout, count and
precision are all there; a *partial* one leaves some of them open, is predicted over every way to fill them, and is
never counted among the errors. A run without a measurement is predicted like any other.
"""

import math
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from msgspec import Struct

from planner.catalogue.catalogue import Catalogue
from planner.cluster import Pool
from planner.errors import UserError
from planner.performance.training.calibration import load_calibration
from planner.performance.training.layout import Layout
from planner.performance.training.releases import newest_of
from planner.published_runs.labels import accelerator_of, as_labelled, software_behind
from planner.published_runs.layouts import RowLayout, batch_in_words, layout_of, stands_alone, stated_batch
from planner.published_runs.measured_rates import measured_rate, refuse_above_peak
from planner.published_runs.open_fields import Alternative, alternatives, filled, open_fields, words_of
from planner.published_runs.published_pool import published_pool
from planner.published_runs.recipes import recipe_of
from planner.published_runs.said_of_training import precision_of, routing_of
from planner.published_runs.shapes import shape_of
from planner.published_runs.table import LONGEST_CELL, PublishedRow, read_table
from planner.sentences import sentence
from planner.units import GIB_BYTES
from planner.workload.shape import TransformerShape
from planner.workload.training_run import TrainingPrecision, TrainingRun

# Reports of training state 64 to 16,384 accelerators (the tables shipped): the geometric mean, where one is silent.
USUAL_DEVICES: Final = 1_024

_UNUSABLE = re.compile(
    r"unit ambiguous|mutually inconsistent|not a published throughput|hypothetical|read off the chart by eye",
    re.IGNORECASE,
)
_NO_OVERLAP = re.compile(r"overlap off|non-overlap|without overlap|no overlap", re.IGNORECASE)
_EAGER = re.compile(
    r"(?:^|[|;,(]) *eager\b|without torch\.compile|fused RMSNorm off|(?:no|without) fused (?:RMS)?norms?", re.IGNORECASE
)
_PACKED = re.compile(r"\bpacked\b|\bpacking\b", re.IGNORECASE)
PACKED: Final = "documents are packed: attention stays inside them, so less is computed than the sequence asks for"


class PublishedRun(Struct, frozen=True, kw_only=True):
    """One published run that the planner can represent.

    ``measured_memory_bytes`` is the peak of one device. ``memory_unit_bytes`` is what the source calls a GB: tools
    report binary gigabytes. ``recompute_stated`` False: the layout's mode is a placeholder until the memory model
    says what had to be recomputed. ``assumptions`` are defaults of the source's framework; ``guesses`` (empty for a
    whole run) are what the source should have said, ``open_fields`` the same as columns, and ``alternatives`` the ways
    to fill them, of which run and layout are one.
    """

    id: str
    pool: Pool
    run: TrainingRun
    layout: Layout
    measured_tokens_per_s_per_device: float | None
    measured_memory_bytes: float | None
    label: str
    model: str
    source: str
    confidence: str
    release: str | None
    recompute_stated: bool
    memory_unit_bytes: float = GIB_BYTES
    assumptions: tuple[str, ...] = ()
    guesses: tuple[str, ...] = ()
    open_fields: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing that moves the step time was guessed."""
        return not self.guesses


class Skipped(Struct, frozen=True, kw_only=True):
    """A row that is no such run, and why, in a few words."""

    id: str
    reason: str


class RunTable(Struct, frozen=True, kw_only=True):
    """All rows of a table: whole runs, partial ones, and what cannot be represented."""

    whole: tuple[PublishedRun, ...]
    partial: tuple[PublishedRun, ...]
    skipped: tuple[Skipped, ...]

    @property
    def rows(self) -> int:
        """How many rows the table has."""
        return len(self.whole) + len(self.partial) + len(self.skipped)


def read_runs(path: Path, catalogue: Catalogue) -> RunTable:
    """Read a table of published runs; raise UserError where the file itself cannot be read."""
    return runs_of(read_table(path), catalogue)


def runs_of(rows: Iterable[PublishedRow], catalogue: Catalogue) -> RunTable:
    """Return the runs of rows already read."""
    whole: list[PublishedRun] = []
    partial: list[PublishedRun] = []
    skipped: list[Skipped] = []
    for row in rows:
        try:
            found = published_run_of(row, catalogue)
        except UserError as error:
            skipped.append(Skipped(id=row.id, reason=str(error)))
        except (ArithmeticError, ValueError) as error:  # of numbers in a cell's words, which no column bounds
            skipped.append(Skipped(id=row.id, reason=beyond_computing(error)))
        else:
            (whole if found.is_whole else partial).append(found)
    return RunTable(whole=tuple(whole), partial=tuple(partial), skipped=tuple(skipped))


def beyond_computing(error: Exception) -> str:
    """Return why a row is left out whose numbers no computation bears."""
    return f"its numbers are beyond what can be computed ({type(error).__name__})"


def published_run_of(row: PublishedRow, catalogue: Catalogue) -> PublishedRun:
    """Return the run of one row; raise UserError with the reason where it cannot be one."""
    long = row.too_long
    if long is not None:
        raise UserError(sentence("{} is longer than {:,} characters", long, LONGEST_CELL))
    unusable = _UNUSABLE.search(row.remarks)
    if unusable is not None:
        raise UserError(sentence("the source's figure cannot be used as a measurement ({})", unusable.group().lower()))
    assumed: list[str] = []
    guessed: list[str] = []
    shape = shape_of(row, assumed)
    uncounted, row = row, _counted(row)
    label = row.text("accelerator") or ""
    accelerator = as_labelled(accelerator_of(label, row.whole("per_node"), catalogue), label, row.remarks, assumed)
    refuse_above_peak(row, accelerator)
    if _PACKED.search(row.remarks):
        assumed.append(PACKED)
    domain = accelerator.scaleup_domain_devices or 1
    open_, ways = _open(row, shape, domain)
    if row is not uncounted:
        open_ = (*open_, "n_accelerators")
        assumed.append(f"{row.whole('n_accelerators'):,} accelerators taken")
    assumed += _rounding(row, ways)
    laid_out = _first(ways, row) if ways else layout_of(row, shape, domain, assumed, guessed)
    precision = precision_of(row, accelerator, assumed)
    run = _run_of(row, shape, laid_out, precision, ways[0].seq_len if ways else row.whole("seq_len"))
    memory = row.positive("peak_mem_gb")
    rate = measured_rate(row, run, laid_out.devices, open_)
    return PublishedRun(
        id=row.id,
        pool=published_pool(row, accelerator, laid_out.devices, assumed),
        run=run,
        layout=laid_out.layout,
        measured_tokens_per_s_per_device=rate,
        measured_memory_bytes=None if memory is None else memory * GIB_BYTES,
        label=label,
        model=row.text("model") or "",
        source=row.text("source_title") or "",
        confidence=row.text("confidence") or "",
        release=run.stack_release,
        recompute_stated=laid_out.recompute_stated,
        assumptions=tuple(assumed),
        guesses=(*guessed, *(f"the {words} is not stated" for words in words_of(open_))),
        open_fields=open_,
        alternatives=ways,
    )


def _counted(row: PublishedRow) -> PublishedRow:
    """Return the row with a usual number of accelerators where neither it nor the number of replicas is stated."""
    if row.text("n_accelerators") or row.text("dp"):
        return row
    replica = (row.whole("tp") or 1) * (row.whole("pp") or 1) * (row.whole("cp") or 1) * (row.whole("ep") or 1)
    return filled(row, {"n_accelerators": replica * math.ceil(USUAL_DEVICES / replica)})


def _open(row: PublishedRow, shape: TransformerShape, domain: int) -> tuple[tuple[str, ...], tuple[Alternative, ...]]:
    """Return the columns that a row leaves open and the ways to fill them; raise UserError where there is none."""
    fields = open_fields(
        row,
        is_moe=shape.is_moe,
        stands_alone=stands_alone(row),
        batch_in_words=batch_in_words(row) is not None,
        is_known=newest_of(load_calibration().releases, _software_of(row)) is not None,
    )
    devices = row.whole("n_accelerators")
    if not fields or devices is None:
        return (), ()
    if fields == ("micro_batch",):  # a batch of one sequence a replica leaves nothing open
        guessed: list[str] = []
        layout_of(row, shape, domain, [], guessed)
        if not guessed:
            return (), ()
    return fields, alternatives(row, shape, domain, devices, fields)


def _rounding(row: PublishedRow, ways: tuple[Alternative, ...]) -> list[str]:
    """Return the sentence on a stated batch that not every layout of its devices divides."""
    stated = stated_batch(row)
    rounded = sum(way.global_batch != stated for way in ways)
    if stated is None or not rounded:
        return []
    devices = f"{row.whole('n_accelerators'):,} devices"
    if rounded == len(ways):
        return [f"a global batch of {stated:,} does not divide over {devices}: rounded"]
    return [f"a global batch of {stated:,} does not divide over every layout of {devices}: rounded where it does not"]


def _first(ways: tuple[Alternative, ...], row: PublishedRow) -> RowLayout:
    return RowLayout(
        layout=ways[0].layout,
        devices=row.whole("n_accelerators") or 1,
        global_batch=ways[0].global_batch,
        recompute_stated=ways[0].recompute_stated,
    )


def _run_of(
    row: PublishedRow, shape: TransformerShape, laid_out: RowLayout, precision: TrainingPrecision, seq_len: int | None
) -> TrainingRun:
    if seq_len is None:
        raise UserError(sentence("the sequence length is not stated"))
    software = _software_of(row)
    return TrainingRun(
        shape=shape,
        tokens=float(seq_len * laid_out.global_batch),
        seq_len=seq_len,
        global_batch=laid_out.global_batch,
        precision=precision,
        routing=routing_of(row, shape),
        stack_release=software,
        recipe=recipe_of(row, software),
        communication_overlap=_NO_OVERLAP.search(row.remarks) is None,
        fused_elementwise=_EAGER.search(row.remarks) is None,
    )


def _software_of(row: PublishedRow) -> str:
    title, reference = row.text("source_title") or "", row.text("source_ref") or ""
    return software_behind(title, reference, row.remarks, row.text("date") or "")
