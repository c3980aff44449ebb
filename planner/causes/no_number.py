"""What gives no number: a figure, a price or a layout is missing."""

from dataclasses import dataclass

from planner.causes.cause import Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetNotChecked(Cause):
    """The budget cannot be converted into the plan's currency."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoNodes(Cause):
    """No node group has nodes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoBaseline(Cause):
    """No baseline is set, so no saving is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureMissing(Cause):
    """A figure of an accelerator is unknown; ``figure`` is how it is called, ``precision`` of a peak rate its format.

    ``accelerator`` is its key.
    """

    accelerator: str
    name: str
    figure: str
    precision: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatWithoutUnits(Cause):
    """A device has no units for a format; ``instead`` is what it trains in (empty: nothing is known)."""

    accelerator: str
    name: str
    precision: str
    instead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DoesNotFit(Cause):
    """A model does not fit in a pool on any layout; the leanest needs so many bytes a device, most of it ``largest``.

    ``usable_bytes`` is what a framework may use of one device, less the uncertainty of the prediction.
    """

    name: str
    shape: str
    devices: int
    needed_bytes: float
    usable_bytes: float
    largest: str
    largest_bytes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchNotDivided(Cause):
    """No split of a pool's devices divides the global batch, in sequences."""

    name: str
    devices: int
    global_batch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DevicesNotDivided(Cause):
    """A pool's devices cannot be divided among the heads, layers and experts of a model."""

    name: str
    devices: int
    heads: int
    layers: int
    experts: int
    shape: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoNumberOfNodes(Cause):
    """No number of a pool's nodes gives a layout."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeRateMissing(Cause):
    """No exchange rate from a currency to the one that rates are quoted in is entered."""

    currency: str
    base: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoPriceEntered(Cause):
    """A node group has no price."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkWithoutBandwidth(Cause):
    """An inter-pool link has no bandwidth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendUnknown(Cause):
    """Shares of spend need the price of every pool, and one is unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceMissing(Cause):
    """The cost is unknown because a price is missing."""
