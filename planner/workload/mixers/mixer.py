"""What every token mixer says of itself. Widths and multiply-accumulates (MAC) are per token of one layer, forward.

Causal counts take the diagonal half, as Megatron-LM does. ``hidden`` is the shape's hidden size, ``seq_len`` tokens.
"""

from math import inf
from typing import ClassVar, Protocol

import msgspec
from msgspec import Struct

from planner.sentences import sentence
from planner.workload.kept_activations import Kept
from planner.workload.matrices import Matrix
from planner.workload.sizes import Heads, Width, size_limits


class Core(Struct, frozen=True, kw_only=True):
    """MACs per token of what is no weight product, by the kind of kernel that does it.

    ``attention``: flash kernels, of which ``tile_share`` of each 128-wide tile is useful; ``sparse``: gathered keys;
    ``index``: scores of an indexer; ``scan``: chunked scans and delta rules; ``vector``: no matrix units (convolutions,
    element-wise scans). ``index_loss`` and ``index_back`` are of the backward pass of an indexer: the scores of the
    picked keys that its loss compares with, in gathered kernels, and its own gradients (None: as of any score).
    ``macs`` holds neither.
    """

    attention: float = 0.0
    tile_share: float = 1.0
    sparse: float = 0.0
    index: float = 0.0
    scan: float = 0.0
    vector: float = 0.0
    index_loss: float = 0.0
    index_back: float | None = None

    @property
    def macs(self) -> float:
        """The sum of all kinds."""
        return self.attention + self.sparse + self.index + self.scan + self.vector


class Split(Struct, frozen=True, kw_only=True):
    """What parallel sizes must divide.

    Tensor parallelism: each of ``units``; a size divides ``groups`` or is a multiple of them (copies).
    ``context_units``: tensor times context size divides them where heads are swapped.
    """

    units: tuple[int, ...]
    groups: tuple[int, ...] = ()
    context_units: tuple[int, ...] = ()

    def takes_tensor(self, tp: int) -> bool:
        """Say whether so many tensor-parallel ranks can share the layer."""
        shared = all(groups % tp == 0 or tp % groups == 0 for groups in self.groups)
        return shared and all(units % tp == 0 for units in self.units)

    def takes_context(self, tp: int, cp: int) -> bool:
        """Say whether so many context-parallel ranks can share its sequences beside them."""
        return cp == 1 or all(units % (tp * cp) == 0 for units in self.context_units)


class Exchange(Struct, frozen=True, kw_only=True):
    """What context parallelism moves in the forward pass, for T local tokens on c ranks (bytes before cutting by TP).

    ``ring_bytes``: of every token to every other rank, T (c-1) in all, or where ``window`` is finite only so many
    tokens to a neighbour; ``head_bytes``: the same where every head has keys and values of its own (copies of a
    group's, or brought up from latents), 0 where software that exchanges those does not take the mixer.
    ``swap_bytes``: all-to-all, T (c-1)/c. ``state_bytes``: handed from rank to rank, c-1 times.
    """

    ring_bytes: float = 0.0
    head_bytes: float = 0.0
    window: float = inf
    swap_bytes: float = 0.0
    state_bytes: float = 0.0


class ServingState(Struct, frozen=True, kw_only=True):
    """What a layer keeps of a sequence when the model serves: 2-byte caches, 4-byte recurrent states."""

    bytes_per_token: float = 0.0
    bytes_per_sequence: float = 0.0


