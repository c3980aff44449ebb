"""Why there is no number: figures and prices missing, models that do not fit, batches that do not divide."""

from planner import causes as c
from planner.english.phrases import Words, units_words
from planner.sentences import Sentence, sentence
from planner.units import gib_from_bytes


def _figure_missing(cause: c.FigureMissing) -> Sentence:
    if cause.precision:
        return sentence(
            "{}: the {} peak rate is unknown; enter it with its source in the catalogue card or choose another "
            "precision.",
            cause.name,
            cause.precision.upper(),
        )
    return sentence("{}: the {} is unknown; enter it with its source in the catalogue card.", cause.name, cause.figure)


def _format_not_trained(cause: c.FormatNotTrained) -> Sentence:
    if not cause.instead:
        return sentence("{} does not train in {}; choose another precision.", cause.name, cause.precision.upper())
    if cause.recipe:
        return sentence(
            "{} does not train in {}; run this pool in {} ({} scaling).",
            cause.name,
            cause.precision.upper(),
            cause.instead.upper(),
            cause.recipe,
        )
    return sentence(
        "{} does not train in {}; run this pool in {}.", cause.name, cause.precision.upper(), cause.instead.upper()
    )


def _does_not_fit(cause: c.DoesNotFit) -> Sentence:
    whose = cause.name, cause.shape, cause.devices
    sizes = (
        gib_from_bytes(cause.needed_bytes - cause.usable_bytes),
        gib_from_bytes(cause.usable_bytes),
        cause.largest,
        gib_from_bytes(cause.largest_bytes),
    )
    if cause.leanest_devices is None:
        return sentence(
            "{}: {} does not fit in {:,} devices; the leanest layout is {:.1f} GiB over the {:.1f} GiB that may be "
            "planned on one device, most of it {} ({:.1f} GiB); use more devices, or ones with more memory.",
            *whose,
            *sizes,
        )
    return sentence(
        "{}: {} does not fit in {:,} devices; the leanest layout on {:,} of them is {:.1f} GiB over the {:.1f} GiB "
        "that may be planned on one device, most of it {} ({:.1f} GiB); use more devices, or ones with more memory.",
        *whose,
        cause.leanest_devices,
        *sizes,
    )


def _format_without_units(cause: c.FormatWithoutUnits) -> Sentence:
    if not cause.instead:
        return sentence("{} {}.", cause.name, units_words(cause.precision, ""))
    return sentence(
        "{} has no {} units; run this pool in {}.", cause.name, cause.precision.upper(), cause.instead.upper()
    )


WORDS: Words = {
    c.BudgetNotChecked: lambda cause: sentence("The budget is not checked: {}", cause.reason),
    c.NoNodes: lambda _: "No node group has nodes; set the nodes of at least one group.",
    c.NoBaseline: lambda _: "No baseline is set; choose one to see a saving.",
    c.FigureMissing: _figure_missing,
    c.FormatNotTrained: _format_not_trained,
    c.FormatWithoutUnits: _format_without_units,
    c.DoesNotFit: _does_not_fit,
    c.BatchNotDivided: lambda cause: sentence(
        "{}: no split of {} devices divides the global batch of {} sequences; change the batch or the node "
        "count so that one divides the other.",
        cause.name,
        cause.devices,
        cause.global_batch,
    ),
    c.ShardingNotStarted: lambda cause: sentence(
        "{}: the states of this run are sharded {}, which MindSpeed-LLM does not start; shard the optimiser alone.",
        cause.name,
        cause.sharding,
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
    c.RunWithoutEnd: lambda cause: sentence(
        "{}: at its rate the run takes more than {:,.0f} days; add nodes, train fewer tokens or check how often and "
        "how long it stops.",
        cause.name,
        cause.most_days,
    ),
    c.ExchangeRateMissing: lambda cause: sentence(
        "No exchange rate from {} to {} is entered; add one with its date.", cause.currency, cause.base
    ),
    c.NoPriceEntered: lambda cause: sentence("{}: no price is entered; choose an offer or enter a rent.", cause.name),
    c.LinkWithoutBandwidth: lambda _: "A link between the pools has no bandwidth; enter its bytes per second.",
    c.SpendUnknown: lambda _: "Shares of spend need every pool's price; enter it or use compute.",
    c.PriceMissing: lambda _: "The cost is unknown because a price is missing.",
}
