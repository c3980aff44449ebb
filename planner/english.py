"""English words for causes: what the command line, reports and JSON say of them. The window has words of its own."""

from collections.abc import Callable
from typing import Any

from planner import causes as c
from planner.sentences import Sentence, listed, sentence
from planner.units import BITS_PER_BYTE, GIGA

_MILLION = 1e6
_BASES = {"compute": "delivered compute", "spend": "spend"}


def remark(cause: c.Cause) -> c.Remark:
    """Return a cause with its words, as results hold it."""
    known = c.document(cause)
    return c.Remark(words=words(cause), code=known.pop("code"), data=known)


def words(cause: c.Cause) -> Sentence:
    """Return the sentence of a cause, which carries the cause along."""
    said = _WORDS[type(cause)](cause)
    return sentence("{}", said, cause=cause)


def mark_words(name: str, allowed_devices: int) -> Sentence:
    """Return what a mark on an accelerator allows of it at the site; no devices: none of it."""
    if not allowed_devices:
        return sentence("{} is marked as not available at the site", name)
    return sentence("{} is marked as limited to {:,} devices at the site", name, allowed_devices)


def barred_words(name: str, site: str) -> Sentence:
    """Return that the export rules put an accelerator under a presumption of denial at a site."""
    return sentence("{} is under a presumption of denial at {} by the arithmetic of the export rules", name, site)


def units_words(precision: str, instead: str) -> Sentence:
    """Return that a device has no units for a format, and what it trains in instead (empty: nothing is known)."""
    without = sentence("has no {} units", precision.upper())
    return sentence("{}; trains in {}", without, instead.upper()) if instead else without


def _figure_missing(cause: c.FigureMissing) -> Sentence:
    if cause.precision:
        return sentence(
            "{}: the {} peak rate is unknown; enter it with its source in the catalogue card or choose another "
            "precision.",
            cause.name,
            cause.precision.upper(),
        )
    return sentence("{}: the {} is unknown; enter it with its source in the catalogue card.", cause.name, cause.figure)


def _gbit(rate_bytes_per_s: float) -> str:
    return sentence("{:,.1f} Gbit/s", rate_bytes_per_s * BITS_PER_BYTE / GIGA)


def _money(amount: float, currency: str) -> str:
    return f"{amount / _MILLION:,.2f} M {currency}" if abs(amount) >= _MILLION else f"{amount:,.0f} {currency}"


def _cap_out_of_reach(cause: c.CapOutOfReach) -> str:
    small = sentence(" Too small to hold the model alone: {}; give it more nodes.", listed(", ", cause.too_small))
    return _unreached(cause) + (small if cause.too_small else "")


def _unreached(cause: c.CapOutOfReach) -> str:
    if cause.measure == "hhi":
        return _hhi_unreached(cause)
    cap, deadline = f"{cause.cap:.0%}", cause.deadline_days
    if deadline is None:
        found = sentence("No division of the tokens keeps {} shares at {}.", cause.layer, cap)
        if cause.smallest_cap is not None:
            found += sentence(" The smallest cap that can be kept is {:.1%}.", cause.smallest_cap)
        return found
    found = sentence("No division of the tokens keeps {} shares at {} within {:,.1f} days.", cause.layer, cap, deadline)
    if cause.smallest_cap is not None:
        found += sentence(
            " The smallest cap that can be kept within {:,.1f} days is {:.1%}.", deadline, cause.smallest_cap
        )
    if cause.smallest_deadline_days is not None:
        found += sentence(" At this cap the earliest end is day {:,.1f}.", cause.smallest_deadline_days)
    return found


def _measured_far(cause: c.MeasuredFarFromModel) -> str:
    (run, rate, factor), *others = cause.runs
    found = sentence(
        "{}: {:,.0f} tokens/s per device are {:.2f} times what the model says; is the rate of one device, and "
        "are layout, batch and recipe as in the run?",
        run,
        rate,
        factor,
    )
    return found + (sentence(" As far from the model are {} more measured runs.", len(others)) if others else "")


def _hhi_unreached(cause: c.CapOutOfReach) -> str:
    deadline, smallest = cause.deadline_days, cause.smallest_cap
    if deadline is None:
        found = sentence(
            "No division of the tokens keeps the {} HHI at {:,.0f} points.", cause.layer, cause.cap
        )  # fmt: skip
        if smallest is not None:
            found += sentence(" The smallest HHI that can be kept is {:,.0f} points.", smallest)
        return found
    found = sentence(
        "No division of the tokens keeps the {} HHI at {:,.0f} points within {:,.1f} days.",
        cause.layer,
        cause.cap,
        deadline,
    )
    if smallest is not None:
        found += sentence(
            " The smallest HHI that can be kept within {:,.1f} days is {:,.0f} points.", deadline, smallest
        )
    return found


