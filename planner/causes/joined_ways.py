"""How pools train one model together: what cannot run, and what is slow or unproven."""

from planner.causes.cause import Cause


class NoExperts(Cause, frozen=True, kw_only=True):
    """The model has no experts that could stand apart from attention."""


class SeveralStacks(Cause, frozen=True, kw_only=True):
    """Tokens would cross between software stacks in every layer, which no collective library does."""

    stacks: tuple[str, ...]


class NoSplitFits(Cause, frozen=True, kw_only=True):
    """No split of the layers into stages fits the pools."""


class FixedWayCannotRun(Cause, frozen=True, kw_only=True):
    """The way that the user fixed cannot run, in words why; what is shown is these pools, alone."""

    strategy: str
    reason: str
    shown: tuple[str, ...]


class FixedWayIsLater(Cause, frozen=True, kw_only=True):
    """On several pools the way that the user fixed would end later than on one; what is shown is this one alone."""

    strategy: str
    shown: tuple[str, ...]


class NoGain(Cause, frozen=True, kw_only=True):
    """No form of a joined way that can run is earlier or cheaper than pools in turn, or than one pool alone."""


class WouldEnd(Cause, frozen=True, kw_only=True):
    """A joined way that can run was weighed and not taken: how much later it ends and how much more expensive it is.

    Below 0 it ends earlier, or is cheaper. ``extra_cost`` None: a price is unknown.
    """

    days_later: float
    extra_cost: float | None
    currency: str


class NoRoomForOuterState(Cause, frozen=True, kw_only=True):
    """A pool has no room for the outer copy and momentum, so many bytes a parameter over its devices."""

    bytes_per_parameter: float


class CopiesEndLater(Cause, frozen=True, kw_only=True):
    """Copies on any two of the pools or more would end later than the fastest pool alone."""


class TrainsNoCopy(Cause, frozen=True, kw_only=True):
    """A pool stays without a token where others work together: with it the run would end later.

    With ``outer_bytes_per_parameter`` it has no room for so much outer state over its devices.
    """

    accelerator: str
    outer_bytes_per_parameter: float | None = None


class ExchangeOutlastsRound(Cause, frozen=True, kw_only=True):
    """Exchanging the models takes longer than a round of inner steps."""

    exchange_s: float
    round_s: float


class OnePool(Cause, frozen=True, kw_only=True):
    """Fewer than two pools are present, so nothing is joined."""


class BatchNotShared(Cause, frozen=True, kw_only=True):
    """Whole micro-batches of the pools' layouts do not sum to the batch, whoever takes how many."""


class TooManyPools(Cause, frozen=True, kw_only=True):
    """More pools are present than a pipeline is searched over; ``most`` is how many may be."""

    most: int


class SearchedInPart(Cause, frozen=True, kw_only=True):
    """Of a pipeline over so many pools only the most hopeful combinations were tried: its speed is a lower bound."""

    pools: int


class NotPresent(Cause, frozen=True, kw_only=True):
    """A pool cannot train by itself and no joined way holds it."""

    pools: tuple[str, ...]


class ThinLink(Cause, frozen=True, kw_only=True):
    """An inter-pool link carries little for the devices of the smaller of its pools, in bytes/s each."""

    bytes_per_s_per_device: float
    advised_bytes_per_s_per_device: float


class FarApart(Cause, frozen=True, kw_only=True):
    """Pools stand at different sites, and every step waits for the links between them; each is named by its id."""

    pools: tuple[str, ...]


class ThroughHosts(Cause, frozen=True, kw_only=True):
    """Traffic passes the hosts, which leaves a stated share of the computed rate."""

    kept: float


class NoPublishedStack(Cause, frozen=True, kw_only=True):
    """No published library joins the collectives of two software stacks; traffic is taken to pass the hosts."""

    first: str
    second: str


class GradientsOutweighActivations(Cause, frozen=True, kw_only=True):
    """Below a batch of so many tokens exchanging gradients moves more bytes than a pipeline's activations would."""

    batch_tokens: float
    worthwhile_tokens: float


class UnprovenLocalSgd(Cause, frozen=True, kw_only=True):
    """No published run above so many parameters has trained its copies apart."""

    parameters: float
    published_parameters: float


class ChangesOptimiser(Cause, frozen=True, kw_only=True):
    """The way changes the optimiser, so it is taken only when chosen."""
