"""The layout columns of a published run as a Layout and a batch; what is left out is worked out or said aloud."""

import math
import re
from functools import lru_cache
from typing import Final

from msgspec import Struct

from planner.errors import UserError
from planner.performance.training.layout import MEGATRONS_MODULES, Layout, Recompute, Schedule, Sharding, recompute_of
from planner.published_runs.labels import said_by
from planner.published_runs.table import PublishedRow
from planner.sentences import sentence
from planner.workload.shape import TransformerShape
from planner.workload.stack import modules_lacking

# Narrower experts are not split over tensor-parallel devices in any public recipe read here; wide ones (Mixtral
# 14,336, Grok-1 32,768) are, because frameworks give the expert layers the tensor-parallel size unless said otherwise.
NARROW_EXPERT_FFN: Final = 4096
_GROUP_SEQUENCES = re.compile(r"\b(?:gbs|global.batch(?:.size)?) ?= ?(\d+)\b", re.IGNORECASE)
_FULLY_SHARDED = re.compile(r"fsdp(?! ?= ?0)(?!.*zero-2)|hsdp|zero.?3|stage.?3|full.?shard", re.IGNORECASE)
_GRADIENTS_SHARDED = re.compile(r"zero.?2|stage.?2|shard_grad_op", re.IGNORECASE)
_BLOCK = re.compile(r"block\D{0,20}(\d+) layers", re.IGNORECASE)
# "full on 13 and 5 layers", "full on [8,4,4,1] of each stage's layers": how many layers of each stage
_BY_STAGE = re.compile(r"full on ((?:[\d\[\], ]|and)+?)\]?(?: of each stage's)? layers", re.IGNORECASE)
# Megatron-Core's modules by name, "norm" and "act" in short
_MODULES = re.compile(r"modules\W*((?:(?:\b(?:norm|act|" + "|".join(MEGATRONS_MODULES) + r")\b)\W*)+)", re.IGNORECASE)
_SHORT = {"norm": "layernorm", "act": "moe_act"}
_FEED_FORWARD = re.compile(r"except_mlp", re.IGNORECASE)
# PyTorch's selective checkpointing recomputes by operation, which "selective" alone means in TorchTitan, or every
# second layer. Megatron's recomputes cheap modules only.
_BY_OPERATION = re.compile(r"\b(?:per|by).?op(?:eration)?\b|\bop.level", re.IGNORECASE)
_EVERY_SECOND = re.compile(r"every (?:2nd|second|other)", re.IGNORECASE)
_NO_SEQUENCE_PARALLEL = re.compile(
    r"(?:no|without) sequence.parallel|sequence.parallel(?:ism)? (?:is )?off", re.IGNORECASE
)
# the first that matches wins
_MODES: Final = (
    (_BY_STAGE, Recompute.FULL),
    (_FEED_FORWARD, Recompute.FEED_FORWARD),
    (re.compile(r"module|norm|portion|selective|uneven"), Recompute.SELECTIVE),
    (re.compile(r"full|block|uniform|yes|checkpointing"), Recompute.FULL),
)
ROUNDED: Final = 0.1  # reports round their batch ("4 M tokens"): the largest change that lets devices share it evenly
_BINARY_MILLION: Final = 2**20  # "0.125M tokens" is 64 sequences of 2,048


class RowLayout(Struct, frozen=True, kw_only=True):
    """The layout of one row. ``recompute_stated``: its recompute mode is the source's, not a placeholder."""

    layout: Layout
    devices: int
    global_batch: int
    recompute_stated: bool


class _Sizes(Struct, frozen=True, kw_only=True):
    tp: int
    pp: int
    cp: int
    dp: int
    devices: int


@lru_cache(maxsize=64)
def _found(pattern: "str | re.Pattern[str]", text: str) -> "re.Match[str] | None":
    """Search a cell, once: a row that leaves sizes open is read anew for every way to fill them."""
    return re.search(pattern, text)


def layout_of(
    row: PublishedRow, shape: TransformerShape, domain: int, assumed: list[str], guessed: list[str]
) -> RowLayout:
    """Return the layout of one row; ``domain`` is the size of its accelerators' scale-up domain.

    Sentences on defaults that the source's framework gives are added to ``assumed``; on what the source should have
    stated and did not (the row is then not a whole configuration) to ``guessed``. Raises UserError where a size is
    missing or the sizes contradict each other.
    """
    sizes = _sizes(row)
    ep, etp = _expert_sizes(row, shape, sizes, domain, assumed)
    micro_batch, global_batch = _batch(row, sizes, assumed, guessed)
    vpp = (row.whole("vpp") or 1) if sizes.pp > 1 else 1  # nothing to interleave in a pipeline of one stage
    recompute, stated = _recompute(row, shape, assumed)
    layout = Layout(
        tp=sizes.tp,
        pp=sizes.pp,
        vpp=vpp,
        ep=ep,
        etp=etp,
        cp=sizes.cp,
        dp=sizes.dp,
        micro_batch=micro_batch,
        recompute=recompute,
        schedule=_schedule(row, vpp),
        sharding=_sharding(row),
        recompute_share=_recompute_share(row, shape, sizes.pp) if recompute is Recompute.FULL else 1.0,
        sequence_parallel=not _cuts_products_alone(row),
    )
    return RowLayout(layout=layout, devices=sizes.devices, global_batch=global_batch, recompute_stated=stated)


