"""Why a fleet trains as it does: first what mixing costs and buys, then how the pools work, in English."""

from collections.abc import Collection, Sequence

from planner.catalogue.short_names import short_names
from planner.causes import AloneIsBetter, FixedWayCannotRun, FixedWayIsLater
from planner.cost import CostResult
from planner.english import words
from planner.english.phrases import share_words, short_money
from planner.estimate_marks import alone_key
from planner.estimated_number import noted
from planner.mixing.strategies import STRATEGIES
from planner.mixing.strategies.disaggregation import DISAGGREGATION, arranged_sides
from planner.mixing.strategies.local_sgd import round_and_exchange_s
from planner.mixing.strategy import AloneResult, PipelineStage, pool_id
from planner.mixing.timetables.timetable import EntryKind
from planner.planning.dependence import largest_supplier_share
from planner.planning.fleet import Fleet, pool_names
from planner.planning.ways import PlannedWay
from planner.planning.working_pools import working_pools
from planner.sentences import Sentence, listed, sentence
from planner.units import GIGA, HOURS_PER_DAY

_DAYS_WORTH_SAYING = 2.0  # shorter runs read better in hours
_MANY_HOURS = 1_000.0
_CLEARLY = 1.0 - 1e-9  # less is the rounding of one and the same run


def why(fleet: Fleet, beside: str, stages: Sequence[PipelineStage], estimated: Collection[str] = ()) -> str:
    """Return the reason: ``beside`` is what ``beside_alone`` says, and before it that the chosen way is not taken.

    ``estimated`` holds the keys of the figures that rest on estimates.
    """
    other = [words(cause) for cause in fleet.choice.remarks if isinstance(cause, FixedWayCannotRun | FixedWayIsLater)]
    said = (beside, _how(fleet, stages, estimated)) if beside else ("One pool trains alone; nothing is mixed.",)
    return listed(" ", (*other, *said))


def beside_alone(
    fleet: Fleet,
    cost: CostResult | None,
    alone: tuple[AloneResult | None, AloneResult | None],
    estimated: Collection[str] = (),
) -> str:
    """Return what mixing costs and buys beside the best pools alone, for every view; nothing where nothing is mixed.

    ``alone`` are the cheapest and the fastest. A pool that is better in both is said first.
    """
    cheapest, fastest = alone
    at_work = sum(tokens > 0.0 for tokens in fleet.tokens.values())
    if at_work <= 1 and (len(fleet.setting.pools) + len(fleet.left_out) <= 1 or cheapest is None is fastest):
        return ""
    first = first_sentence(fleet, cost, cheapest, fastest, estimated)
    better = better_alone(fleet, cost, [one for one in alone if one is not None], estimated)
    return first if better is None else listed(" ", (words(better), first))


def better_alone(
    fleet: Fleet, cost: CostResult | None, alone: Sequence[AloneResult], estimated: Collection[str] = ()
) -> AloneIsBetter | None:
    """Return the pool that is cheaper and sooner alone than the mix; None where there is none."""
    for one in alone if cost is not None else ():
        if one.cost is None or cost is None:
            continue
        if one.cost.amount < cost.total.amount * _CLEARLY and one.days < fleet.days * _CLEARLY:
            return AloneIsBetter(
                accelerator=one.name,
                days_earlier=noted(fleet.days - one.days, {"days", alone_key(one.pool, "days")} & {*estimated}),
                cheaper=noted(
                    cost.total.amount - one.cost.amount, {"cost", alone_key(one.pool, "cost")} & {*estimated}
                ),
                currency=fleet.plan.currency,
                largest=noted(largest_supplier_share(fleet), "largest" in estimated),
            )
    return None


def first_sentence(
    fleet: Fleet,
    cost: CostResult | None,
    cheapest: AloneResult | None,
    fastest: AloneResult | None,
    estimated: Collection[str] = (),
) -> str:
    """Return cost, days and largest share of the plan and of the cheapest and the fastest pool alone."""
    largest = noted(largest_supplier_share(fleet), "largest" in estimated)
    currency = fleet.plan.currency
    amount = () if cost is None else (short_money(noted(cost.total.amount, "cost" in estimated), currency, space=" "),)
    days = _run_time(fleet.days, "days" in estimated)
    found = sentence("This mix: {}, largest share {:.1%}", listed(", ", (*amount, days)), largest)
    if cheapest is None is fastest:
        return found + "; no pool can do the run alone."
    best = [one for one in (cheapest, fastest) if one is not None]
    share = share_words(max(one.largest for one in best))
    said = {one.pool: _alone(fleet, one, estimated) for one in best}
    if len(best) > len(said):
        parts = [sentence("cheapest and fastest {}", words) for words in said.values()]
    else:
        parts = [] if cheapest is None else [sentence("cheapest {}", said[cheapest.pool])]
        parts += [] if fastest is None else [sentence("fastest {}", said[fastest.pool])]
    return sentence("{}; alone, {}: {}.", found, share, listed("; ", parts))


