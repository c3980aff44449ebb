"""What a plan is told beside its figures: limits, idle nodes, estimates."""

from planner import causes as c
from planner.english.phrases import Words, layer_words, mark_words, money, power_words, share_words
from planner.sentences import is_about, listed, sentence

_BASES = {"compute": "delivered compute", "spend": "spend"}
_MOVES = 1.005  # less does not show in three digits


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


def _uncertain_counts(cause: c.UncertainCounts) -> str:
    held = sentence("{:.2g} to {:.2g}", cause.least, cause.most)
    if not cause.names:
        return sentence("The numbers of nodes are estimates; the bands hold {} times as many.", held)
    return sentence(
        "The numbers of nodes of {} are estimates; the bands hold {} times as many.", listed(", ", cause.names), held
    )


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


def _left_out(cause: c.LeftOutOfFigures) -> str:
    """Say what is left out and why; the name once, where the reason begins with it."""
    if is_about(cause.reason, cause.name):
        return sentence("{} The pool is left out of every figure of speed.", cause.reason)
    return sentence("{} is left out of every figure of speed: {}", cause.name, cause.reason)


def _over_cap(cause: c.OverCap) -> str:
    if cause.measure == "hhi":
        return sentence(
            "The {} HHI is {:,.0f} points; the cap is {:,.0f} points.",
            layer_words(cause.layer),
            cause.reached,
            cause.cap,
        )
    return sentence(
        "{} has {:.1%} of {}; the cap on each {} is {}.",
        cause.name,
        cause.reached,
        _BASES[cause.basis],
        layer_words(cause.layer),
        share_words(cause.cap),
    )


def _idle_nodes(cause: c.IdleNodes) -> str:
    idle, fewer = cause.nodes - cause.used_nodes, 1.0 - cause.used_nodes / cause.nodes
    if idle == 1:
        return sentence(
            "{}: 1 of {:,} nodes stays idle and is paid for; {:,} nodes train as fast, {:.1%} fewer.",
            cause.pool,
            cause.nodes,
            cause.used_nodes,
            fewer,
        )
    return sentence(
        "{}: {:,} of {:,} nodes stay idle and are paid for; {:,} nodes train as fast, {:.1%} fewer.",
        cause.pool,
        idle,
        cause.nodes,
        cause.used_nodes,
        fewer,
    )


def _idle_trays(cause: c.IdleTrays) -> str:
    idle = cause.node_devices - cause.used_devices
    if idle == 1:
        return sentence(
            "{}: 1 of the {:,} devices of each node stays idle and is paid for; the other {:,} train faster than all.",
            cause.pool,
            cause.node_devices,
            cause.used_devices,
        )
    return sentence(
        "{}: {:,} of the {:,} devices of each node stay idle and are paid for; the other {:,} train faster than all.",
        cause.pool,
        idle,
        cause.node_devices,
        cause.used_devices,
    )


WORDS: Words = {
    c.SiteMarkBroken: lambda cause: sentence(
        "{}, but the plan has {:,} of it.", mark_words(cause.name, cause.allowed_devices), cause.devices
    ),
    c.LeftOutOfFigures: _left_out,
    c.OverBudget: lambda cause: sentence(
        "The run costs {}; the budget is {}.",
        money(cause.amount, cause.currency),
        money(cause.budget, cause.currency),
    ),
    c.OverCap: _over_cap,
    c.OverPower: lambda cause: sentence(
        "The fleet draws up to {} MW at once; the limit is {} MW.", *power_words(cause.power_w, cause.limit_w)
    ),
    c.PowerUnknown: lambda _: (
        "The power of a pool is unknown, so the power limit is not checked; enter its TDP or server power."
    ),
    c.SupplierRequired: lambda cause: sentence("{} is required but takes no part.", cause.supplier),
    c.SupplierExcluded: lambda cause: sentence("{} is excluded but takes part.", cause.supplier),
    c.OnlyAsStages: lambda cause: sentence(
        "{} does not fit the model alone; it fits as {} of the {} stages.", cause.name, cause.stages, cause.all_stages
    ),
    c.IdleNodes: _idle_nodes,
    c.IdleNodesOfPools: lambda cause: sentence(
        "Fewer nodes train as fast, the others stay idle and are paid for: {}.",
        listed(", ", (sentence("{} {:,} of {:,}", pool, used, nodes) for pool, nodes, used in cause.pools)),
    ),
    c.IdleTrays: _idle_trays,
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
    c.FormatUnconfirmed: lambda cause: sentence(
        "No source says that {} trains in {}; its figures take it that it does.", cause.name, cause.precision.upper()
    ),
    c.BaselineFormat: lambda cause: sentence(
        "{} does not train in {}: the baseline {} is planned in {}.",
        cause.accelerator,
        cause.precision.upper(),
        cause.name,
        cause.instead.upper(),
    ),
    c.LayoutNotExported: lambda cause: sentence("{} has no launch file as it is planned. {}", cause.name, cause.why),
    c.EstimatedFigures: lambda cause: sentence("{} rests on estimated figures.", cause.name),
    c.MeasuredFarFromModel: _measured_far,
    c.UncertainCounts: _uncertain_counts,
    c.ReconstructedShape: lambda cause: sentence("The shape of {} is reconstructed, not published.", cause.shape),
    c.UnknownNames: lambda cause: sentence(
        "The {} of {:.0%} of {} is unknown; all unknown names of a layer are counted as one.",
        cause.layer,
        cause.share,
        _BASES[cause.basis],
    ),
}