def _cuts_products_alone(row: PublishedRow) -> bool:
    """Say whether tensor parallelism leaves norms and residuals whole."""
    named = said_by("tensor_parallel_alone", row.text("source_title") or "")
    return (named or _found(_NO_SEQUENCE_PARALLEL, row.remarks)) is not None


def stands_alone(row: PublishedRow) -> bool:
    """Say whether a row's data parallelism shards everything, so that no other size is meant unless stated."""
    return _found(_FULLY_SHARDED, row.text("zero_or_fsdp") or "") is not None


def _sharding(row: PublishedRow) -> Sharding:
    text = row.text("zero_or_fsdp") or ""
    if stands_alone(row):
        once = said_by("gathers_once_a_step", row.text("source_title") or "") and _accumulates(row)
        return Sharding.ZERO_1 if once else Sharding.FULLY_SHARDED
    return Sharding.ZERO_2 if _found(_GRADIENTS_SHARDED, text) else Sharding.ZERO_1


def _accumulates(row: PublishedRow) -> bool:
    """Say whether a step may have several micro-batches; of one alone nothing stays gathered for the next."""
    batch, micro_batch, replicas = (row.whole(name) for name in ("global_batch", "micro_batch", "dp"))
    return batch is None or micro_batch is None or replicas is None or batch > micro_batch * replicas


def _sizes(row: PublishedRow) -> _Sizes:
    cp = row.whole("cp") or 1
    alone = 1 if stands_alone(row) else None  # sharded data parallelism stands alone unless stated
    tp, pp = row.whole("tp") or alone, row.whole("pp") or alone
    if tp is None or pp is None:
        raise UserError(sentence("the {}-parallel size is not stated", "tensor" if tp is None else "pipeline"))
    stated_dp = row.whole("dp")
    devices = row.whole("n_accelerators") or (tp * pp * cp * stated_dp if stated_dp else None)
    if devices is None:
        raise UserError(sentence("the number of accelerators is not stated"))
    if devices % (tp * pp * cp):
        raise UserError(sentence("{} accelerators do not divide by tp {} x pp {} x cp {}", devices, tp, pp, cp))
    dp = devices // (tp * pp * cp)
    if stated_dp not in (None, dp):
        raise UserError(
            sentence("dp {} contradicts {} accelerators with tp {}, pp {}, cp {}", stated_dp, devices, tp, pp, cp)
        )
    return _Sizes(tp=tp, pp=pp, cp=cp, dp=dp, devices=devices)


def _expert_sizes(
    row: PublishedRow, shape: TransformerShape, sizes: _Sizes, domain: int, assumed: list[str]
) -> tuple[int, int]:
    if not shape.is_moe:
        return 1, 1
    stage_devices = sizes.devices // sizes.pp
    ep = row.whole("ep") or _default_expert(shape, sizes.tp, stage_devices, domain, assumed)
    etp = row.whole("etp") or _default_expert_tensor(shape, sizes.tp, ep, stage_devices, assumed)
    if shape.experts % ep:
        raise UserError(sentence("{} experts do not divide over ep {}", shape.experts, ep))
    if stage_devices % (ep * etp):
        raise UserError(sentence("{} accelerators of a stage do not divide by ep {} x etp {}", stage_devices, ep, etp))
    return ep, etp


def _default_expert(shape: TransformerShape, tp: int, stage_devices: int, domain: int, assumed: list[str]) -> int:
    """Return 1 where wide experts are split by tensor parallelism; else the experts fill a scale-up domain."""
    if shape.expert_ffn >= NARROW_EXPERT_FFN and tp > 1:
        assumed.append("expert-parallel size not stated: 1 (wide experts are split by tensor parallelism)")
        return 1
    room = math.gcd(shape.experts, stage_devices)
    ep = max(size for size in range(1, max(domain, 1) + 1) if room % size == 0)
    assumed.append(f"expert-parallel size not stated: {ep} (experts spread over a scale-up domain)")
    return ep


def _default_expert_tensor(shape: TransformerShape, tp: int, ep: int, stage_devices: int, assumed: list[str]) -> int:
    wide = shape.expert_ffn >= NARROW_EXPERT_FFN and stage_devices % (ep * tp) == 0
    etp = tp if wide else 1
    if tp > 1:
        why = "experts are wide and split like the other layers" if wide else "narrow experts are kept whole"
        assumed.append(f"expert-tensor-parallel size not stated: {etp} ({why})")
    return etp


