"""Which figures of an answer rest on estimates, and on which: decided here once for every view of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from planner.catalogue.accelerator import Evidence
from planner.catalogue.estimates import POWER, PURCHASE_PRICE, RENT_PER_HOUR, Estimated, EstimatedInput
from planner.catalogue.offers import Acquisition, Offer
from planner.cluster import NodeGroup, Tenure
from planner.cost.kinds import MIGRATION
from planner.dependence import DependenceBasis, LayerDependence
from planner.mixing.strategy import Division
from planner.plan import Plan
from planner.plan_result import CostTerm, PlanResult, PoolResult, SingleSupplierReference

BASELINE: Final = "baseline"  # the key of what the baseline costs
_DEVICES: Final = "devices_per_node"
_OF_RATE: Final = ("tokens_per_s", "days", "deadline", "step_s", "mfu")
_OF_MONEY: Final = ("cost", "cash", "cost_per_trillion_tokens")
_OF_DEPENDENCE: Final = ("largest", "effective", "hhi", "retention")
_OF_ENERGY: Final = ("energy", "co2e")


def estimated_figures(plan: Plan, result: PlanResult) -> Mapping[str, Estimated]:
    """Return the estimates that each figure of a result rests on, by its key; a figure that rests on none is missing.

    An estimated rate, memory or link moves time and what hangs on time; a price moves money alone; power moves energy,
    and the money of what pays for its energy. The saving rests on the baseline's estimates, too.
    """
    rate, money, power = _rate(result, working=True), _money(plan, result), _power(result)
    found = dict.fromkeys(_OF_RATE, rate) | dict.fromkeys(_OF_MONEY, money)
    found |= dict.fromkeys(_OF_ENERGY, _each((*rate, *power))) | {"power": power}
    found |= {"saving": _each((*money, *_of_baseline(plan, result))), "goodput": _goodput(result, rate)}
    found |= _dependence(plan, result, rate, money) | {BASELINE: _each(_of_baseline(plan, result))}
    known = (*known_figures(result), BASELINE)
    own = {key: inputs for key, inputs in found.items() if inputs and key in known}
    return own | _alone(plan, result)


def known_figures(result: PlanResult) -> tuple[str, ...]:
    """Return the keys of the figures that a result knows; what is unknown rests on nothing."""
    of_rate = dict.fromkeys(_OF_RATE, result.tokens_per_s)
    of_money = dict.fromkeys(_OF_MONEY, result.cost)
    others = {
        "deadline": result.deadline,
        "step_s": result.step_s,
        "mfu": result.mfu,
        "goodput": result.goodput,
        "saving": result.saving,
        "energy": result.energy,
        "co2e": None if result.energy is None else result.energy.co2e_kg,
        "power": result.power_w,
    }
    values = of_rate | of_money | others | dict.fromkeys(_dependence_keys(result), result.dependence)
    return tuple(key for key, value in values.items() if value is not None)


def _dependence_keys(result: PlanResult) -> Iterator[str]:
    if result.dependence is not None:
        yield from _OF_DEPENDENCE
        for name in result.dependence.layers:
            yield from (f"{name}.shares", f"{name}.days_without")


def estimated_terms(plan: Plan, result: PlanResult) -> frozenset[tuple[str, str]]:
    """Return kind and pool of the terms of the run's cost that rest on estimates.

    A term of node groups rests on the estimates of its hours and on its own groups' prices; stops are paid at the
    prices of all.
    """
    if not result.cost_terms:
        return frozenset()
    rate, groups = _rate(result, working=True), {group.key: group for group in plan.cluster.groups}

    def rests(term: CostTerm) -> bool:
        named = [groups[child.name] for child in term.children if child.name in groups]
        if term.kind == MIGRATION.code:
            named = list(groups.values())
        return any((*(rate if named else ()), *(one for group in named for one in _group_money(group, result))))

    return frozenset((term.kind, term.pool) for term in result.cost_terms[0].children if rests(term))


def reference_figures(plan: Plan, result: PlanResult, one: SingleSupplierReference) -> Mapping[str, Estimated]:
    """Return the estimates behind each figure of one supplier's fleet alone; differences rest on the plan's own, too.

    The plan's baseline is such a fleet.
    """
    found = dict(_of_pools(plan, result, [pool for pool in result.pools if pool.accelerator in one.accelerators]))
    paid = [group for group in plan.cluster.groups if group.key in (one.kept or ())]
    found["cost"] = _each((*found["cost"], *(each for group in paid for each in _group_money(group, result))))
    own = result.estimated
    found["saving"] = _each((*found["cost"], *_of_baseline(plan, result)))
    found["extra_days"] = _each((*found["days"], *own.get("days", ())))
    found["extra_cost"] = _each((*found["cost"], *own.get("cost", ())))
    return {key: inputs for key, inputs in found.items() if inputs}


def alone_key(pool: str, figure: str) -> str:
    """Return the key of the ``days`` or the ``cost`` of one pool that does the whole run alone."""
    return f"{pool}/{figure}"


def _alone(plan: Plan, result: PlanResult) -> dict[str, Estimated]:
    mixing = result.mixing
    found: dict[str, Estimated] = {}
    for one in (mixing.cheapest_alone, mixing.fastest_alone) if mixing is not None else ():
        if one is not None:
            figures = _of_pools(plan, result, [pool for pool in result.pools if pool.pool == one.pool])
            found |= {alone_key(one.pool, figure): inputs for figure, inputs in figures.items() if inputs}
    return found


def _of_pools(plan: Plan, result: PlanResult, pools: Sequence[PoolResult]) -> Mapping[str, Estimated]:
    rate = _each(one for pool in pools for one in pool.rate_estimates)
    groups = [group for group in plan.cluster.groups for pool in pools if group.key in pool.groups]
    money = _each((*rate, *(one for group in groups for one in _group_money(group, result))))
    return {"days": rate, "cost": money}


def estimated_words(figures: Mapping[str, Estimated]) -> tuple[str, ...]:
    """Return every estimate behind some figures in words, each once."""
    return tuple(one.words for one in _each(one for inputs in figures.values() for one in inputs))


def offer_estimates(offer: Offer | None, subject: str) -> Estimated:
    """Return the estimate that a price is; none where a seller stands behind it, or the user's own contract."""
    if offer is None or offer.exact or offer.evidence is not Evidence.ESTIMATE:
        return ()
    figure = RENT_PER_HOUR if offer.acquisition is Acquisition.RENT else PURCHASE_PRICE
    return (EstimatedInput(subject=subject, figure=figure),)


