"""Why a way to work together is refused, or taken with a caution."""

from typing import Final

from planner import causes as c
from planner.english.phrases import Words, millions, money
from planner.sentences import listed, sentence
from planner.units import BITS_PER_BYTE, GIGA

_LEAST_DAYS: Final = 0.05  # less is shown as 0.0 days
_LEAST_MONEY: Final = 0.5  # of a currency: less is shown as nothing


def _gbit(rate_bytes_per_s: float) -> str:
    return sentence("{:,.1f} Gbit/s", rate_bytes_per_s * BITS_PER_BYTE / GIGA)


def _would_end(cause: c.WouldEnd) -> str:
    """Say how much later and dearer it would be; what shows no difference is told as none."""
    later, extra_cost = cause.days_later, cause.extra_cost
    when = abs(later), "later" if later > 0 else "earlier"
    amount = money(abs(extra_cost or 0.0), cause.currency), "more" if (extra_cost or 0.0) > 0 else "less"
    as_soon, as_dear = abs(later) < _LEAST_DAYS, abs(extra_cost or 0.0) < _LEAST_MONEY
    if extra_cost is None:
        return "It would end as soon." if as_soon else sentence("It would end {:,.1f} days {}.", *when)
    if as_soon and as_dear:
        return "It would end as soon and cost as much."
    if as_soon:
        return sentence("It would end as soon and cost {} {}.", *amount)
    if as_dear:
        return sentence("It would end {:,.1f} days {} and cost as much.", *when)
    return sentence("It would end {:,.1f} days {} and cost {} {}.", *when, *amount)


def _trains_no_copy(cause: c.TrainsNoCopy) -> str:
    if cause.outer_bytes_per_parameter is None:
        return sentence(
            "{} stays in the fleet without a token: with it at work the run would end later.",
            cause.accelerator,
        )
    return sentence(
        "{} stays in the fleet without a token: its devices have no room for the outer copy and momentum, {:g} bytes a "
        "parameter.",
        cause.accelerator,
        cause.outer_bytes_per_parameter,
    )


WORDS: Words = {
    c.NoExperts: lambda _: "The model has no experts that could stand apart.",
    c.SeveralStacks: lambda cause: sentence(
        "The pools run different software stacks ({}); an exchange in every layer needs one.",
        listed(", ", cause.stacks),
    ),
    c.NoSplitFits: lambda _: (
        "No split into stages fits: the early ones keep too many micro-batches in flight, or a pool is too small or "
        "too slow for one whole layer."
    ),
    c.FixedWayCannotRun: lambda cause: sentence(
        "{} is chosen and cannot run here: {} Shown is {} alone. Give the other pools more nodes, or choose auto.",
        cause.strategy,
        cause.reason,
        listed(", then ", cause.shown),
    ),
    c.FixedWayIsLater: lambda cause: sentence(
        "{} is chosen, and on several of these pools it would end later than on one. Shown is {} alone. Give the other "
        "pools more nodes, or choose auto.",
        cause.strategy,
        listed(", then ", cause.shown),
    ),
    c.CopiesEndLater: lambda _: "On several of the pools it would end later than on the fastest alone.",
    c.TrainsNoCopy: _trains_no_copy,
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
    c.TooManyPools: lambda cause: sentence(
        "A pipeline is searched over at most {} pools: over more its search takes too long.", cause.most
    ),
    c.SearchedInPart: lambda cause: sentence(
        "The speed of this pipeline is a bound: over {} pools only the most hopeful of its combinations were tried, "
        "and another may be faster.",
        cause.pools,
    ),
    c.OnePool: lambda _: "Fewer than two pools can train at the same time.",
    c.BatchNotShared: lambda _: (
        "Whole micro-batches on all replicas of these pools do not sum to the global batch; change the batch or the "
        "number of nodes."
    ),
    c.NotPresent: lambda cause: sentence(
        "Too small to hold the model alone, and no joined way takes them: {}.", listed(", ", cause.pools)
    ),
    c.ThinLink: lambda cause: sentence(
        "A link between pools carries {} per device of its smaller pool, below the advised {}: every step "
        "waits for it.",
        _gbit(cause.bytes_per_s_per_device),
        _gbit(cause.advised_bytes_per_s_per_device),
    ),
    c.FarApart: lambda cause: sentence(
        "The pools stand at different sites ({}), and every step waits for the links between them.",
        listed(", ", cause.pools),
    ),
    c.ThroughHosts: lambda cause: sentence(
        "Traffic between the pools passes through the hosts, which leaves {:.0%} of the computed rate.", cause.kept
    ),
    c.NoPublishedStack: lambda cause: sentence(
        "No published stack joins {} and {}; traffic is taken to pass through the hosts.",
        cause.first or "unknown software",
        cause.second or "unknown software",
    ),
    c.GradientsOutweighActivations: lambda cause: sentence(
        "The batch of {} tokens is small: up to {}, exchanging gradients moves more bytes than a pipeline's "
        "activations.",
        millions(cause.batch_tokens),
        millions(cause.worthwhile_tokens),
    ),
    c.UnprovenLocalSgd: lambda cause: sentence(
        "No published run above {:,.0f} billion parameters has trained its copies apart.",
        cause.published_parameters / 1e9,
    ),
    c.ChangesOptimiser: lambda _: "It changes the optimiser, so it is taken only when chosen.",
}
