"""Why no timetable keeps to a cap or a deadline, and what one that was found leaves idle or unweighed."""

from typing import Final

from planner import causes as c
from planner.digits import rounded_up
from planner.english.phrases import Words, deadline_words, dearer_words, later_words, money, share_words, short_money
from planner.sentences import Sentence, listed, sentence

_FEW_DAYS: Final = 10.0
_LEAST_DAYS: Final = 0.1  # as days are shown
_LEAST_MONEY: Final = 0.5  # of a currency: less is shown as nothing
_CLEARLY: Final = 1e-9  # relative: less is the rounding of one and the same figure


def _late(cause: c.LateForDeadline) -> str:
    # in the digits of every other place, and in more where these would show a run in time
    forms = ("{:days}", "{:,.1f}", "{:,.2f}", "{:,.4f}")
    told = next((form for form in forms if _shown(form, cause.days) > cause.deadline_days), forms[-1])
    days = sentence(told, cause.days)
    return sentence("The run takes {} days; the deadline is {}.", days, deadline_words(cause.deadline_days))


def _shown(form: str, days: float) -> float:
    return float(sentence(form, float(days)).replace(",", ""))


def best_shares_words(cause: c.BestSharesKeepCap) -> Sentence:
    """Return what best shares come to beside the plan, and what they break: ``158 days, 3.2 days later``."""
    parts = [
        sentence("{:days} days", cause.days),
        later_words(cause.days_later, differs=abs(cause.days_later) > _CLEARLY * cause.days),
    ]
    extra = cause.extra_cost
    if extra is not None:
        parts.append(dearer_words(extra, cause.currency, differs=abs(extra) >= _LEAST_MONEY))
    return listed(", ", (*parts, *cause.breaks))


def _cap_out_of_reach(cause: c.CapOutOfReach) -> str:
    small = sentence(" Too small to hold the model alone: {}; give it more nodes.", listed(", ", cause.too_small))
    return _unreached(cause) + (small if cause.too_small else "") + _only_chosen(cause)


def _only_chosen(cause: c.CapOutOfReach | c.DeadlineOutOfReach) -> str:
    """Say that what is out of reach is so by the way that the user chose: others may reach it."""
    if not cause.chosen:
        return ""
    return sentence(" {} is chosen, so no other way of working together was weighed.", cause.chosen)


def _unreached(cause: c.CapOutOfReach) -> str:
    if cause.measure == "hhi":
        return _hhi_unreached(cause)
    cap = share_words(cause.cap)
    if cause.deadline_days is None:
        found = sentence("No division of the tokens keeps {} shares at {}.", cause.layer, cap)
        if cause.smallest_cap is not None:
            found += sentence(" The smallest cap that can be kept is {:.1%}.", rounded_up(cause.smallest_cap, 3))
        return found
    deadline = deadline_words(cause.deadline_days)
    found = sentence("No division of the tokens keeps {} shares at {} within {}.", cause.layer, cap, deadline)
    if cause.smallest_cap is not None:
        found += sentence(
            " The smallest cap that can be kept within {} is {:.1%}.",
            deadline,
            rounded_up(cause.smallest_cap, 3),
        )
    return found + _earliest_end(cause)


def _earliest_end(cause: c.CapOutOfReach) -> str:
    """Return the first day by which the cap can be kept, in digits that are accepted as a deadline."""
    day = cause.smallest_deadline_days
    return "" if day is None else sentence(" At this cap the earliest end is day {:,.1f}.", rounded_up(day, 1))


def _hhi_unreached(cause: c.CapOutOfReach) -> str:
    smallest = cause.smallest_cap
    if cause.deadline_days is None:
        found = sentence(
            "No division of the tokens keeps the {} HHI at {:,.0f} points.", cause.layer, cause.cap
        )  # fmt: skip
        if smallest is not None:
            found += sentence(" The smallest HHI that can be kept is {:,.0f} points.", rounded_up(smallest, 0))
        return found
    deadline = deadline_words(cause.deadline_days)
    found = sentence(
        "No division of the tokens keeps the {} HHI at {:,.0f} points within {}.",
        cause.layer,
        cause.cap,
        deadline,
    )
    if smallest is not None:
        found += sentence(
            " The smallest HHI that can be kept within {} is {:,.0f} points.",
            deadline,
            rounded_up(smallest, 0),
        )
    return found + _earliest_end(cause)


def _deadline_out_of_reach(cause: c.DeadlineOutOfReach) -> str:
    """Say the deadline in the digits it was stated in, and the earliest end in digits that are accepted as one."""
    deadline, earliest = deadline_words(cause.deadline_days), rounded_up(cause.smallest_deadline_days, 1)
    if cause.of_programme:
        return sentence("No assignment ends within {}. The shortest programme takes {:,.1f} days.", deadline, earliest)
    found = sentence("No timetable ends within {}; the earliest end is day {:,.1f}.", deadline, earliest)
    return found + _only_chosen(cause)


