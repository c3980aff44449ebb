"""English words for causes: what the command line, reports and JSON say of them. The window has words of its own."""

from collections.abc import Callable
from typing import Any

from planner import causes as c
from planner.units import BITS_PER_BYTE, GIGA

_MILLION = 1e6
_BASES = {"compute": "delivered compute", "spend": "spend"}


def remark(cause: c.Cause) -> c.Remark:
    """Return a cause with its words, as results hold it."""
    known = c.document(cause)
    return c.Remark(words=words(cause), code=known.pop("code"), data=known)


def words(cause: c.Cause) -> str:
    """Return the sentence of a cause."""
    return _WORDS[type(cause)](cause)


def _gbit(rate_bytes_per_s: float) -> str:
    return f"{rate_bytes_per_s * BITS_PER_BYTE / GIGA:,.1f} Gbit/s"


def _money(amount: float, currency: str) -> str:
    return f"{amount / _MILLION:,.2f} M {currency}" if abs(amount) >= _MILLION else f"{amount:,.0f} {currency}"


def _cap_out_of_reach(cause: c.CapOutOfReach) -> str:
    cap, deadline = f"{cause.cap:.0%}", cause.deadline_days
    if deadline is None:
        found = f"No division of the tokens keeps {cause.layer} shares at {cap}."
        if cause.smallest_cap is not None:
            found += f" The smallest cap that can be kept is {cause.smallest_cap:.1%}."
        return found
    found = f"No division of the tokens keeps {cause.layer} shares at {cap} within {deadline:,.1f} days."
    if cause.smallest_cap is not None:
        found += f" The smallest cap that can be kept within {deadline:,.1f} days is {cause.smallest_cap:.1%}."
    if cause.smallest_deadline_days is not None:
        found += f" At this cap the earliest end is day {cause.smallest_deadline_days:,.1f}."
    return found


def _deadline_out_of_reach(cause: c.DeadlineOutOfReach) -> str:
    if cause.smallest_deadline_days is None:
        return "The windows of the node groups are too short for the tokens; let a group stay longer or add nodes."
    return (
        f"No timetable ends within {cause.deadline_days:,.1f} days; the earliest end is day "
        f"{cause.smallest_deadline_days:,.1f}."
    )


def _alone_is_better(cause: c.AloneIsBetter) -> str:
    alone = (
        f"{cause.accelerator} alone is {cause.days_earlier:,.0f} days earlier and "
        f"{_money(cause.cheaper, cause.currency)} cheaper"
    )
    if f"{cause.largest:.0%}" == "100%":
        return f"{alone}; this mix buys nothing."
    return f"{alone}; this mix buys only a lower largest share ({cause.largest:.0%} instead of 100 %)."


def _change(change: float) -> str:
    return f"rise by {change:.0%}" if change >= 0.0 else f"fall by {-change:.0%}"


def _rest_anew(cause: c.RestPlannedAnew) -> str:
    return (
        f"On day {cause.day:,.1f} {cause.tokens_left_share:.1%} of the tokens are left; planned anew, "
        f"{', then '.join(cause.ways)} work them from day {cause.from_day:,.1f} on, in {cause.days:,.1f} days."
    )


def _wears_out(cause: c.WearsOut) -> str:
    kept = (
        f"From day {cause.day:,.1f} on {cause.annual_failure_share:.1%} of {cause.name}'s devices at work fail a year"
    )
    if cause.days is None:
        return f"{kept} and are not replaced: all have failed before the run ends, and nothing else takes over."
    return (
        f"{kept} and are not replaced, so the rest takes {cause.days:,.2f} instead of {cause.planned_days:,.2f} days. "
        "Failed devices stay paid for."
    )


_MOVES = 1.005  # less does not show in three digits


def _rests_on_estimates(cause: c.RestsOnEstimates) -> str:
    figures = ", ".join(cause.figures)
    if cause.factor <= _MOVES:
        return f"{cause.name} rests on estimates, not on published figures: {figures}."
    return (
        f"{cause.name} rests on estimates, not on published figures: {figures}; the {cause.most} moves its rate most, "
        f"by a factor of {cause.factor:.2f}."
    )


