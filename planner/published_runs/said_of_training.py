"""How a published run was trained, from the words of its row: in which precision, and how the router's load lay."""

import re

from planner.catalogue.accelerator import Accelerator, Precision
from planner.errors import UserError
from planner.published_runs.labels import said_by
from planner.published_runs.table import PublishedRow
from planner.sentences import sentence
from planner.workload.shape import TransformerShape
from planner.workload.training_run import Routing, TrainingPrecision

_BALANCED = re.compile(r"forc\w*.{0,12}balanc|balanced|token.?drop|capacity factor|dummy rout", re.IGNORECASE)
_CAPPED = re.compile(r"token.?drop|capacity factor|\bCF ?= ?1", re.IGNORECASE)
_DROPLESS = re.compile(r"dropless", re.IGNORECASE)
_NATURAL = re.compile(r"natural(?:ly)? (?:rout|balanc)|aux.?loss rout|production|\bimbalance", re.IGNORECASE)
_PRECISIONS = (
    (re.compile("fp4"), TrainingPrecision.NVFP4),
    (re.compile(r"mxfp8|fp8.?mx|mx.?fp8"), TrainingPrecision.MXFP8),
    (re.compile("fp8|float8"), TrainingPrecision.FP8),
    (re.compile("bf16|bfloat16|^amp$"), TrainingPrecision.BF16),
    (re.compile("fp16|float16"), TrainingPrecision.FP16),
)  # the first that matches wins


def precision_of(row: PublishedRow, accelerator: Accelerator, assumed: list[str]) -> TrainingPrecision:
    """Return the precision of a run, BF16 where the row is silent; raise UserError for one that is not planned."""
    text = (row.text("precision") or "").lower()
    if not text:
        assumed.append("precision not stated: BF16, as most training")
        return TrainingPrecision.BF16
    if "int8" in text:
        raise UserError(sentence("its precision ({}) is not one that is planned", text))
    if "value in parentheses" in text and Precision.FP4 in accelerator.peak_flop_per_s:
        return TrainingPrecision.MXFP8  # the 25.09 tables print FP8-CS (FP8-MX) for devices that have MX formats
    found = next((precision for pattern, precision in _PRECISIONS if pattern.search(text)), None)
    if found is None:
        raise UserError(sentence("its precision ({}) is not one that is planned", text))
    return found


def routing_of(row: PublishedRow, shape: TransformerShape) -> Routing:
    """Return how the router's load lay: as the row says; level in a supplier's benchmark that is silent; else natural.

    Most published MoE benchmarks of NVIDIA and AMD force the load level; training on real data does not.
    """
    if not shape.is_moe:
        return Routing.BALANCED
    stated = row.text("routing")
    if stated in set(Routing):
        return Routing(stated)
    words = row.remarks
    if _CAPPED.search(row.text("model") or "") or (_CAPPED.search(words) and not _DROPLESS.search(words)):
        return Routing.CAPPED
    if _NATURAL.search(words):
        return Routing.NATURAL
    if said_by("kept_level", words):
        return Routing.BALANCED
    level = _BALANCED.search(words) or said_by("level_benchmarks", row.text("source_title") or "")
    return Routing.BALANCED if level else Routing.NATURAL