def _alone(fleet: Fleet, one: AloneResult, estimated: Collection[str]) -> str:
    """Say what the best pool costs and takes alone, and who keeps costing beside it."""
    took, paid = (alone_key(one.pool, figure) in estimated for figure in ("days", "cost"))
    names = fleet.setting.names
    short, kept = short_names(names.values()), {group.key: names[group.place] for group in fleet.setting.groups}
    amount = () if one.cost is None else (short_money(noted(one.cost.amount, paid), fleet.plan.currency, space=" "),)
    keeps = _keep_costing(dict.fromkeys(kept[key] for key in one.kept))
    return listed(", ", (short.get(one.name, one.name), *amount, _run_time(one.days, took))) + keeps


def _keep_costing(names: Collection[str]) -> str:
    if len(names) > 1:
        return sentence(" ({} keep costing)", listed(", ", names))
    return sentence(" ({} keeps costing)", *names) if names else ""


def _run_time(days: float, rests: object) -> str:
    """Return how long a run takes, a short one in hours."""
    if days < _DAYS_WORTH_SAYING:
        return sentence("{:#.3g} hours", noted(days * HOURS_PER_DAY, rests))
    return sentence("{:days} days", noted(days, rests))


def _how(fleet: Fleet, stages: Sequence[PipelineStage], estimated: Collection[str]) -> str:
    """Say how the pools work: the turns, where there are any, and how those work together that do so first."""
    joined = fleet.joined
    if joined is None:
        return _in_turn(fleet, estimated)
    strategy = STRATEGIES[joined.strategy]
    works = sentence("{} pools {}", len(joined.members), strategy.works)
    detail = _details(fleet, joined, stages, estimated)
    relief = _relief(fleet, joined, estimated)
    made = listed("; ", (listed("", (works, detail)), _crossed(fleet, joined, estimated)))
    turns = _turns(fleet)
    others = (_one_after_the_other(turns, estimated),) if len(turns) > 1 else ()
    if len(turns) > 1:
        made = sentence("In {}, {}", _label(fleet, joined), made)
    return listed(" ", (*others, made, relief) if relief else (*others, made))


def _crossed(fleet: Fleet, joined: PlannedWay, estimated: Collection[str]) -> str:
    """Say what crosses the links; copies that are averaged now and then exchange nothing in most steps."""
    crossing = joined.crossing_bytes / GIGA
    crossing_gb = sentence("{:,.0f}" if crossing >= 1.0 else "{:.2g}", crossing)  # what crosses is not told as 0 GB
    if joined.batches:
        return sentence("{} GB cross the links between them for each step, on average over a round.", crossing_gb)
    step_s = fleet.plan.training.tokens_per_step / (joined.tokens_per_s / joined.goodput)
    return sentence(
        "{} GB cross the links between them in every healthy step of {:.1f} s.",
        crossing_gb,
        noted(step_s, "step_s" in estimated),
    )


def _details(fleet: Fleet, joined: PlannedWay, stages: Sequence[PipelineStage], estimated: Collection[str]) -> str:
    names = pool_names(fleet)
    if stages:
        held = [_held(names[one.planned.place], one.planned.place, stages) for one in joined.members]
        return sentence(" ({})", listed(", ", held))
    if joined.batches:
        pools = working_pools(joined.members, fleet.plan, fleet.grounds.model, joined.batches)
        round_s, exchange_s = round_and_exchange_s(pools, fleet.setting.run)
        titles = {pool_id(one.planned.place): names[one.planned.place] for one in joined.members}
        parts = ", ".join(f"{titles[key]} {count:,}" for key, count in joined.batches.items())
        exchanged = sentence(
            " (sequences a step: {}), every {} steps; the exchange takes {:,.0f} s of a round of {:,.0f} s",
            parts,
            fleet.plan.mixing.local.inner_steps,
            float(exchange_s),
            noted(float(round_s), "step_s" in estimated),
        )
        return listed("", (exchanged, _hidden(float(exchange_s), float(round_s), fleet.plan.mixing.local.overlap)))
    if joined.strategy == DISAGGREGATION.key:
        sides = arranged_sides(
            working_pools(joined.members, fleet.plan, fleet.grounds.model), fleet.setting.run
        ).attention
        attention = [names[m.planned.place] for m, side in zip(joined.members, sides, strict=True) if bool(side)]
        return sentence(" (attention: {})", listed(", ", attention))
    return ""


