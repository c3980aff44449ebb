"""The rate that a published row states: as printed, from its step time, or from FLOP of a known convention."""

import math
from typing import Final

from planner.catalogue.accelerator import Accelerator
from planner.errors import UserError
from planner.published_runs.labels import flop_convention_of
from planner.published_runs.table import PublishedRow
from planner.sentences import sentence
from planner.units import TERA
from planner.workload.counting import softmax_macs, training_flop_per_token
from planner.workload.training_run import TrainingRun

STEP_TIME_TOLERANCE: Final = 0.05  # a printed rate that contradicts its printed step time by more gives way to it


def measured_rate(row: PublishedRow, run: TrainingRun, devices: int, open_: tuple[str, ...]) -> float | None:
    """Return tokens per second and device: as printed, from the step time, or from TFLOP/s of a known convention.

    A step of unknown tokens is no rate, and a FLOP rate none without the length of the sequence.
    """
    printed, step_s = row.positive("tokens_per_s_per_acc"), row.positive("step_time_s")
    if {"seq_len", "global_batch"} & set(open_):
        return printed or (None if "seq_len" in open_ else _rate_from_flop(row, run))
    from_step = None if step_s is None else run.tokens_per_step / (step_s * devices)
    if printed is not None and from_step is not None and abs(printed / from_step - 1) > STEP_TIME_TOLERANCE:
        return from_step
    return printed or from_step or _rate_from_flop(row, run)


def refuse_above_peak(row: PublishedRow, accelerator: Accelerator) -> None:
    """Raise UserError where a row prints an MFU above 100 % or more FLOP/s than the accelerator has in any format."""
    mfu_percent, tera = _plain(row, "mfu_pct"), _plain(row, "tflops_per_acc")
    if mfu_percent is not None and mfu_percent > 100.0:  # noqa: PLR2004 - per cent
        raise UserError(sentence("an MFU of {:,g} % is more than the stated peak; give per cent of it", mfu_percent))
    peak = max(accelerator.peak_flop_per_s.values(), default=math.inf)
    if tera is not None and tera * TERA > peak:
        raise UserError(sentence("{:,g} TFLOP/s per device are more than the stated peak ({:,.0f})", tera, peak / TERA))


def _plain(row: PublishedRow, column: str) -> float | None:
    """Return a cell that is a number and nothing else; None for words and ranges, which are no rate."""
    try:
        return float(row.text(column) or "")
    except ValueError:
        return None


def _rate_from_flop(row: PublishedRow, run: TrainingRun) -> float | None:
    convention = flop_convention_of(row.text("source_title") or "")
    if convention is None:
        return None
    printed = row.positive("tflops_per_acc")
    flop_per_s = None if printed is None else printed * TERA
    if flop_per_s is None and convention.mfu_peak_flop_per_s is not None:
        mfu_percent = row.positive("mfu_pct")
        flop_per_s = None if mfu_percent is None else mfu_percent / 100 * convention.mfu_peak_flop_per_s
    if flop_per_s is None:
        return None
    flop_per_token = training_flop_per_token(run.shape, run.seq_len, mtp=True)
    if convention.full_attention:  # the other half of the scores, forward and backward
        flop_per_token += 6 * softmax_macs(run.shape, run.seq_len)
    return flop_per_s / flop_per_token