def _windows_too_short(cause: c.WindowsTooShort) -> str:
    share = cause.trained_share
    if share is None:
        return "The windows of the node groups are too short for the tokens; let a group stay longer or add nodes."
    done = min(share, 0.99)  # what is not all is not told as 100 %
    if cause.by_user:
        return sentence(
            "With these shares the windows of the node groups close with {:.0%} of the tokens trained; let a group "
            "stay longer, add nodes or give it fewer tokens.",
            done,
        )
    return sentence(
        "The windows of the node groups close with {:.0%} of the tokens trained; let a group stay longer or add nodes.",
        done,
    )


def _some_days(days: float) -> str:
    """Return days in whole ones, of few with a tenth: what is told as earlier is never 0 days."""
    if days >= _FEW_DAYS:
        return sentence("{:,.0f}", days)
    return sentence("{:.1f}", days) if days >= _LEAST_DAYS else sentence("less than {:.1f}", _LEAST_DAYS)


def _alone_is_better(cause: c.AloneIsBetter) -> str:
    alone = sentence(
        "{} alone is {} days earlier and {} cheaper",
        cause.accelerator,
        _some_days(cause.days_earlier),
        short_money(cause.cheaper, cause.currency, space=" "),
    )
    if f"{cause.largest:.1%}" == "100.0%":
        return sentence("{}; this mix buys nothing.", alone)
    share = cause.largest  # in the digits of the sentences around it
    return sentence("{}; this mix buys only a lower largest share ({:.1%} instead of {:.0%}).", alone, share, 1.0)


def _beside_taken(cause: c.LocalSgdWouldMeetDeadline | c.LocalSgdWouldEndEarliest) -> str:
    """Say what local SGD saves and costs beside what is taken."""
    if cause.extra_cost is None:
        return sentence("{:days} days earlier", cause.days_earlier)
    amount = money(abs(cause.extra_cost), cause.currency), "more" if cause.extra_cost > 0 else "less"
    return sentence("{:days} days earlier and {} {}", cause.days_earlier, *amount)


def _no_token(cause: c.ChosenWayTakesNoToken) -> str:
    """Say that a chosen way decides nothing, why, and what would let it."""
    if cause.reason:
        return sentence(
            "{} is chosen and cannot run here: {} The tokens are divided among pools alone.",
            cause.strategy,
            cause.reason,
        )
    if cause.by_user:
        return sentence(
            "{} is chosen, but shares of your own are of pools that work in turn; to use it, let the way divide the "
            "tokens.",
            cause.strategy,
        )
    return sentence("{} is chosen, but best shares give it no token: pools alone come out better.", cause.strategy)


WORDS: Words = {
    c.LateForDeadline: _late,
    c.LocalSgdWouldEndEarliest: lambda cause: sentence(
        "Nearest to the deadline is local SGD, on day {:days}, {}; it changes the optimiser, so choose it knowingly.",
        cause.days,
        _beside_taken(cause),
    ),
    c.LocalSgdWouldMeetDeadline: lambda cause: sentence(
        "Local SGD would end on day {:,.1f}, within the {}, {}; it changes the optimiser, so choose it knowingly.",
        cause.days,
        deadline_words(cause.deadline_days),
        _beside_taken(cause),
    ),
    c.BestSharesKeepCap: lambda cause: sentence(
        "Best shares of the tokens keep the cap: {}.", best_shares_words(cause)
    ),
    c.CapOutOfReach: _cap_out_of_reach,
    c.DeadlineOutOfReach: _deadline_out_of_reach,
    c.FewWaysWeighed: lambda cause: sentence(
        "Best shares weighed {:,} of {:,} ways to work, of each supplier the cheapest and the fastest first; a "
        "division with others may be better.",
        cause.weighed,
        cause.ways,
    ),
    c.ChosenWayTakesNoToken: _no_token,
    c.SharesInProportion: lambda cause: sentence(
        "The shares of the pools that train add up to {}: each trains its part of that sum.", share_words(cause.total)
    ),
    c.CostsWithoutTraining: lambda cause: sentence(
        "{} ({}) trains no token and costs {} by its terms.",
        cause.accelerator,
        cause.group,
        money(cause.amount, cause.currency),
    ),
    c.WindowsTooShort: _windows_too_short,
    c.WindowOpensTooLate: lambda cause: sentence(
        "{} ({}) comes on day {:g}, after the run's end.", cause.accelerator, cause.group, cause.from_day
    ),
    c.TrainsNoToken: lambda cause: sentence("{} stays in the fleet without a token.", cause.accelerator),
    c.AloneIsBetter: _alone_is_better,
}