def pays_energy(group: NodeGroup) -> bool:
    """Return whether a group's money has its energy in it: a rent covers it."""
    return group.tenure is Tenure.OWNED or (group.offer is not None and group.offer.acquisition is Acquisition.PURCHASE)


def _rate(result: PlanResult, *, working: bool) -> Estimated:
    """Return the estimates behind the rates of all pools, or of those that work a token."""
    pools = [pool for pool in result.pools if pool.token_share > 0.0 or not working]
    return _each(one for pool in pools for one in pool.rate_estimates)


def _power(result: PlanResult) -> Estimated:
    return _each(one for pool in result.pools for one in pool.estimated if one.figure == POWER)


def _money(plan: Plan, result: PlanResult) -> Estimated:
    free = {one.group for one in result.left_out if one.cost is not None and one.cost.amount == 0.0}
    paying = [group for group in plan.cluster.groups if group.nodes > 0 and group.key not in free]
    prices = [one for group in paying for one in _group_money(group, result)]
    return _each((*_rate(result, working=True), *prices))


def _group_money(group: NodeGroup, result: PlanResult) -> Iterator[EstimatedInput]:
    """Yield the estimates in what a group pays an hour."""
    pool = next((pool for pool in result.pools if group.key in pool.groups), None)
    yield from offer_estimates(group.offer, group.accelerator if pool is None else pool.name)
    if pool is not None and pays_energy(group):
        yield from (one for one in pool.estimated if one.figure == POWER)


def _of_baseline(plan: Plan, result: PlanResult) -> Iterator[EstimatedInput]:
    if plan.baseline is None or result.baseline is None:
        return
    buys = plan.baseline.offer.acquisition is Acquisition.PURCHASE
    yield from (one for one in result.baseline.estimated if buys or one.figure != POWER)
    yield from offer_estimates(plan.baseline.offer, plan.baseline.name)


def _goodput(result: PlanResult, rate: Estimated) -> Estimated:
    """Return the estimates that decide how many devices fail at a time: of one pool the size of its nodes alone."""
    if sum(pool.token_share > 0.0 for pool in result.pools) > 1:
        return rate
    return tuple(one for one in rate if one.figure == _DEVICES)


def _dependence(plan: Plan, result: PlanResult, rate: Estimated, money: Estimated) -> dict[str, Estimated]:
    """Return what shares rest on: nothing where one name has all, or where the user divides the tokens.

    Keys are those of the headline, and of every layer its ``shares`` and its ``days_without``.
    """
    if result.dependence is None:
        return {}
    by_spend = result.dependence.basis is DependenceBasis.SPEND
    divided = rate if plan.mixing.division is not Division.BY_USER else ()
    chosen = money if plan.mixing.division is Division.BEST else divided  # best shares are chosen by what ways cost
    shares, rates = money if by_spend else chosen, _rate(result, working=False)
    found: dict[str, Estimated] = {}
    for name, layer in result.dependence.layers.items():
        found[f"{name}.shares"] = shares if _divided(layer) else ()
        found[f"{name}.days_without"] = rates if any(days is not None for days in layer.days_without.values()) else ()
    return found | {
        "largest": found.get("supplier.shares", ()),
        "effective": found.get("supplier.shares", ()),
        "hhi": found[f"{result.dependence.worst_layer}.shares"],
        # a run that never ends without some supplier keeps nothing, whatever the rates are
        "retention": () if _some_end_all(result) else found.get("supplier.days_without", ()),
    }


def _some_end_all(result: PlanResult) -> bool:
    supplier = result.dependence.layers.get("supplier") if result.dependence else None
    return supplier is not None and None in supplier.days_without.values()


def _divided(layer: LayerDependence) -> bool:
    """Return whether several names have a share: all of one name is all of it, whatever the rates."""
    return sum(share > 0.0 for share in layer.shares.values()) > 1


def _each(inputs: Iterable[EstimatedInput]) -> Estimated:
    return tuple(dict.fromkeys(inputs))
