"""Edits of a plan: pure functions from one plan to the next."""

from collections.abc import Callable
from itertools import chain, count
from typing import Any, Final

from msgspec.structs import replace

from planner.catalogue.accelerator import Evidence
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.default_offer import DefaultOffer
from planner.catalogue.default_offer import default_offer as catalogue_offer
from planner.catalogue.offers import Acquisition, Money, Offer
from planner.catalogue.reader import load_catalogue
from planner.catalogue.readiness import readiness
from planner.cluster import Cluster, InterPoolLink, NodeGroup, Tenure
from planner.cost import PortingEffort, load_grid_intensities
from planner.exploration.exploration import Exploration
from planner.mixing.inter_pool_links import link_terms
from planner.mixing.strategy import MixingChoice
from planner.plan import Baseline, Plan, self_contained
from planner.workload.number_formats import nearest_precision
from planner.workload.training_run import TrainingPrecision

FindOffer = Callable[[Catalogue, str, str], DefaultOffer]

FIRST_DEVICES: Final = 256  # a new group starts about this large: enough that a MoE shape of today fits
EXPLORE_FACTOR: Final = 4  # and exploring may grow it so many times, until the user says otherwise
MOST_PARTS: Final = 8  # of a range of exploring that ends at what is owned


def add_group(plan: Plan, accelerator: str, catalogue: Catalogue) -> Plan:
    """Add a node group of one accelerator on its first node design and its default offer.

    A device that does not train in the plan's number format trains in the nearest one that it does, one whose rate in
    it is unknown in BF16 or FP16.
    """
    designs = catalogue.nodes_for(accelerator)
    design = designs[0] if designs else None
    per_node = (design and design.devices_per_node) or catalogue.accelerator(accelerator).devices_per_node or 1
    nodes = max(1, FIRST_DEVICES // per_node)
    asked = nearest_precision(catalogue.accelerator(accelerator), plan.training.precision)
    found = readiness(catalogue, accelerator, asked.rate, estimates_allowed=plan.estimates_allowed).precision
    trains_in = asked if found is asked.rate else TrainingPrecision(found.value)
    group = NodeGroup(
        key=free_group_key(plan, accelerator),
        accelerator=accelerator,
        precision=None if trains_in is plan.training.precision else trains_in,
        nodes=nodes,
        offer=default_offer(plan, accelerator, catalogue),
        node_design=design.key if design else None,
        explore_max_nodes=nodes * EXPLORE_FACTOR,
        explore_step_nodes=max(1, nodes // EXPLORE_FACTOR),
    )
    return self_contained(_with_groups(plan, (*plan.cluster.groups, group)), catalogue)


def with_baseline(plan: Plan, key: str | None, catalogue: Catalogue) -> Plan:
    """Measure savings against one node group's accelerator alone, in as many devices as the cluster has; or none.

    A group without a price cannot be one: the plan is returned as it is.
    """
    if key is None:
        return replace(plan, baseline=None)
    group = next(group for group in plan.cluster.groups if group.key == key)
    if group.offer is None:
        return plan
    devices = sum(_devices_per_node(one, catalogue) * one.nodes for one in plan.cluster.groups)
    baseline = Baseline(
        name=baseline_name(group, catalogue),
        accelerator=group.accelerator,
        nodes=max(1, round(devices / _devices_per_node(group, catalogue))),
        offer=group.offer,
        node_design=group.node_design,
    )
    return self_contained(replace(plan, baseline=baseline), catalogue)


def baseline_name(group: NodeGroup, catalogue: Catalogue) -> str:
    """Return what a baseline of one group's accelerator is called."""
    return f"{catalogue.accelerator(group.accelerator).name} alone"


def baselines(plan: Plan, catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    """Return the baselines that can be chosen, as (key of a node group, name): each accelerator with a price once."""
    names = {baseline_name(group, catalogue): group.key for group in plan.cluster.groups if group.offer is not None}
    return tuple((key, name) for name, key in names.items())


def _devices_per_node(group: NodeGroup, catalogue: Catalogue) -> int:
    design = catalogue.nodes.get(group.node_design) if group.node_design else None
    accelerator = catalogue.accelerator(group.accelerator)
    return (design and design.devices_per_node) or accelerator.devices_per_node or 1


def default_offer(
    plan: Plan, accelerator: str, catalogue: Catalogue, find: FindOffer = catalogue_offer
) -> Offer | None:
    """Return the offer that the plan pays already, else the user's own newest, else the default one of the plan's site.

    ``find`` looks the default one up. None where the export rules bar the device from the site, or no price is known in
    a currency that the plan converts.
    """
    own = paid_offer(plan, accelerator) or own_offer(plan, accelerator, catalogue)
    return own or payable(plan, find(catalogue, accelerator, plan.site.code).offer)


def paid_offer(plan: Plan, accelerator: str) -> Offer | None:
    """Return the offer on which the plan has an accelerator already; None where it has none."""
    paid = [group.offer for group in plan.cluster.groups if group.accelerator == accelerator and group.offer]
    if paid:
        return paid[0]
    if plan.baseline is not None and plan.baseline.accelerator == accelerator:
        return plan.baseline.offer
    return None


def own_offer(plan: Plan, accelerator: str, catalogue: Catalogue) -> Offer | None:
    """Return the newest offer of an accelerator that the user entered, and not the program or a publication."""
    shipped = load_catalogue().offers
    entered = [
        offer for offer in catalogue.offers_for(accelerator) if offer.standing is None and offer.key not in shipped
    ]
    return max((offer for offer in entered if payable(plan, offer)), key=lambda offer: offer.date, default=None)


def payable(plan: Plan, offer: Offer | None) -> Offer | None:
    """Return an offer where the plan has an exchange rate for it, else None."""
    return offer if offer is not None and can_convert(plan, offer.price.currency) else None


def can_convert(plan: Plan, currency: str) -> bool:
    """Return whether the plan has an exchange rate for a currency."""
    return currency == plan.rates.base or currency in plan.rates.base_per_unit


def free_group_key(plan: Plan, accelerator: str) -> str:
    """Return a key that no node group of the plan has."""
    taken = {group.key for group in plan.cluster.groups}
    stem = accelerator.lower()
    return next(key for key in chain([stem], (f"{stem}-{number}" for number in count(2))) if key not in taken)


def remove_group(plan: Plan, key: str) -> Plan:
    """Take one node group out of the cluster."""
    return _with_groups(plan, tuple(group for group in plan.cluster.groups if group.key != key))


def move_group(plan: Plan, key: str, place: int) -> Plan:
    """Put one node group at a place among the others, from 0 on; a place beyond either end is that end."""
    group = next(group for group in plan.cluster.groups if group.key == key)
    others = [other for other in plan.cluster.groups if other.key != key]
    others.insert(min(max(place, 0), len(others)), group)
    return _with_groups(plan, tuple(others))


def duplicate_group(plan: Plan, key: str) -> Plan:
    """Put a copy of one node group right below it."""
    groups: list[NodeGroup] = []
    for group in plan.cluster.groups:
        groups.append(group)
        if group.key == key:
            groups.append(replace(group, key=free_group_key(plan, group.accelerator)))
    return _with_groups(plan, tuple(groups))


def change_group(plan: Plan, key: str, **changes: Any) -> Plan:  # noqa: ANN401 - fields of NodeGroup
    """Change fields of one node group; a number of nodes that is set is one's own decision, and exact."""
    changes = {"nodes_evidence": Evidence.MEASURED, **changes} if "nodes" in changes else changes
    return _map_groups(
        plan, lambda group: _owned_within(group, replace(group, **changes)) if group.key == key else group
    )


def _owned_within(before: NodeGroup, after: NodeGroup) -> NodeGroup:
    """Return a changed group with a range of exploring that ends, until the user says otherwise, at what is owned."""
    owned, owned_before = (group.tenure is Tenure.OWNED for group in (after, before))
    most = after.explore_max_nodes
    if owned and not owned_before:
        most = min(most, after.nodes)
    elif owned_before and before.explore_max_nodes == most == before.nodes:
        most = after.nodes if owned else after.nodes * EXPLORE_FACTOR
    if most == after.explore_max_nodes:
        return after
    least = min(after.explore_min_nodes, most)
    step = _step_that_ends(after.explore_step_nodes, most - least)
    return replace(after, explore_min_nodes=least, explore_max_nodes=most, explore_step_nodes=step)


def _step_that_ends(step: int, span: int) -> int:
    """Return a step of exploring that meets the end of a range: its own, else one of at most so many equal parts."""
    if step and span % step == 0:
        return step
    return span // next(parts for parts in range(MOST_PARTS, 0, -1) if span % parts == 0)


def entered_offer(group: NodeGroup, acquisition: Acquisition, price: Money) -> Offer:
    """Return the offer that a price typed by the user makes for a node group: their own contract, and exact."""
    return Offer(
        key=f"entered-{group.key}",
        label="entered in this plan",
        accelerator=group.accelerator,
        acquisition=acquisition,
        price=price,
        source="entered in this plan",
        evidence=Evidence.MEASURED,
    )


def with_run(plan: Plan, **changes: Any) -> Plan:  # noqa: ANN401 - fields of TrainingRun
    """Change fields of the training run."""
    return replace(plan, workload=replace(plan.training, **changes))


def with_deadline(plan: Plan, days: float | None) -> Plan:
    """Set the one deadline of a plan: the run's, and none beside it among the limits; None takes it away."""
    return replace(with_run(plan, deadline_days=days), limits=replace(plan.limits, deadline_days=None))


def with_inter_pool_link(plan: Plan, **changes: Any) -> Plan:  # noqa: ANN401 - fields of Link
    """Change fields of the link between pools; a figure entered by hand is an estimate of the user's.

    Another kind of link comes with what is assumed of that kind.
    """
    if "kind" in changes:
        assumed = link_terms(changes["kind"]).link
        return replace(plan, cluster=replace(plan.cluster, inter_pool_link=assumed))
    entered: InterPoolLink = replace(
        plan.cluster.inter_pool_link, source="entered in this plan", evidence=Evidence.ESTIMATE, **changes
    )
    return replace(plan, cluster=replace(plan.cluster, inter_pool_link=entered))


def with_mixing(plan: Plan, **changes: Any) -> Plan:  # noqa: ANN401 - fields of MixingChoice
    """Change the mixing strategy or its inputs."""
    return replace(plan, mixing=replace(plan.mixing, **changes))


def adopt_fleet(plan: Plan, exploration: Exploration, row: int, *, mixing: MixingChoice | None = None) -> Plan:
    """Give every node group the node count of one explored fleet, and the division of the tokens it was drawn with.

    A point of the frontier brings its shares as well; shares that the user typed give way. ``mixing`` is what the
    fleets were drawn with, where the plan may have another by now.
    """
    from planner.exploration.replanning import adopted, with_nodes  # noqa: PLC0415 - planning itself, only here

    drawn = plan if mixing is None else replace(plan, mixing=mixing)
    frontier = exploration.frontier.tolist()
    if row in frontier and tuple(group.key for group in plan.cluster.groups) == exploration.groups:
        return adopted(drawn, exploration, frontier.index(row))
    counts = dict(zip(exploration.groups, exploration.fleets.nodes[row].tolist(), strict=True))
    return with_nodes(drawn, [counts.get(group.key, group.nodes) for group in plan.cluster.groups])


def _map_groups(plan: Plan, change: Callable[[NodeGroup], NodeGroup]) -> Plan:
    return _with_groups(plan, tuple(change(group) for group in plan.cluster.groups))


def _with_groups(plan: Plan, groups: tuple[NodeGroup, ...]) -> Plan:
    cluster: Cluster = replace(plan.cluster, groups=groups)
    return replace(plan, cluster=cluster)


def with_terms(plan: Plan, part: str, **changes: Any) -> Plan:  # noqa: ANN401 - fields of PurchaseTerms or EnergyTerms
    """Change the plan's ``purchase`` or ``energy`` terms; a figure entered by hand is the user's."""
    terms = getattr(plan, part)
    if all(getattr(terms, name) == value for name, value in changes.items()):
        return plan
    return replace(plan, **{part: replace(terms, **changes, source="entered in this plan")})


def with_energy_price(plan: Plan, amount: float) -> Plan:
    """Set the price of a kWh, in the plan's currency: the user's own tariff, and exact."""
    price = Money(amount=amount, currency=plan.currency)
    return with_terms(plan, "energy", price_per_kwh=price, price_evidence=Evidence.MEASURED)


def grid_intensity(plan: Plan) -> float | None:
    """Return what a kWh at the plan's site emits, kg CO2-equivalent: the entered figure, else the shipped one."""
    stated, shipped = plan.energy.grid_kg_co2e_per_kwh, load_grid_intensities().get(plan.site.code)
    return stated if stated is not None else shipped.kg_co2e_per_kwh if shipped else None


def with_porting(plan: Plan, *, fte_months: float | None = None, monthly_amount: float | None = None) -> Plan:
    """Set the effort of a second software stack; neither months nor an amount takes the effort away.

    What a month costs is the user's to say: until then it costs nothing, and the figure shows that.
    """
    before = plan.porting
    if fte_months is None and monthly_amount is None:
        return replace(plan, porting=None)
    months = fte_months if fte_months is not None else before.fte_months if before else None
    cost = before.monthly_cost if before else Money(amount=0.0, currency=plan.currency)
    if monthly_amount is not None:
        cost = Money(amount=monthly_amount, currency=plan.currency)
    if months is None:
        return plan
    return replace(plan, porting=PortingEffort(fte_months=months, monthly_cost=cost))
