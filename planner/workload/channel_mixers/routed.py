"""Mixture of experts: shared, latent and zero-computation experts, shortcut connections, learned or hashed routing.

Sources: Megatron-LM moe_utils.py, experts.py, token_dispatcher.py @d98e8a64; arXiv 2509.01322 (zero-computation
experts, shortcut); NVIDIA Nemotron-3 (latent); transformers 5.24.0 deepseek_v4 (hash routing).
"""

from enum import StrEnum
from typing import ClassVar

from planner.sentences import sentence
from planner.workload.channel_mixers.channel_mixer import ChannelSizes
from planner.workload.kept_activations import Kept, Module
from planner.workload.matrices import Matrix, matrices_of
from planner.workload.mixers.mixer import require_sizes
from planner.workload.sizes import Choices, ChoicesOrNone, MeanChoices, Width, WidthOrNone


class Router(StrEnum):
    """How experts are chosen: by learned scores, or by a table over token numbers."""

    LEARNED = "learned"
    HASH = "hash"


class Routed(ChannelSizes, frozen=True, kw_only=True, tag="moe"):
    """``experts`` of ``width``, ``top_k`` active, and shared experts of ``shared_width`` together.

    ``latent``: experts work in a narrower space that two products lead into and out of. ``zero_experts`` pass a token
    on; of the ``top_k`` picks ``mean_real_top_k`` are then real ones on average. ``shortcut``: runs beside the next
    mixer and dense block. ``routing_groups`` and ``routing_group_limit``: a token's experts come from at most so many
    of so many groups (nodes). ``extra_norms``: norms of its own as wide as the hidden state.
    """

    kind: ClassVar[str] = "moe"

    experts: Choices
    top_k: Choices
    width: Width
    shared_width: WidthOrNone = 0
    shared_gate: bool = False
    latent: Width | None = None
    zero_experts: ChoicesOrNone = 0
    mean_real_top_k: MeanChoices | None = None
    shortcut: bool = False
    router: Router = Router.LEARNED
    routing_groups: Choices = 1
    routing_group_limit: Choices = 1
    bias: bool = False
    extra_norms: WidthOrNone = 0

    def __post_init__(self) -> None:
        """Raise ValueError, one sentence, for a routing that cannot be computed."""
        require_sizes(self)
        if self.top_k > self.experts + self.zero_experts or self.met > self.top_k:
            raise ValueError(
                sentence(
                    "moe: top_k {} of {} experts, {:g} of them real ones, is not a routing that can be computed.",
                    self.top_k,
                    self.experts,
                    self.met,
                )
            )
        if self.experts % self.routing_groups or not 1 <= self.routing_group_limit <= self.routing_groups:
            raise ValueError(
                sentence(
                    "moe: {} experts in {} routing groups, at most {} a token, is not a routing that can be computed.",
                    self.experts,
                    self.routing_groups,
                    self.routing_group_limit,
                )
            )

    @property
    def met(self) -> float:
        """Experts with weights that one token meets."""
        return float(self.top_k if self.mean_real_top_k is None else self.mean_real_top_k)

    def expert_hidden(self, hidden: int) -> int:
        """Return how wide the vectors are that experts take and give."""
        return self.latent or hidden

    def expert_params(self, hidden: int) -> int:
        """Return the weights of one routed expert."""
        return self.matrices * self.expert_hidden(hidden) * self.width

    def router_params(self, hidden: int) -> int:
        """Return the weights of the router, zero-computation experts among its choices."""
        return hidden * (self.experts + self.zero_experts)

    def shared_params(self, hidden: int) -> int:
        """Return the weights of the shared experts with their gate."""
        return self.matrices * hidden * self.shared_width + (hidden if self.shared_gate else 0)

    def latent_params(self, hidden: int) -> int:
        """Return the weights of the products into and out of the experts' own space."""
        return 2 * hidden * (self.latent or 0)

    def _beside_experts(self, hidden: int) -> int:
        return self.router_params(hidden) + self.shared_params(hidden) + self.latent_params(hidden)

    def params(self, hidden: int) -> int:  # noqa: D102 - as the protocol says, here and below
        return self._beside_experts(hidden) + self.experts * self.expert_params(hidden)

    def weights(self, hidden: int) -> tuple[Matrix, ...]:  # noqa: D102
        chosen = matrices_of((hidden, self.experts + self.zero_experts), (hidden, int(self.shared_gate)))
        return (*chosen, *self.adapted(hidden))

    def adapted(self, hidden: int) -> tuple[Matrix, ...]:  # noqa: D102
        latent = matrices_of((hidden, self.latent or 0), (self.latent or 0, hidden))
        return (*self.up_and_down(hidden, self.shared_width), *latent)

    def expert_weights(self, hidden: int) -> tuple[Matrix, ...]:
        """Return the matrices of one routed expert by size."""
        return self.up_and_down(self.expert_hidden(hidden), self.width)

    def active_params(self, hidden: int) -> float:  # noqa: D102
        return self._beside_experts(hidden) + self.met * self.expert_params(hidden)

    def scale_params(self, hidden: int) -> int:  # noqa: D102
        each = self.width * (self.matrices - 1) + self.expert_hidden(hidden)
        return self.extra_norms * hidden + (self.experts * (1 + each) if self.bias else 0)

    def kept(self, hidden: int) -> tuple[Kept, ...]:  # noqa: D102
        copied = self.top_k * self.expert_hidden(hidden)
        inner, shared = self.top_k * self.width, self.shared_width
        found = [
            # scores, routing map, row map
            Kept(tensor="router", bytes=13 * self.experts),
            Kept(tensor="probabilities", bytes=4 * self.top_k, routed=True),
            Kept(tensor="permuted input", bytes=2 * copied, eight_bit=copied, routed=True),
            Kept(
                tensor="before the activation",
                bytes=self.up_bytes * inner,
                stored=self.up_bytes * inner / 2,
                routed=True,
                inner=True,
            ),
            Kept(
                tensor="activation",
                bytes=2 * inner,
                eight_bit=inner,
                dropped_by=Module.ACTIVATION,
                routed=True,
                inner=True,
            ),
        ]
        if shared:
            found += [
                # the router keeps the block's input in 16 bits, so the shared expert's 8-bit copy comes on top;
                # software that narrows what it stores runs norms and activations again (arXiv 2412.19437, 3.2.3, 3.3.3)
                Kept(
                    tensor="shared experts' input",
                    bytes=0,
                    eight_bit=hidden,
                    stored=0,
                    dropped_by=Module.SHARED_EXPERTS,
                ),
                Kept(
                    tensor="shared experts before the activation",
                    bytes=self.up_bytes * shared,
                    stored=self.up_bytes * shared / 2,
                    dropped_by=Module.SHARED_EXPERTS,
                ),
                Kept(
                    tensor="shared experts' activation",
                    bytes=2 * shared,
                    eight_bit=shared,
                    stored=0,
                    dropped_by=Module.SHARED_EXPERTS,
                ),
            ]
        if self.latent:
            found.append(Kept(tensor="latent input and output", bytes=4 * self.latent))
        return tuple(found)

    def unpermuted_bytes(self, hidden: int) -> float:
        """Return the second copy of routed tokens that Megatron-Core kept before its version 0.13."""
        return 2.0 * self.top_k * self.expert_hidden(hidden)

    @property
    def widths(self) -> tuple[int, ...]:  # noqa: D102
        return (self.shared_width,) if self.shared_width else ()
