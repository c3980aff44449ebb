"""What gives no number: a figure, a price or a layout is missing."""

from planner.causes.cause import Cause


class BudgetNotChecked(Cause, frozen=True, kw_only=True):
    """The budget cannot be converted into the plan's currency."""

    reason: str


class NoNodes(Cause, frozen=True, kw_only=True):
    """No node group has nodes."""


class NoBaseline(Cause, frozen=True, kw_only=True):
    """No baseline is set, so no saving is known."""


class FigureMissing(Cause, frozen=True, kw_only=True):
    """A figure of an accelerator is unknown; ``figure`` is how it is called, ``precision`` of a peak rate its format.

    ``accelerator`` is its key.
    """

    accelerator: str
    name: str
    figure: str
    precision: str = ""


class FormatWithoutUnits(Cause, frozen=True, kw_only=True):
    """A device has no units for a format; ``instead`` is what it trains in (empty: nothing is known)."""

    accelerator: str
    name: str
    precision: str
    instead: str


class FormatNotTrained(Cause, frozen=True, kw_only=True):
    """A device has units for a format whose recipe its software does not run; ``instead`` is what it trains in.

    ``recipe`` is how that is scaled (empty: it has no scales, or nothing is known).
    """

    accelerator: str
    name: str
    precision: str
    instead: str
    recipe: str


class DoesNotFit(Cause, frozen=True, kw_only=True):
    """A model does not fit in a pool on any layout; the leanest needs so many bytes a device, most of it ``largest``.

    ``usable_bytes`` is what a framework may use of one device, less the uncertainty of the prediction.
    ``leanest_devices`` are those of the leanest layout where all do not divide (None: all).
    """

    name: str
    shape: str
    devices: int
    needed_bytes: float
    usable_bytes: float
    largest: str
    largest_bytes: float
    leanest_devices: int | None = None


class BatchNotDivided(Cause, frozen=True, kw_only=True):
    """No split of a pool's devices divides the global batch, in sequences."""

    name: str
    devices: int
    global_batch: int


class DevicesNotDivided(Cause, frozen=True, kw_only=True):
    """A pool's devices cannot be divided among the heads, layers and experts of a model."""

    name: str
    devices: int
    heads: int
    layers: int
    experts: int
    shape: str


class ShardingNotStarted(Cause, frozen=True, kw_only=True):
    """The framework of a pool's software stack does not shard as a run's states ask for."""

    name: str
    sharding: str


class NoNumberOfNodes(Cause, frozen=True, kw_only=True):
    """No number of a pool's nodes gives a layout."""

    name: str


class RunWithoutEnd(Cause, frozen=True, kw_only=True):
    """At a pool's rate, stops included, the run takes more days than any plan can have."""

    name: str
    most_days: float


class ExchangeRateMissing(Cause, frozen=True, kw_only=True):
    """No exchange rate from a currency to the one that rates are quoted in is entered."""

    currency: str
    base: str


class NoPriceEntered(Cause, frozen=True, kw_only=True):
    """A node group has no price."""

    name: str


class LinkWithoutBandwidth(Cause, frozen=True, kw_only=True):
    """An inter-pool link has no bandwidth."""


class SpendUnknown(Cause, frozen=True, kw_only=True):
    """Shares of spend need the price of every pool, and one is unknown."""


class PriceMissing(Cause, frozen=True, kw_only=True):
    """The cost is unknown because a price is missing."""