class Mixer(Protocol):
    """A token mixer: its sizes, and what follows from them."""

    kind: ClassVar[str]

    def projections(self, hidden: int) -> int:
        """Return the weights of all matrices that a token is multiplied with: its MACs."""

    def matrices(self, hidden: int) -> tuple[Matrix, ...]:
        """Return those matrices by size."""

    def other_params(self, hidden: int) -> int:
        """Return weights that are no such matrices: convolutions, learned positions."""

    def scale_params(self, hidden: int) -> int:
        """Return norm scales, biases and values a head (below 0.1 % of a layer; totals leave them out)."""

    def core(self, seq_len: int) -> Core:
        """Return the MACs of what is no weight product."""

    def kept(self, hidden: int) -> tuple[Kept, ...]:
        """Return the tensors kept for the backward pass, its norm's input and output among them."""

    def moved_elements(self, hidden: int) -> float:
        """Return the 16-bit elements that memory-bound operators read and write, norms and residuals apart."""

    def score_elements(self, seq_len: int) -> float:
        """Return the scores that unfused attention would keep."""

    def up_projections(self) -> int:
        """Return the MACs that the recompute of up-projections runs again."""

    @property
    def width(self) -> int:
        """The inner dimension that tensor parallelism cuts."""

    @property
    def key_dim(self) -> int:
        """The size of a head's keys, on which flash kernels depend."""

    @property
    def split(self) -> Split:
        """What parallel sizes must divide."""

    @property
    def exchange(self) -> Exchange:
        """What context parallelism moves."""

    @property
    def state(self) -> ServingState:
        """What serving keeps of a sequence."""


class MixerSizes(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """Sizes of one kind as they stand in files, all whole numbers from 1 on; defaults of what most kinds lack."""

    def __post_init__(self) -> None:
        """Raise ValueError, one sentence, for a size below 1."""
        require_sizes(self)

    def other_params(self, hidden: int) -> int:  # noqa: ARG002, D102 - as the protocol says
        return 0

    def score_elements(self, seq_len: int) -> float:  # noqa: ARG002, D102
        return 0.0

    def up_projections(self) -> int:  # noqa: D102
        return 0


class HeadSizes(MixerSizes, frozen=True, kw_only=True):
    """``heads`` of ``head_dim`` keys and values each, cut by heads; what most kinds are."""

    heads: Heads
    head_dim: Width

    @property
    def width(self) -> int:  # noqa: D102
        return self.heads * self.head_dim

    @property
    def key_dim(self) -> int:  # noqa: D102
        return self.head_dim

    @property
    def split(self) -> Split:  # noqa: D102
        return Split(units=(self.heads,))


class SizeError(ValueError):
    """A size of a part that is too small; ``size`` is its name, ``bare`` the sentence without the part's kind."""

    def __init__(self, words: str, *, size: str = "", bare: str = "") -> None:
        super().__init__(words)
        self.size = size
        self.bare = bare or words


def require_sizes(sizes: msgspec.Struct) -> None:
    """Raise SizeError, one sentence, where a size of a part is below 1 (or 0 where it may be none)."""
    kind = sizes.__struct_config__.tag or "indexer"  # the one inner part, which needs no kind
    for name, limits in size_limits(type(sizes)).items():
        value = getattr(sizes, name)
        if value is not None and not value >= limits.least:
            said = (name, value, limits.least)
            raise SizeError(
                sentence("{}: {} is {}; it must be at least {}.", kind, *said),
                size=name,
                bare=sentence("{} is {}; it must be at least {}.", *said),
            )


def mean_attended_tokens(seq_len: float, window: float | None = None, chunk: int | None = None) -> float:
    """Return how many keys a query meets on average in a causal sequence, within a window or chunk where there is one.

    The diagonal is counted half, as in the field's formula: seq_len / 2 without a window.

    >>> mean_attended_tokens(4096), mean_attended_tokens(16384, chunk=8192)
    (2048.0, 4096.0)
    """
    if chunk is not None and chunk < seq_len:
        return chunk / 2
    if window is None or window >= seq_len:
        return seq_len / 2
    return window * (1 - window / (2 * seq_len))


FLASH_TILE = 128  # keys that a flash kernel takes at once: of a narrow window's first and last tile half is masked


def tile_share(seq_len: int, window: int | None = None, chunk: int | None = None) -> float:
    """Return the useful share of what a flash kernel computes of a window.

    Whole sequences are 1: their efficiency is measured.

    >>> tile_share(4096), tile_share(4096, 128)
    (1.0, 0.5)
    """
    span = min(window or seq_len, chunk or seq_len)
    return 1.0 if span >= seq_len else span / (span + FLASH_TILE)