def _batch(row: PublishedRow, sizes: _Sizes, assumed: list[str], guessed: list[str]) -> tuple[int, int]:
    """Return micro-batch and global batch in sequences; a whole number of micro-batches fills the batch.

    A batch that its source has rounded is the nearest that does; one further off contradicts the sizes.
    """
    micro_batch, global_batch = row.whole("micro_batch"), stated_batch(row)
    if global_batch is None:
        raise UserError(sentence("the global batch is not stated"))
    nearest = nearest_batch(global_batch, sizes.dp * (micro_batch or 1))
    if nearest is None:
        per = "" if micro_batch is None else sentence(" into micro-batches of {}", micro_batch)
        raise UserError(sentence("a global batch of {} does not divide{} over dp {}", global_batch, per, sizes.dp))
    if nearest != global_batch:
        assumed.append(f"a global batch of {global_batch:,} does not divide over dp {sizes.dp}: {nearest:,} taken")
    if micro_batch is None and nearest != sizes.dp:
        guessed.append("the micro-batch is not stated")
    return micro_batch or 1, nearest


def nearest_batch(stated: int, step: int) -> int | None:
    """Return the whole number of ``step`` sequences nearest to a stated batch; None where it is no rounding of it.

    >>> nearest_batch(1024, 496), nearest_batch(100, 64)
    (992, None)
    """
    nearest = step * max(1, round(stated / step))
    return nearest if abs(nearest - stated) <= ROUNDED * stated else None


def stated_batch(row: PublishedRow) -> int | None:
    """Return the sequences of a step that a row states, in its column or in words; None where it does not."""
    return row.whole("global_batch") or batch_in_words(row)


def batch_in_words(row: PublishedRow) -> int | None:
    """Return the sequences of a step where the remarks alone state them."""
    sequences = _found(_GROUP_SEQUENCES, row.remarks)
    if sequences is not None:
        return int(sequences.group(1))
    tokens, seq_len = said_by("batch_in_tokens", row.remarks), row.whole("seq_len")
    if tokens is None or seq_len is None:
        return None
    batch = float(tokens.group(1)) * _BINARY_MILLION / seq_len
    return int(batch) if batch == int(batch) else None


def _recompute(row: PublishedRow, shape: TransformerShape, assumed: list[str]) -> tuple[Recompute, bool]:
    """Return the recompute mode and whether the source states it ("recipe default" states nothing)."""
    text = (row.text("recompute") or "").lower()
    silent = not text or _found(r"not (?:stated|printed|read)", text)
    if silent and said_by("checkpoints_unasked", row.remarks):
        assumed.append("recompute not stated: full, as its framework does unless configured otherwise")
        return Recompute.FULL, True
    if silent or "default gran=default" in text:
        return Recompute.NONE, False
    if text.startswith("none") or "gran=none" in text or text in ("no", "off"):
        return Recompute.NONE, True
    found = _stated_recompute(row, shape, text)
    return found or Recompute.NONE, found is not None


def _stated_recompute(row: PublishedRow, shape: TransformerShape, text: str) -> Recompute | None:
    """Return the mode that a source's words say; None where they say none."""
    modules = _found(_MODULES, text)
    if _runs_again_by_operation(row):
        return Recompute.BY_OPERATION
    if said_by("recomputes_nearly_all", text) or _found(_EVERY_SECOND, text):
        return Recompute.FULL
    if modules is not None:
        names = re.findall(r"\w+", modules.group(1))
        return recompute_of([_SHORT.get(name, name) for name in names], modules_lacking(shape))
    return next((mode for pattern, mode in _MODES if _found(pattern, text)), None)


def _runs_again_by_operation(row: PublishedRow) -> bool:
    text = row.text("recompute") or ""
    torchtitans = text.lower() == "selective" and "torchtitan" in row.remarks.lower()
    return torchtitans or _found(_BY_OPERATION, text) is not None


def _recompute_share(row: PublishedRow, shape: TransformerShape, stages: int) -> float:
    """Return the share of a stage's layers that recompute covers; 1 for full recompute."""
    text, stage_layers = row.text("recompute") or "", shape.layers / stages
    if _found(_EVERY_SECOND, text):
        return 0.5
    by_stage = _found(_BY_STAGE, text)
    if by_stage is not None:
        counts = [int(count) for count in re.findall(r"\d+", by_stage.group(1))]
        return min(1.0, sum(counts) / len(counts) / stage_layers) if counts else 1.0
    block = _found(_BLOCK, text)
    return min(1.0, int(block.group(1)) / stage_layers) if block else 1.0


def _schedule(row: PublishedRow, vpp: int) -> Schedule:
    words = row.remarks.lower()
    if _found(r"schedule v-(half|min)", words):
        raise UserError(sentence("its pipeline schedule (V-Half or V-Min) is not modelled"))
    if "dualpipe" in words:
        return Schedule.DUALPIPE
    if _found(r"zero.?bubble|schedule zb|\bzb[12]p\b|\bzbv\b", words):
        return Schedule.ZERO_BUBBLE
    return Schedule.INTERLEAVED if vpp > 1 else Schedule.ONE_F_ONE_B
