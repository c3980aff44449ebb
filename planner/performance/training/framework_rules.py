"""What the framework of a software stack starts of a model's layouts, beyond the rules that every layout keeps.

On Ascend that is MindSpeed-LLM on Megatron-Core 0.12.1, on every other stack Megatron-Core. Its launch files say in a
sentence what they refuse (``planner.launching``); what hangs on the layout is kept here, so that no such one is
planned.
"""

from functools import lru_cache
from itertools import accumulate, pairwise

import numpy as np

from planner.arrays import Floats, Mask
from planner.performance.training.launch_rules import context_size_is_legal, most_stages
from planner.performance.training.layer_counts import stage_sizes
from planner.performance.training.layout import Schedule, Sharding
from planner.performance.training.layouts import SCHEDULES
from planner.workload.blocks import Block, in_order
from planner.workload.mixers.gated_delta import GatedDelta
from planner.workload.mixers.grouped import GroupedAttention
from planner.workload.mixers.latent import LatentAttention
from planner.workload.shape import TransformerShape
from planner.workload.states import States

CANN = "CANN"
_UNCUT_ON_ASCEND = {"minimax-m2", "minimax-m2.5"}  # whose own specification MindSpeed-LLM builds
_OF_ASCEND = {Sharding.ZERO_1, Sharding.NONE}  # the MindSpeed-LLM of launch files shards the optimiser alone


def sizes_start(shape: TransformerShape, stack: str, tp: int, cp: int) -> bool:
    """Say whether a stack's framework cuts every token mixer by so much tensor and context parallelism.

    On Ascend copies of query groups are not had (rule ascend-heads), Gated DeltaNet is not cut, and MiniMax's attention
    is not cut by tensor parallelism (rule ascend-minimax).
    """
    if stack == CANN and shape.key in _UNCUT_ON_ASCEND and tp > 1:
        return False
    if stack == CANN and not all(_ascend_cuts(shape, block, tp, cp) for block in shape.every_kind()):
        return False
    return context_size_is_legal(shape, tp, cp)


def _ascend_cuts(shape: TransformerShape, block: Block, tp: int, cp: int) -> bool:
    mixer = shape.mixer_of(block)
    if isinstance(mixer, GroupedAttention):
        return mixer.kv_heads % tp == 0
    return not isinstance(mixer, GatedDelta) or tp * cp == 1


def experts_start(states: States, stack: str, tp: int, etp: int) -> bool:
    """Say whether a stack's framework cuts experts so beside tensor parallelism; adapters on Ascend want it alike."""
    return stack != CANN or states.lora is None or etp == tp


def startable_shardings(states: States, stack: str) -> tuple[Sharding, ...]:
    """Return what of a run's shardings a stack's framework has; none where it has none of them."""
    return tuple(one for one in states.shardings if stack != CANN or one in _OF_ASCEND)


def stages_start(  # noqa: PLR0917 - what a pipeline is of
    shape: TransformerShape, seq_len: int, stack: str, pp: Floats, vpp: Floats, schedule: Floats
) -> Mask | None:
    """Say which pipelines a stack's framework cuts the layers into, (n,); None where it cuts any.

    ``schedule`` are positions among SCHEDULES. No stage begins with layers that take an indexer's picks; on Ascend
    stages of such layers have no virtual ones, the first stage has a routed layer, every stage a layer that is no MTP
    layer, and Gated DeltaNet even stages.
    """
    ascend, shared = stack == CANN, shares_picks(shape)
    v = schedule == SCHEDULES.index(Schedule.DUALPIPE_V)
    chunks = np.where(v, 2.0, vpp)
    starts: Mask | None = None
    if shared:
        starts = _cuts_between_picks(shape, seq_len)[(pp * vpp).astype(np.intp)]
        starts = starts & ((chunks == 1) | (pp == 1)) if ascend else starts
    if ascend and shape.is_moe and shape.dense_layers:
        each = np.floor(shape.layers / pp) if shared else np.ceil(shape.layers / (pp * chunks)) * chunks
        dense = (pp == 1) | (each > shape.dense_layers)
        starts = dense if starts is None else starts & dense
    if ascend and shape.mtp_layers:  # elsewhere a stage may hold MTP layers alone (rule ascend-idle-stage)
        held = pp * chunks <= shape.layers
        starts = held if starts is None else starts & held
    if ascend and any(isinstance(shape.mixer_of(block), GatedDelta) for block in shape.kinds()):
        even = np.mod(shape.layers, pp * chunks) == 0
        starts = even if starts is None else starts & even
    return starts


def shares_picks(shape: TransformerShape) -> bool:
    """Whether an indexer's picks serve layers after its own."""
    return any(takes_picks(shape, block) for block in shape.kinds())


def takes_picks(shape: TransformerShape, block: Block) -> bool:
    """Whether layers take the picks of an indexer before them."""
    mixer = shape.mixer_of(block)
    return isinstance(mixer, LatentAttention) and mixer.indexer is not None and mixer.indexer.shared


def cut_of(shape: TransformerShape, seq_len: int, stages: int) -> tuple[int, ...] | None:
    """Return how many layers each stage holds, as the plan cuts them, but no stage begins with layers that take picks.

    None where there are too few other layers to begin so many stages (experimental_attention_variant_module_specs.py:
    an indexer's picks do not go from stage to stage).
    """
    sizes = stage_sizes(shape, seq_len, stages)
    if not shares_picks(shape):
        return sizes
    able = [layer for layer, block in enumerate(in_order(shape.blocks)) if not takes_picks(shape, block)]
    planned = accumulate(sizes[:-1])
    firsts = [0, *(min(able, key=lambda layer: abs(layer - place)) for place in planned)]
    distinct = len(set(firsts)) == stages
    return tuple(after - first for first, after in pairwise([*firsts, shape.layers])) if distinct else None


@lru_cache(maxsize=64)
def _cuts_between_picks(shape: TransformerShape, seq_len: int) -> Mask:
    """Say which numbers of stages begin with layers of an indexer of their own, (most stages + 1,)."""
    counts = range(1, most_stages(shape) + 1)
    return np.array([False, *(cut_of(shape, seq_len, stages) is not None for stages in counts)])
