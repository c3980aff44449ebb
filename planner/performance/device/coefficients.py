"""What separates stated peaks from what training gets of them: the numbers that the calibration gives a prediction."""

from enum import Enum, auto
from typing import Annotated, TypeAlias

from msgspec import Struct
from msgspec.structs import fields

from planner.arrays import Number


class Kind(Enum):
    """What a fit keeps a coefficient to; every other one is above zero."""

    FRACTION = auto()  # of a peak or of another rate: never above 1
    OVERLAP = auto()  # the share of communication that computing hides: fitted as the share that stays exposed


class Software(Enum):
    """Marks what software decides, and says what more of it does to a step."""

    QUICKENS = auto()
    SLOWS = auto()
    NEITHER = auto()  # moves memory alone, or either way


Fraction: TypeAlias = Annotated[Number, Kind.FRACTION]
Overlap: TypeAlias = Annotated[Number, Kind.OVERLAP]


class Coefficients(Struct, frozen=True, kw_only=True):
    """What separates an accelerator's stated peaks from what training gets of them.

    Efficiencies, ratios and overlaps are fractions; a field may be an array (one value a row) where many cases are
    evaluated together. ``host_*_s`` is the time a host needs to launch forward and backward of one layer.
    ``score_bytes`` is what attention keeps of every score for its backward pass: 0 where its kernels are fused.
    ``unpermuted_copies`` is 1 where routed tokens are kept a second time (Megatron-Core before 0.13),
    ``expert_bias_moves`` are 16-bit elements that biases and limits of experts move per output, a pass of three.
    ``dispatch_once`` is 1 where a token travels to another domain once however many of its experts are there;
    ``dispatch_message_s`` is what each such message takes beyond its bytes, ``dispatch_peer_s`` each remote rank of a
    collective. ``recipe_*`` separate a team's software from what is typical of the stack (``recipe_host`` of the
    time to launch), ``elementwise_ratio`` the bytes that its experts' element-wise work and permutation move from those
    of fused kernels. ``looped_expert_s`` is what one expert takes to launch where they run one by one.
    ``gathers_a_layer`` are the collectives in which fully sharded weights of a layer come together, ``one_ring`` is 1
    where they go through all ranks one after the other. ``context_gathered`` is 1 where keys and values of a sequence
    come together before the second of its parts is attended to, 0 where a ring passes them beside the computing;
    ``repeated_keys`` is 1 where grouped keys and values are copied for every head before attention.
    ``natural_spread``: see ``part_times.mean_overload``; ``natural_peak`` is how many times as far above the mean the
    fullest expert rank lies in its worst step.

    ``matmul_ceiling`` is the share of the 16-bit peak that no software exceeds in products.

    ``multiprocessors`` share the tiles of a product, 0 where no supplier says how large those are.

    Heads narrower than ``attention_full_head`` reach the ``attention_head_power``-th power of their part of it. Fused
    attention works on heads of whole ``attention_head_step``, twice as coarse beyond ``attention_full_head``.

    Memory: ``working_share`` of what a layer keeps are the gradients of its widest tensors. ``context_bytes`` a process
    takes on its device before any tensor, ``communicator_bytes`` each group of ranks, ``exchange_peer_bytes`` the
    exchange of tokens for each peer in the domain (of seven at most).
    ``logit_bytes`` of a token and a word of the vocabulary there are at most at once (``sharded_*``: where gradients or
    everything is sharded over replicas; ``split_*``: so many more where tensor ranks hold a part of the vocabulary
    each), ``kept_logit_bytes`` wait for the backward pass of a further head.
    ``varying_fragmentation`` stands for ``fragmentation`` where token copies change in number; ``root_unit`` is the
    share of embedding and head that stays gathered between the two passes. ``narrow_store`` is 1 where the software
    narrows what it stores beside 8-bit products. ``gradient_copy_bytes`` a parameter are gradients in the format of the
    weights that stay beside those that are added up, ``gradient_shard_bytes`` copies of a device's own shard of them
    during the update. ``pipeline_groups`` are the groups of ranks that a pipeline has beside its own. ``memory_error``
    is the median error of predicted memory: a quarter of runs need more than that above it.
    """

    matmul_efficiency: Fraction
    matmul_ceiling: Fraction
    matmul_in_training: Fraction
    low_precision_ratio: Number
    half_rows_per_ridge: Number
    multiprocessors: Number
    grouped_ratio: Fraction
    attention_efficiency: Fraction
    attention_half_tokens: Number
    attention_full_head: Number
    attention_head_power: Number
    attention_head_step: Number
    memory_efficiency: Fraction
    permute_ratio: Number
    unfused_ratio: Number
    cast_bytes: Number
    scaleup_efficiency: Fraction
    nic_efficiency: Fraction
    scaleup_latency_s: Number
    nic_latency_s: Number
    all_to_all_ratio: Number
    nic_all_to_all_ratio: Annotated[Number, Software.QUICKENS]
    dispatch_once: Annotated[Number, Software.NEITHER]
    tp_overlap: Annotated[Overlap, Software.QUICKENS]
    tp_overlap_whole: Overlap
    ep_overlap: Annotated[Overlap, Software.QUICKENS]
    ep_overlap_batches: Overlap
    cp_overlap: Annotated[Overlap, Software.QUICKENS]
    pp_overlap: Overlap
    pp_overlap_interleaved: Overlap
    dp_overlap: Annotated[Overlap, Software.QUICKENS]
    sharded_overlap: Annotated[Overlap, Software.QUICKENS]
    gathers_a_layer: Annotated[Number, Software.SLOWS]
    one_ring: Annotated[Number, Software.SLOWS]
    context_gathered: Annotated[Number, Software.NEITHER]
    repeated_keys: Annotated[Number, Software.NEITHER]
    host_dense_s: Number
    host_moe_s: Number
    capped_host_ratio: Number
    step_overhead_s: Annotated[Number, Software.SLOWS]
    loss_per_doubling: Annotated[Number, Software.SLOWS]
    loss_beyond_512: Number
    natural_spread: Annotated[Number, Software.NEITHER]
    natural_peak: Number
    dispatch_bytes: Annotated[Number, Software.SLOWS]
    gradient_bytes: Annotated[Number, Software.SLOWS]
    gradient_copy_bytes: Annotated[Number, Software.NEITHER]
    gradient_shard_bytes: Annotated[Number, Software.NEITHER]
    working_share: Number
    release_dense: Annotated[Number, Software.QUICKENS]
    release_moe: Annotated[Number, Software.SLOWS]
    release_host: Annotated[Number, Software.SLOWS]
    release_attention: Annotated[Number, Software.QUICKENS]
    recipe_dense: Annotated[Fraction, Software.QUICKENS]
    recipe_host: Annotated[Number, Software.SLOWS]
    recipe_attention: Annotated[Fraction, Software.QUICKENS]
    elementwise_ratio: Annotated[Number, Software.SLOWS]
    dispatch_message_s: Annotated[Number, Software.SLOWS]
    dispatch_peer_s: Annotated[Number, Software.SLOWS]
    looped_expert_s: Annotated[Number, Software.SLOWS]
    score_bytes: Annotated[Number, Software.SLOWS]
    context_bytes: Number
    communicator_bytes: Number
    exchange_peer_bytes: Annotated[Number, Software.NEITHER]
    pipeline_groups: Annotated[Number, Software.NEITHER]
    fragmentation: Annotated[Number, Software.NEITHER]
    varying_fragmentation: Annotated[Number, Software.NEITHER]
    root_unit: Annotated[Number, Software.NEITHER]
    usable_memory: Number
    memory_error: Number
    logit_bytes: Annotated[Number, Software.NEITHER]
    sharded_logit_bytes: Annotated[Number, Software.NEITHER]
    split_logit_bytes: Annotated[Number, Software.NEITHER]
    kept_logit_bytes: Annotated[Number, Software.NEITHER]
    narrow_store: Annotated[Number, Software.NEITHER]
    unpermuted_copies: Annotated[Number, Software.NEITHER]
    expert_bias_moves: Annotated[Number, Software.SLOWS]
    scan_efficiency: Fraction
    sparse_efficiency: Fraction
    index_efficiency: Fraction
    vector_efficiency: Fraction


COEFFICIENTS = Coefficients.__struct_fields__


def _marked(mark: Enum) -> frozenset[str]:
    """Return the coefficients whose field carries a mark."""
    return frozenset(item.name for item in fields(Coefficients) if mark in getattr(item.type, "__metadata__", ()))


OVERLAPS, FRACTIONS = _marked(Kind.OVERLAP), _marked(Kind.FRACTION)
QUICKENING, SLOWING = _marked(Software.QUICKENS), _marked(Software.SLOWS)
BY_SOFTWARE = QUICKENING | SLOWING | _marked(Software.NEITHER)
