"""Why something is blocked, refused, left out or remarked: one frozen value a cause, with its data.

Words are a view of these values (``planner.english``); a button is computed from them, never from a sentence. Shares
are 0 to 1, days count from the plan's start, money is in the plan's currency.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

PoolPlace = tuple[str, str]  # accelerator and site: what stands together and trains as one pool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """The base of every cause; ``code`` names its kind for programs, such as ``does-not-fit``."""

    @classmethod
    def code(cls) -> str:
        """Return the kind's name in small letters with strokes.

        >>> LateForDeadline.code()
        'late-for-deadline'
        """
        return re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()

    def data(self) -> dict[str, Any]:
        """Return the cause's own fields by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded(Cause):
    """A reason that still comes as a sentence from a lower room (a reader's complaint, an error's message)."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetNotChecked(Cause):
    """The budget cannot be converted into the plan's currency."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteMarkBroken(Cause):
    """The plan has more of an accelerator than its mark at the site allows; no devices: it is not available there."""

    name: str
    allowed_devices: int
    devices: int


# What gives no number.


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

    ``usable_bytes`` is what a framework may use of one device.
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


# How pools train one model together: what cannot run, and what is slow or unproven.


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
    """A joined way that can run was weighed and not taken: how much later it ends and how much dearer it is.

    Below 0 it ends earlier, or is cheaper. ``dearer`` None: a price is unknown.
    """

    days_later: float
    dearer: float | None
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


# The timetable of a run.


@dataclass(frozen=True, slots=True, kw_only=True)
class LateForDeadline(Cause):
    """The run ends after the deadline."""

    days: float
    deadline_days: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalSgdWouldMeetDeadline(Cause):
    """Local SGD alone would end in time; it changes the optimiser, so it is taken only when chosen."""

    days: float
    deadline_days: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CapOutOfReach(Cause):
    """No division of the tokens keeps cap and deadline; the smallest of each beside the other (None: none at all).

    ``too_small`` names the pools that cannot hold the model alone, and so take none of the tokens off the others. With
    the ``measure`` ``hhi`` caps are points.
    """

    cap: float
    layer: str
    deadline_days: float | None
    smallest_cap: float | None
    smallest_deadline_days: float | None
    too_small: tuple[str, ...] = ()
    measure: str = "largest"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineOutOfReach(Cause):
    """No timetable ends by the deadline; the first day by which one does (None: the windows allow none)."""

    deadline_days: float
    smallest_deadline_days: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FewWaysWeighed(Cause):
    """Best shares weighed so many of very many ways: of each capped name the cheapest and the fastest first."""

    weighed: int
    ways: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CostsWithoutTraining(Cause):
    """A group trains no token and still costs by its terms."""

    group: str
    accelerator: str
    amount: float
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowOpensTooLate(Cause):
    """A group's first day lies after the run's end."""

    group: str
    accelerator: str
    from_day: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainsNoToken(Cause):
    """The best division of the tokens leaves a pool without any."""

    accelerator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AloneIsBetter(Cause):
    """One pool alone is cheaper and sooner than the mix, which buys only a lower largest share."""

    accelerator: str
    days_earlier: float
    cheaper: float
    currency: str
    largest: float


# What a plan has to be told about.


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOutOfFigures(Cause):
    """A pool gives no rate and is left out of every figure of speed; what it costs by its terms is not."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OverBudget(Cause):
    """The run costs more than the budget."""

    amount: float
    budget: float
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OverPower(Cause):
    """The fleet draws more than the limit."""

    power_w: float
    limit_w: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerUnknown(Cause):
    """The power of a pool is unknown, so the limit is not checked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierRequired(Cause):
    """A supplier that the limits require takes no part."""

    supplier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierExcluded(Cause):
    """A supplier that the limits exclude takes part."""

    supplier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlyAsStages(Cause):
    """A pool does not fit the model alone; it is so many stages of a pipeline."""

    name: str
    stages: int
    all_stages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IdleNodes(Cause):
    """Some nodes of a pool stay idle and are paid for: no layout of more than ``used_nodes`` trains faster.

    ``used_nodes`` is the largest number of nodes up to ``nodes`` that the pool would use to the last one.
    """

    pool: str
    nodes: int
    used_nodes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IdleNodesOfPools(Cause):
    """Nodes of several pools stay idle and are paid for: each pool's name, its nodes, and those that train as fast."""

    pools: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoLegalGroup(Cause):
    """An interleaved pipeline has fewer micro-batches than stages, so no group of micro-batches is legal."""

    stages: int
    micro_batches: int
    pool: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimatedFigures(Cause):
    """A pool rests on estimated figures."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RestsOnEstimates(Cause):
    """A pool's rate rests on stated estimates; the one that moves it most does so by a factor over its range."""

    name: str
    figures: tuple[str, ...]
    most: str
    factor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TooLargeAtLowEstimate(Cause):
    """At the low end of an estimate the model does not fit the pool."""

    name: str
    figure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PricesOfFarDates(Cause):
    """Prices of dates more than half a year apart are compared; each an accelerator with its date."""

    days: int
    earliest: tuple[str, str]
    latest: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountsInDoubt(Cause):
    """The numbers of nodes stand for a fleet that nobody counted; the bands hold from one to another factor of them.

    ``names`` are the pools concerned, none where it is all.
    """

    names: tuple[str, ...]
    least: float
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconstructedShape(Cause):
    """The transformer shape is reconstructed, not published."""

    shape: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredFarFromModel(Cause):
    """Measured runs are implausibly far from the model, and asked about: ``runs`` of the farthest first.

    Of each its name, its tokens per second of one device, and measured over predicted.
    """

    runs: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownNames(Cause):
    """Of a share of the basis the name on a layer is unknown; all unknown names count as one."""

    layer: str
    share: float
    basis: str


