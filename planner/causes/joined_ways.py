"""How pools train one model together: what cannot run, and what is slow or unproven."""

from dataclasses import dataclass

from planner.causes.cause import Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class NoExperts(Cause):
    """The model has no experts that could stand apart from attention."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeveralStacks(Cause):
    """Tokens would cross between software stacks in every layer, which no collective library does."""

    stacks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoSplitFits(Cause):
    """No split of the layers into stages fits the pools."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoGain(Cause):
    """No form of a joined way that can run is earlier or cheaper than pools in turn, or than one pool alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WouldEnd(Cause):
    """A joined way that can run was weighed and not taken: how much later it ends and how much more expensive it is.

    Below 0 it ends earlier, or is cheaper. ``extra_cost`` None: a price is unknown.
    """

    days_later: float
    extra_cost: float | None
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoRoomForOuterState(Cause):
    """A pool has no room for the outer copy and momentum, so many bytes a parameter over its devices."""

    bytes_per_parameter: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeOutlastsRound(Cause):
    """Exchanging the models takes longer than a round of inner steps."""

    exchange_s: float
    round_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OnePool(Cause):
    """Fewer than two pools are present, so nothing is joined."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TooManyPools(Cause):
    """More pools are present than a pipeline is searched over; ``most`` is how many may be."""

    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotPresent(Cause):
    """A pool cannot train by itself and no joined way holds it."""

    pools: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThinLink(Cause):
    """An inter-pool link carries little for the devices of the smaller of its pools, in bytes/s each."""

    bytes_per_s_per_device: float
    advised_bytes_per_s_per_device: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FarApart(Cause):
    """The pools stand at different sites, and every step waits for the link between them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThroughHosts(Cause):
    """Traffic passes the hosts, which leaves a stated share of the computed rate."""

    kept: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NoPublishedStack(Cause):
    """No published library joins the collectives of two software stacks; traffic is taken to pass the hosts."""

    first: str
    second: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GradientsOutweighActivations(Cause):
    """Below a batch of so many tokens exchanging gradients moves more bytes than a pipeline's activations would."""

    batch_tokens: float
    worthwhile_tokens: float


@dataclass(frozen=True, slots=True, kw_only=True)
class UnprovenLocalSgd(Cause):
    """No published run above so many parameters has trained its copies apart."""

    parameters: float
    published_parameters: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesOptimiser(Cause):
    """The way changes the optimiser, so it is taken only when chosen."""