def _hidden(exchange_s: float, round_s: float, overlap: float) -> str:
    """Say what computing hides of an exchange: only an algorithm that does not wait for it hides any."""
    left_s = max(0.0, exchange_s - overlap * round_s)
    if overlap == 0.0:
        return ", and every round waits for it"
    if left_s == 0.0:
        return sentence(
            ", all of it hidden behind computing (up to {:.0%} of a round, as EDiT and Streaming DiLoCo hide it; "
            "DiLoCo as first published hides none)",
            overlap,
        )
    return sentence(
        ", and {:,.0f} s of it are not hidden behind computing (up to {:.0%} of a round is)", left_s, overlap
    )


def _held(name: str, place: tuple[str, str], stages: Sequence[PipelineStage]) -> str:
    own = [stage.layers for stage in stages if (stage.accelerator, stage.site) == place]
    many = "1 stage" if len(own) == 1 else sentence("{} stages", len(own))
    if sum(own) == 1:
        return sentence("{}: 1 layer on {}", name, many)
    return sentence("{}: {} layers on {}", name, sum(own), many)


def _relief(fleet: Fleet, joined: PlannedWay, estimated: Collection[str]) -> str:
    """Say which pools train only so, and why the whole may be faster than its parts."""
    small = [fleet.setting.names[member.planned.place] for member in joined.members if member.too_small]
    if small:
        return sentence("Too small to hold the model alone, and fit only as stages: {}.", listed(", ", small))
    taken = {member.planned.place for member in joined.members}  # as they are alone, on all nodes that they have
    pools = [member for member in fleet.setting.members[joined.interval] if member.planned.place in taken]
    gain = joined.tokens_per_s / sum(member.delivered_tokens_per_s for member in pools) - 1.0
    if gain <= 0.0 or not STRATEGIES[joined.strategy].stages:
        return ""
    return sentence(
        "That is {:.1%} above the sum of the pools: with fewer layers on each device less is recomputed or cut.",
        noted(gain, "tokens_per_s" in estimated),
    )


def _label(fleet: Fleet, way: PlannedWay) -> Sentence:
    names = pool_names(fleet)
    return listed(" with ", (names[member.planned.place] for member in way.members))


def _turns(fleet: Fleet) -> list[tuple[str, float, float]]:
    """Return each way in order with its share of the tokens and its days; what a window cuts is one turn."""
    turns: list[tuple[str, float, float]] = []
    for entry, way in fleet.worked():
        label = _label(fleet, way)
        before = turns.pop() if turns and turns[-1][0] == label else (label, 0.0, 0.0)
        turns.append((label, before[1] + entry.tokens / fleet.plan.training.tokens, before[2] + entry.days))
    return turns


def _parts(turns: Sequence[tuple[str, float, float]], estimated: Collection[str]) -> list[Sentence]:
    divided, took = "supplier.shares" in estimated, "days" in estimated
    return [
        sentence("{} {:.1%} of the tokens in {:days} days", label, noted(share, divided), noted(days, took))
        for label, share, days in turns
    ]


def _one_after_the_other(turns: Sequence[tuple[str, float, float]], estimated: Collection[str]) -> str:
    return sentence("The ways of working follow each other: {}.", listed(", then ", _parts(turns, estimated)))


def _hours(hours: float) -> str:
    """Return hours in three digits, many of them in full."""
    return sentence("{:,.0f}", hours) if hours >= _MANY_HOURS else sentence("{:#.3g}", hours)


def _in_turn(fleet: Fleet, estimated: Collection[str]) -> str:
    parts = _parts(_turns(fleet), estimated)
    stops = [entry.days * HOURS_PER_DAY for entry in fleet.timetable.entries if entry.kind is EntryKind.STOP]
    if not stops:
        return sentence("One pool works at a time: {}.", listed(", ", parts))
    least, most = _hours(min(stops)), _hours(max(stops))
    hours = least if least == most else sentence("{} to {}", least, most)
    return sentence(
        "Pools work one after the other: {}; each takeover stops the run for {} hours (checkpoint over the "
        "link, restart and alignment).",
        listed(", then ", parts),
        hours,
    )
