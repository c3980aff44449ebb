"""What an event in mid-run does to a plan."""

from planner import causes as c
from planner.english.phrases import Words, money
from planner.sentences import listed, sentence


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


def _sooner_anew(cause: c.SoonerAnew) -> str:
    ways = listed(", then ", cause.ways)
    if cause.rented:
        return sentence(
            "The run ends {:days} days sooner than planned because {:,} {} are rented beside what is left.",
            cause.days,
            cause.rented,
            cause.rented_accelerator,
        )
    if not cause.less_on:
        return sentence(
            "That is {:days} days sooner than the plan, which does not take this way: {}.", cause.days, ways
        )
    if round(cause.share, 2) == 0.0:
        return sentence(
            "The run ends {:days} days sooner than planned because {} is no longer worked in turn: {} trains faster "
            "without it.",
            cause.days,
            cause.less_on,
            ways,
        )
    return sentence(
        "The run ends {:days} days sooner than planned because {} works {:.0%} instead of {:.0%} of the tokens in "
        "turn: {}.",
        cause.days,
        cause.less_on,
        cause.share,
        cause.planned_share,
        ways,
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
        "{} and are not replaced, so the rest takes {:,.1f} instead of {:,.1f} days. Failed devices stay paid for.",
        kept,
        cause.days,
        cause.planned_days,
    )


WORDS: Words = {
    c.EventAfterEnd: lambda cause: sentence(
        "The run has ended by day {:,.1f}; what happens on day {:,.1f} costs nothing.", cause.end_day, cause.day
    ),
    c.TakesNoPart: lambda cause: sentence("{} takes no part here.", cause.name),
    c.NothingToCome: lambda cause: sentence(
        "Every device of {} is owned or has come by then, so the run goes on as planned.", cause.name
    ),
    c.WorksNoMore: lambda cause: sentence(
        "{} works nothing more after day {:,.1f}, so the run goes on as planned.", cause.name, cause.day
    ),
    c.RestPlannedAnew: _rest_anew,
    c.DevicesReplaced: lambda cause: sentence(
        "{:,} {} replace what is lost, from day {:,.1f} on and {:.0%} more expensive.",
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
        "What {} supplied stays held and costs {} more by its terms.", cause.name, money(cause.amount, cause.currency)
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
    c.SoonerAnew: _sooner_anew,
    c.CheaperAnew: lambda cause: sentence(
        "The work costs {} less than planned because {} does {:.0%} instead of {:.0%} of it.",
        money(cause.amount, cause.currency),
        cause.more_on,
        cause.share,
        cause.planned_share,
    ),
    c.NotPaidBefore: lambda cause: sentence(
        "What {} supplies is not paid for before it comes, {} less.", cause.name, money(cause.amount, cause.currency)
    ),
    c.HeldForLess: lambda cause: sentence(
        "What is held is paid for {:,.1f} days less, {}.", cause.days, money(cause.amount, cause.currency)
    ),
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