def _deadline_out_of_reach(cause: c.DeadlineOutOfReach) -> str:
    if cause.smallest_deadline_days is None:
        return "The windows of the node groups are too short for the tokens; let a group stay longer or add nodes."
    return sentence(
        "No timetable ends within {:,.1f} days; the earliest end is day {:,.1f}.",
        cause.deadline_days,
        cause.smallest_deadline_days,
    )


def _alone_is_better(cause: c.AloneIsBetter) -> str:
    alone = sentence(
        "{} alone is {:,.0f} days earlier and {} cheaper",
        cause.accelerator,
        cause.days_earlier,
        _money(cause.cheaper, cause.currency),
    )
    if f"{cause.largest:.0%}" == "100%":
        return sentence("{}; this mix buys nothing.", alone)
    return sentence("{}; this mix buys only a lower largest share ({:.0%} instead of 100 %).", alone, cause.largest)


def _would_end(cause: c.WouldEnd) -> str:
    later, dearer = cause.days_later, cause.dearer
    when = abs(later), "later" if later > 0 else "earlier"
    if dearer is None:
        return sentence("It would end {:,.1f} days {}.", *when)
    money = abs(dearer) / _MILLION, cause.currency, "more" if dearer > 0 else "less"
    return sentence("It would end {:,.1f} days {} and {:,.2f} M {} {}.", *when, *money)


def _counts_in_doubt(cause: c.CountsInDoubt) -> str:
    held = sentence("{:.2g} to {:.2g}", cause.least, cause.most)
    if not cause.names:
        return sentence("The numbers of nodes are estimates; the bands hold {} times as many.", held)
    return sentence(
        "The numbers of nodes of {} are estimates; the bands hold {} times as many.", listed(", ", cause.names), held
    )


def _change(change: float) -> str:
    return sentence("rise by {:.0%}", change) if change >= 0.0 else sentence("fall by {:.0%}", -change)


def _rest_anew(cause: c.RestPlannedAnew) -> str:
    return sentence(
        "On day {:,.1f} {:.1%} of the tokens are left; planned anew, {} work them from day {:,.1f} on, in "
        "{:,.1f} days.",
        cause.day,
        cause.tokens_left_share,
        listed(", then ", cause.ways),
        cause.from_day,
        cause.days,
    )


def _wears_out(cause: c.WearsOut) -> str:
    kept = sentence(
        "From day {:,.1f} on {:.1%} of {}'s devices at work fail a year",
        cause.day,
        cause.annual_failure_share,
        cause.name,
    )
    if cause.days is None:
        return sentence(
            "{} and are not replaced: all have failed before the run ends, and nothing else takes over.", kept
        )
    return sentence(
        "{} and are not replaced, so the rest takes {:,.2f} instead of {:,.2f} days. Failed devices stay paid for.",
        kept,
        cause.days,
        cause.planned_days,
    )


_MOVES = 1.005  # less does not show in three digits


def _rests_on_estimates(cause: c.RestsOnEstimates) -> str:
    figures = listed(", ", cause.figures)
    if cause.factor <= _MOVES:
        return sentence("{} rests on estimates, not on published figures: {}.", cause.name, figures)
    return sentence(
        "{} rests on estimates, not on published figures: {}; the {} moves its rate most, by a factor of {:.2f}.",
        cause.name,
        figures,
        cause.most,
        cause.factor,
    )


def _export_control(cause: c.ExportControl) -> str:
    effects = {"": "not covered by the rules held here"}
    parts = (sentence("{}: {}", effects.get(effect, effect), listed(", ", names)) for effect, names in cause.findings)
    return sentence("Export rules at {}, by arithmetic and not legal advice: {}.", cause.site, listed("; ", parts))