# What happens during a run, and what becomes of it.


@dataclass(frozen=True, slots=True, kw_only=True)
class EventAfterEnd(Cause):
    """The run has ended before the event."""

    day: float
    end_day: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TakesNoPart(Cause):
    """A supplier, an accelerator or a currency has no part in the fleet."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorksNoMore(Cause):
    """A supplier's pools work no token after the day, so the run goes on as planned."""

    name: str
    day: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RestPlannedAnew(Cause):
    """The tokens that are left are planned anew on other pools, by one way after the other."""

    day: float
    tokens_left_share: float
    from_day: float
    ways: tuple[str, ...]
    days: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DevicesReplaced(Cause):
    """Devices of another supplier are rented in place of what is lost, from a day on and dearer than today."""

    devices: int
    accelerator: str
    on_day: float
    price_rise: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingLeft(Cause):
    """Without a supplier nothing is left to train on, and nothing of another supplier is to be rented in its place."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LostKeepsCosting(Cause):
    """What is lost is kept by its terms and costs on."""

    name: str
    amount: float
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WearsOut(Cause):
    """A supplier's devices work on, and those that fail are not replaced; from the day on, in days."""

    name: str
    day: float
    annual_failure_share: float
    planned_days: float
    days: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RentsChange(Cause):
    """The rents of a supplier change by a fraction from a day on."""

    name: str
    day: float
    change: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PricesFixed(Cause):
    """A supplier's devices are bought, owned or reserved, so that its rents do not touch them."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowsClose(Cause):
    """The windows of the node groups close before the run ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateChanges(Cause):
    """An accelerator works at another rate than planned from a day on."""

    name: str
    day: float
    change: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FailuresChange(Cause):
    """Devices fail so many times as often from a day on."""

    day: float
    times: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrencyMoves(Cause):
    """A currency changes its price by a fraction from a day on."""

    currency: str
    day: float
    change: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ComesLate(Cause):
    """A supplier's devices come so many days late; the rest is planned anew with them."""

    name: str
    late_days: float
    days: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SoonerAnew(Cause):
    """The plan made anew ends sooner than the plan itself, which does not take the fastest way."""

    days: float
    ways: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotPaidBefore(Cause):
    """What comes late is held, and not paid for before it comes."""

    name: str
    amount: float
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldForLess(Cause):
    """What is held is paid for so many days less, as the run ends sooner."""

    days: float
    amount: float
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheaperAnew(Cause):
    """The work of the run comes cheaper than planned because its tokens are worked by other pools."""

    amount: float
    currency: str
    more_on: str
    share: float
    planned_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceMissing(Cause):
    """The cost is unknown because a price is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelsAssignedAnew(Cause):
    """Models of a programme find another place after an event: each its name, its pool's name, the day it ends."""

    day: float
    from_day: float
    models: tuple[tuple[str, str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelsEndLater(Cause):
    """Models of a programme end later than planned: each its name, the day it ends, and the day it was planned to."""

    models: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelsLost(Cause):
    """Models of a programme find no place without a supplier, by name."""

    name: str
    models: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BarredByExportRules(Cause):
    """The export rules put a device under a presumption of denial at the plan's site."""

    name: str
    site: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BarredDevicesPlanned(Cause):
    """The composed plan has devices that the export rules put under a presumption of denial at the site."""

    names: tuple[str, ...]
    site: str
    rule: str
    date: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportControl(Cause):
    """What the export rules held here say of the plan's devices at its site, by arithmetic on stated figures.

    ``findings`` pairs an effect with the names of devices, the gravest first; an effect of "" is *not covered*.
    """

    site: str
    findings: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A cause as a result holds it: its words in English, its code and its plain data, so that a file can keep it."""

    words: str
    code: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def cause(self) -> Cause | None:
        """The cause itself; None where this program does not know its code."""
        kind = _KINDS.get(self.code)
        known = {entry.name for entry in fields(kind)} if kind else set()
        if kind is None or known != set(self.data):
            return None
        return kind(**{name: _frozen(value) for name, value in self.data.items()})


def document(cause: Cause) -> dict[str, Any]:
    """Return a cause for programs: its code and its data.

    >>> document(FarApart())
    {'code': 'far-apart'}
    """
    return {"code": cause.code()} | {name: _plain(value) for name, value in cause.data().items()}


def kinds() -> tuple[type[Cause], ...]:
    """Return every kind of cause."""
    return tuple(_KINDS.values())


def _frozen(value: Any) -> Any:  # noqa: ANN401 - any datum of a cause
    return tuple(_frozen(entry) for entry in value) if isinstance(value, list) else value


def _plain(value: Any) -> Any:  # noqa: ANN401 - any datum of a cause
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    return [_plain(entry) for entry in value] if isinstance(value, tuple) else value


_KINDS: Mapping[str, type[Cause]] = {kind.code(): kind for kind in Cause.__subclasses__()}