_WORDS: dict[type[c.Cause], Callable[[Any], str]] = {
    c.Worded: lambda cause: cause.words,
    c.NoExperts: lambda _: "The model has no experts that could stand apart.",
    c.SeveralStacks: lambda cause: (
        f"The pools run different software stacks ({', '.join(cause.stacks)}); an exchange in every layer needs one."
    ),
    c.NoSplitFits: lambda _: (
        "No split into stages fits: the early ones keep too many micro-batches in flight, or a pool is too small or "
        "too slow for one whole layer."
    ),
    c.NoGain: lambda _: "No form of it is earlier or cheaper than the way taken.",
    c.NoRoomForOuterState: lambda cause: (
        f"A pool has no room for the outer copy and momentum, {cause.bytes_per_parameter:g} bytes a parameter over its "
        "devices."
    ),
    c.ExchangeOutlastsRound: lambda cause: (
        f"Exchanging the models takes {cause.exchange_s:,.0f} s, longer than a round of {cause.round_s:,.0f} s; more "
        "inner steps or a faster link would help."
    ),
    c.OnePool: lambda _: "Fewer than two pools can train at the same time.",
    c.NotPresent: lambda cause: (
        f"Too small to hold the model alone, and no joined way takes them: {', '.join(cause.pools)}."
    ),
    c.ThinLink: lambda cause: (
        f"A link between pools carries {_gbit(cause.bytes_per_s_per_device)} per device of its smaller pool, below the "
        f"advised {_gbit(cause.advised_bytes_per_s_per_device)}: every step waits for it."
    ),
    c.FarApart: lambda _: "The pools stand at different sites, and every step waits for the link between them.",
    c.ThroughHosts: lambda cause: (
        f"Traffic between the pools passes through the hosts, which leaves {cause.kept:.0%} of the computed rate."
    ),
    c.NoPublishedStack: lambda cause: (
        f"No published stack joins {cause.first or 'unknown software'} and {cause.second or 'unknown software'}; "
        "traffic is taken to pass through the hosts."
    ),
    c.GradientsOutweighActivations: lambda cause: (
        f"The batch of {cause.batch_tokens / _MILLION:,.1f} million tokens is small: up to "
        f"{cause.worthwhile_tokens / _MILLION:,.1f} million, exchanging gradients moves more bytes than a pipeline's "
        "activations."
    ),
    c.UnprovenLocalSgd: lambda cause: (
        f"No published run above {cause.published_parameters / 1e9:,.0f} billion parameters has trained its copies "
        "apart."
    ),
    c.ChangesOptimiser: lambda _: "It changes the optimiser, so it is taken only when chosen.",
    c.LateForDeadline: lambda cause: (
        f"The run takes {cause.days:,.1f} days; the deadline is {cause.deadline_days:,.1f} days."
    ),
    c.LocalSgdWouldMeetDeadline: lambda cause: (
        f"Local SGD would end on day {cause.days:,.1f}, within the {cause.deadline_days:,.1f} days; it changes the "
        "optimiser, so choose it knowingly."
    ),
    c.CapOutOfReach: _cap_out_of_reach,
    c.DeadlineOutOfReach: _deadline_out_of_reach,
    c.CostsWithoutTraining: lambda cause: (
        f"{cause.accelerator} ({cause.group}) trains no token and costs {_money(cause.amount, cause.currency)} by its "
        "terms."
    ),
    c.WindowOpensTooLate: lambda cause: (
        f"{cause.accelerator} ({cause.group}) comes on day {cause.from_day:g}, after the run's end."
    ),
    c.TrainsNoToken: lambda cause: f"{cause.accelerator} stays in the fleet without a token.",
    c.AloneIsBetter: _alone_is_better,
    c.LeftOutOfFigures: lambda cause: f"{cause.name} is left out of every figure of speed: {cause.reason}",
    c.OverBudget: lambda cause: (
        f"The run costs {cause.amount:,.0f} {cause.currency}; the budget is {cause.budget:,.0f}."
    ),
    c.OverPower: lambda cause: (
        f"The fleet draws {cause.power_w / _MILLION:.2f} MW; the limit is {cause.limit_w / _MILLION:.2f} MW."
    ),
    c.PowerUnknown: lambda _: (
        "The power of a pool is unknown, so the power limit is not checked; enter its TDP or server power."
    ),
    c.SupplierRequired: lambda cause: f"{cause.supplier} is required but takes no part.",
    c.SupplierExcluded: lambda cause: f"{cause.supplier} is excluded but takes part.",
    c.OnlyAsStages: lambda cause: (
        f"{cause.name} does not fit the model alone; it fits as {cause.stages} of the {cause.all_stages} stages."
    ),
    c.IdleNodes: lambda cause: (
        f"{cause.pool}: {cause.nodes - cause.used_nodes:,} of {cause.nodes:,} nodes stay idle and are paid for; "
        f"{cause.used_nodes:,} nodes train as fast, {1.0 - cause.used_nodes / cause.nodes:.1%} fewer."
    ),
    c.IdleNodesOfPools: lambda cause: (
        "Fewer nodes train as fast, the others stay idle and are paid for: "
        f"{', '.join(f'{pool} {used:,} of {nodes:,}' for pool, nodes, used in cause.pools)}."
    ),
    c.NoLegalGroup: lambda cause: (
        f"{cause.pool}: frameworks refuse an interleaved pipeline of {cause.stages} stages with {cause.micro_batches} "
        "micro-batches; it needs as many micro-batches as stages."
    ),
    c.RestsOnEstimates: _rests_on_estimates,
    c.TooLargeAtLowEstimate: lambda cause: (
        f"{cause.name}: at the low end of the {cause.figure} the model does not fit."
    ),
    c.PricesOfFarDates: lambda cause: (
        f"Prices of dates {cause.days} days apart are compared ({cause.earliest[0]} of {cause.earliest[1]}, "
        f"{cause.latest[0]} of {cause.latest[1]}); choose prices of one time."
    ),
    c.EstimatedFigures: lambda cause: f"{cause.name} rests on estimated figures.",
    c.ReconstructedShape: lambda cause: f"The shape of {cause.shape} is reconstructed, not published.",
    c.UnknownNames: lambda cause: (
        f"The {cause.layer} of {cause.share:.0%} of {_BASES[cause.basis]} is unknown; all unknown names of a layer are "
        "counted as one."
    ),
    c.EventAfterEnd: lambda cause: (
        f"The run has ended by day {cause.end_day:,.1f}; what happens on day {cause.day:,.1f} costs nothing."
    ),
    c.TakesNoPart: lambda cause: f"{cause.name} takes no part here.",
    c.WorksNoMore: lambda cause: (
        f"{cause.name} works nothing more after day {cause.day:,.1f}, so the run goes on as planned."
    ),
    c.RestPlannedAnew: _rest_anew,
    c.DevicesReplaced: lambda cause: (
        f"{cause.devices:,} {cause.accelerator} replace what is lost, from day {cause.on_day:,.1f} on and "
        f"{cause.price_rise:.0%} dearer."
    ),
    c.NothingLeft: lambda cause: (
        f"Without {cause.name} nothing is left to train on, and the plan names no accelerator of another supplier to "
        "rent in its place."
    ),
    c.LostKeepsCosting: lambda cause: (
        f"What {cause.name} supplied stays held and costs {_money(cause.amount, cause.currency)} more by its terms."
    ),
    c.WearsOut: _wears_out,
    c.RentsChange: lambda cause: f"From day {cause.day:,.1f} on the rents of {cause.name} {_change(cause.change)}.",
    c.PricesFixed: lambda cause: f"What {cause.name} supplies is bought, owned or reserved here and keeps its price.",
    c.WindowsClose: lambda _: "The windows of the node groups close before the run ends, so it never does.",
    c.RateChanges: lambda cause: (
        f"From day {cause.day:,.1f} on {cause.name} works at {1.0 + cause.change:.0%} of the planned rate."
    ),
    c.FailuresChange: lambda cause: f"From day {cause.day:,.1f} on devices fail {cause.times:g} times as often.",
    c.CurrencyMoves: lambda cause: (
        f"From day {cause.day:,.1f} on prices in {cause.currency} {_change(cause.change)} in the plan's currency."
    ),
    c.ComesLate: lambda cause: (
        f"{cause.name}'s devices come {cause.late_days:g} days late; planned anew with that, the run ends on day "
        f"{cause.days:,.1f}."
    ),
    c.SoonerAnew: lambda cause: (
        f"That is {cause.days:,.1f} days sooner than the plan, which does not take this way: "
        f"{', then '.join(cause.ways)}."
    ),
    c.CheaperAnew: lambda cause: (
        f"The work costs {_money(cause.amount, cause.currency)} less than planned because {cause.more_on} does "
        f"{cause.share:.0%} instead of {cause.planned_share:.0%} of it."
    ),
    c.NotPaidBefore: lambda cause: (
        f"What {cause.name} supplies is not paid for before it comes, {_money(cause.amount, cause.currency)} less."
    ),
    c.HeldForLess: lambda cause: (
        f"What is held is paid for {cause.days:,.1f} days less, {_money(cause.amount, cause.currency)}."
    ),
    c.PriceMissing: lambda _: "The cost is unknown because a price is missing.",
    c.EventsOfOneModelOnly: lambda _: (
        "What happens in mid-run is planned for one model only; for a programme read its days without each supplier."
    ),
}