_WORDS: dict[type[c.Cause], Callable[[Any], str]] = {
    c.Worded: lambda cause: cause.words,
    c.BudgetNotChecked: lambda cause: sentence("The budget is not checked: {}", cause.reason),
    c.SiteMarkBroken: lambda cause: sentence(
        "{}, but the plan has {:,} of it.", mark_words(cause.name, cause.allowed_devices), cause.devices
    ),
    c.NoNodes: lambda _: "No node group has nodes; set the nodes of at least one group.",
    c.NoBaseline: lambda _: "No baseline is set; choose one to see a saving.",
    c.FigureMissing: _figure_missing,
    c.FormatWithoutUnits: lambda cause: sentence("{} {}.", cause.name, units_words(cause.precision, cause.instead)),
    c.DoesNotFit: lambda cause: sentence(
        "{}: {} does not fit in {} devices; the leanest layout is {:.1f} GB over the {:.1f} GB that one device "
        "can use, most of it {} ({:.1f} GB); use about {:.1f} times the devices, or ones with more memory.",
        cause.name,
        cause.shape,
        cause.devices,
        (cause.needed_bytes - cause.usable_bytes) / GIGA,
        cause.usable_bytes / GIGA,
        cause.largest,
        cause.largest_bytes / GIGA,
        cause.needed_bytes / cause.usable_bytes,
    ),
    c.BatchNotDivided: lambda cause: sentence(
        "{}: no split of {} devices divides the global batch of {} sequences; change the batch or the node "
        "count so that one divides the other.",
        cause.name,
        cause.devices,
        cause.global_batch,
    ),
    c.DevicesNotDivided: lambda cause: sentence(
        "{}: {} devices cannot be divided among the {} heads, {} layers and {} experts of {}; change the node count.",
        cause.name,
        cause.devices,
        cause.heads,
        cause.layers,
        cause.experts,
        cause.shape,
    ),
    c.NoNumberOfNodes: lambda cause: sentence("{}: no number of nodes gives a layout.", cause.name),
    c.ExchangeRateMissing: lambda cause: sentence(
        "No exchange rate from {} to {} is entered; add one with its date.", cause.currency, cause.base
    ),
    c.NoPriceEntered: lambda cause: sentence("{}: no price is entered; choose an offer or enter a rent.", cause.name),
    c.LinkWithoutBandwidth: lambda _: "A link between the pools has no bandwidth; enter its bytes per second.",
    c.SpendUnknown: lambda _: "Shares of spend need every pool's price; enter it or use compute.",
    c.BarredDevicesPlanned: lambda cause: sentence(
        "{}: under a presumption of denial at {} by the arithmetic of the export rules ({}, {}, {}); choose "
        "other devices, or mark them as available where you know better.",
        listed(", ", cause.names),
        cause.site,
        cause.rule,
        cause.date,
        cause.source,
    ),
    c.ExportControl: _export_control,
    c.NoExperts: lambda _: "The model has no experts that could stand apart.",
    c.SeveralStacks: lambda cause: sentence(
        "The pools run different software stacks ({}); an exchange in every layer needs one.",
        listed(", ", cause.stacks),
    ),
    c.NoSplitFits: lambda _: (
        "No split into stages fits: the early ones keep too many micro-batches in flight, or a pool is too small or "
        "too slow for one whole layer."
    ),
    c.NoGain: lambda _: "No form of it is earlier or cheaper than the way taken.",
    c.WouldEnd: _would_end,
    c.NoRoomForOuterState: lambda cause: sentence(
        "A pool has no room for the outer copy and momentum, {:g} bytes a parameter over its devices.",
        cause.bytes_per_parameter,
    ),
    c.ExchangeOutlastsRound: lambda cause: sentence(
        "Exchanging the models takes {:,.0f} s, longer than a round of {:,.0f} s; more inner steps or a faster "
        "link would help.",
        cause.exchange_s,
        cause.round_s,
    ),
    c.OnePool: lambda _: "Fewer than two pools can train at the same time.",
    c.NotPresent: lambda cause: sentence(
        "Too small to hold the model alone, and no joined way takes them: {}.", listed(", ", cause.pools)
    ),
    c.ThinLink: lambda cause: sentence(
        "A link between pools carries {} per device of its smaller pool, below the advised {}: every step "
        "waits for it.",
        _gbit(cause.bytes_per_s_per_device),
        _gbit(cause.advised_bytes_per_s_per_device),
    ),
    c.FarApart: lambda _: "The pools stand at different sites, and every step waits for the link between them.",
    c.ThroughHosts: lambda cause: sentence(
        "Traffic between the pools passes through the hosts, which leaves {:.0%} of the computed rate.", cause.kept
    ),
    c.NoPublishedStack: lambda cause: sentence(
        "No published stack joins {} and {}; traffic is taken to pass through the hosts.",
        cause.first or "unknown software",
        cause.second or "unknown software",
    ),
    c.GradientsOutweighActivations: lambda cause: sentence(
        "The batch of {:,.1f} million tokens is small: up to {:,.1f} million, exchanging gradients moves more "
        "bytes than a pipeline's activations.",
        cause.batch_tokens / _MILLION,
        cause.worthwhile_tokens / _MILLION,
    ),
    c.UnprovenLocalSgd: lambda cause: sentence(
        "No published run above {:,.0f} billion parameters has trained its copies apart.",
        cause.published_parameters / 1e9,
    ),
    c.ChangesOptimiser: lambda _: "It changes the optimiser, so it is taken only when chosen.",
    c.LateForDeadline: lambda cause: sentence(
        "The run takes {:,.1f} days; the deadline is {:,.1f} days.", cause.days, cause.deadline_days
    ),
    c.LocalSgdWouldMeetDeadline: lambda cause: sentence(
        "Local SGD would end on day {:,.1f}, within the {:,.1f} days; it changes the optimiser, so choose it "
        "knowingly.",
        cause.days,
        cause.deadline_days,
    ),
    c.CapOutOfReach: _cap_out_of_reach,
    c.DeadlineOutOfReach: _deadline_out_of_reach,
    c.FewWaysWeighed: lambda cause: sentence(
        "Best shares weighed {:,} of {:,} ways to work, of each supplier the cheapest and the fastest first; a "
        "division with others may be better.",
        cause.weighed,
        cause.ways,
    ),
    c.CostsWithoutTraining: lambda cause: sentence(
        "{} ({}) trains no token and costs {} by its terms.",
        cause.accelerator,
        cause.group,
        _money(cause.amount, cause.currency),
    ),
    c.WindowOpensTooLate: lambda cause: sentence(
        "{} ({}) comes on day {:g}, after the run's end.", cause.accelerator, cause.group, cause.from_day
    ),
    c.TrainsNoToken: lambda cause: sentence("{} stays in the fleet without a token.", cause.accelerator),
    c.AloneIsBetter: _alone_is_better,
    c.LeftOutOfFigures: lambda cause: sentence("{} is left out of every figure of speed: {}", cause.name, cause.reason),
    c.OverBudget: lambda cause: sentence(
        "The run costs {:,.0f} {}; the budget is {:,.0f}.", cause.amount, cause.currency, cause.budget
    ),
    c.OverPower: lambda cause: sentence(
        "The fleet draws {:.2f} MW; the limit is {:.2f} MW.", cause.power_w / _MILLION, cause.limit_w / _MILLION
    ),
    c.PowerUnknown: lambda _: (
        "The power of a pool is unknown, so the power limit is not checked; enter its TDP or server power."
    ),
    c.SupplierRequired: lambda cause: sentence("{} is required but takes no part.", cause.supplier),
    c.SupplierExcluded: lambda cause: sentence("{} is excluded but takes part.", cause.supplier),
    c.OnlyAsStages: lambda cause: sentence(
        "{} does not fit the model alone; it fits as {} of the {} stages.", cause.name, cause.stages, cause.all_stages
    ),
    c.IdleNodes: lambda cause: sentence(
        "{}: {:,} of {:,} nodes stay idle and are paid for; {:,} nodes train as fast, {:.1%} fewer.",
        cause.pool,
        cause.nodes - cause.used_nodes,
        cause.nodes,
        cause.used_nodes,
        1.0 - cause.used_nodes / cause.nodes,
    ),
    c.IdleNodesOfPools: lambda cause: sentence(
        "Fewer nodes train as fast, the others stay idle and are paid for: {}.",
        listed(", ", (sentence("{} {:,} of {:,}", pool, used, nodes) for pool, nodes, used in cause.pools)),
    ),
    c.NoLegalGroup: lambda cause: sentence(
        "{}: frameworks refuse an interleaved pipeline of {} stages with {} micro-batches; it needs as many "
        "micro-batches as stages.",
        cause.pool,
        cause.stages,
        cause.micro_batches,
    ),
    c.RestsOnEstimates: _rests_on_estimates,
    c.TooLargeAtLowEstimate: lambda cause: sentence(
        "{}: at the low end of the {} the model does not fit.", cause.name, cause.figure
    ),
    c.PricesOfFarDates: lambda cause: sentence(
        "Prices of dates {} days apart are compared ({} of {}, {} of {}); choose prices of one time.",
        cause.days,
        cause.earliest[0],
        cause.earliest[1],
        cause.latest[0],
        cause.latest[1],
    ),
    c.EstimatedFigures: lambda cause: sentence("{} rests on estimated figures.", cause.name),
    c.MeasuredFarFromModel: _measured_far,
    c.CountsInDoubt: _counts_in_doubt,
    c.ReconstructedShape: lambda cause: sentence("The shape of {} is reconstructed, not published.", cause.shape),
    c.UnknownNames: lambda cause: sentence(
        "The {} of {:.0%} of {} is unknown; all unknown names of a layer are counted as one.",
        cause.layer,
        cause.share,
        _BASES[cause.basis],
    ),
    c.EventAfterEnd: lambda cause: sentence(
        "The run has ended by day {:,.1f}; what happens on day {:,.1f} costs nothing.", cause.end_day, cause.day
    ),
    c.TakesNoPart: lambda cause: sentence("{} takes no part here.", cause.name),
    c.WorksNoMore: lambda cause: sentence(
        "{} works nothing more after day {:,.1f}, so the run goes on as planned.", cause.name, cause.day
    ),
    c.RestPlannedAnew: _rest_anew,
    c.DevicesReplaced: lambda cause: sentence(
        "{:,} {} replace what is lost, from day {:,.1f} on and {:.0%} dearer.",
        cause.devices,
        cause.accelerator,
        cause.on_day,
        cause.price_rise,
    ),
    c.NothingLeft: lambda cause: sentence(
        "Without {} nothing is left to train on, and the plan names no accelerator of another supplier to rent "
        "in its place.",
        cause.name,
    ),
    c.LostKeepsCosting: lambda cause: sentence(
        "What {} supplied stays held and costs {} more by its terms.", cause.name, _money(cause.amount, cause.currency)
    ),
    c.WearsOut: _wears_out,
    c.RentsChange: lambda cause: sentence(
        "From day {:,.1f} on the rents of {} {}.", cause.day, cause.name, _change(cause.change)
    ),
    c.PricesFixed: lambda cause: sentence(
        "What {} supplies is bought, owned or reserved here and keeps its price.", cause.name
    ),
    c.WindowsClose: lambda _: "The windows of the node groups close before the run ends, so it never does.",
    c.RateChanges: lambda cause: sentence(
        "From day {:,.1f} on {} works at {:.0%} of the planned rate.", cause.day, cause.name, 1.0 + cause.change
    ),
    c.FailuresChange: lambda cause: sentence(
        "From day {:,.1f} on devices fail {:g} times as often.", cause.day, cause.times
    ),
    c.CurrencyMoves: lambda cause: sentence(
        "From day {:,.1f} on prices in {} {} in the plan's currency.", cause.day, cause.currency, _change(cause.change)
    ),
    c.ComesLate: lambda cause: sentence(
        "{}'s devices come {:g} days late; planned anew with that, the run ends on day {:,.1f}.",
        cause.name,
        cause.late_days,
        cause.days,
    ),
    c.SoonerAnew: lambda cause: sentence(
        "That is {:,.1f} days sooner than the plan, which does not take this way: {}.",
        cause.days,
        listed(", then ", cause.ways),
    ),
    c.CheaperAnew: lambda cause: sentence(
        "The work costs {} less than planned because {} does {:.0%} instead of {:.0%} of it.",
        _money(cause.amount, cause.currency),
        cause.more_on,
        cause.share,
        cause.planned_share,
    ),
    c.NotPaidBefore: lambda cause: sentence(
        "What {} supplies is not paid for before it comes, {} less.", cause.name, _money(cause.amount, cause.currency)
    ),
    c.HeldForLess: lambda cause: sentence(
        "What is held is paid for {:,.1f} days less, {}.", cause.days, _money(cause.amount, cause.currency)
    ),
    c.PriceMissing: lambda _: "The cost is unknown because a price is missing.",
    c.ModelsAssignedAnew: lambda cause: sentence(
        "After day {:,.1f} these models are assigned anew, from day {:,.1f} on: {}.",
        cause.day,
        cause.from_day,
        listed(", ", (sentence("{} on {} to day {:,.1f}", model, pool, end) for model, pool, end in cause.models)),
    ),
    c.ModelsEndLater: lambda cause: sentence(
        "Later than planned: {}.",
        listed(
            ", ",
            (
                sentence("{} on day {:,.1f} instead of {:,.1f}", model, end, planned)
                for model, end, planned in cause.models
            ),
        ),
    ),
    c.ModelsLost: lambda cause: sentence(
        "Without {} these models find no place: {}.", cause.name, listed(", ", cause.models)
    ),
}
