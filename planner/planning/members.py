"""One pool of a plan with everything known of it: estimate, site's factor, goodput, price."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from math import log2

import numpy as np

from planner.anchoring import Anchor, SiteFactor, site_factor
from planner.catalogue.accelerator import Evidence
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.offers import Acquisition, Money, Offer
from planner.cluster import NodeGroup
from planner.cost import Depreciation, residual_per_hour
from planner.cost.device_hour import ENERGY
from planner.errors import MissingFigureError, NothingFitsError
from planner.mixing.stage_options import StageOptions
from planner.mixing.working_pool import WorkingPool
from planner.performance.failures import failure_rate_of
from planner.plan import Plan
from planner.plan_result import PoolResult
from planner.planning.model import PerformanceModel
from planner.planning.pools import FittedPool, PlannedPool, PricedGroup, fitted_pool, planned_pool
from planner.risk import DoubtedPrice, UncertainPool, load_spreads
from planner.workload.counting import training_flop_per_token

_FILL_PARTS = ("bubble",)
_TAIL_PARTS = ("exposed_dp", "optimiser")
_NO_LIMIT = 1_000  # times the memory
_DEVICES_WITHOUT_LOSS = 8  # of scale


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A pool that trains: what it is, on which layout, how its rate was anchored, and how much of it is goodput.

    ``peak_flop_per_s`` is of one device, dense; ``flop_per_token`` counts causal attention and no MTP layers.
    ``unbound_tokens_per_s`` is the model's rate if memory were no limit and ``options`` the stages of a pipeline that
    the devices can hold, both known only where a pipeline over pools may be. ``too_small``: why the pool cannot train
    alone (empty: it can); its estimate is then the one without the limit of memory.
    """

    planned: PlannedPool
    fitted: FittedPool
    site: SiteFactor
    goodput: float
    flop_per_token: float
    peak_flop_per_s: float
    unbound_tokens_per_s: float = 0.0
    options: StageOptions | None = None
    too_small: str = ""

    @property
    def healthy_tokens_per_s(self) -> float:
        """The model's rate times the site's factor."""
        return self.fitted.estimate.tokens_per_s * self.site.factor

    @property
    def delivered_tokens_per_s(self) -> float:
        """Tokens per second over paid time."""
        return self.healthy_tokens_per_s * self.goodput

    @property
    def mfu(self) -> float:
        """Model FLOP utilisation after anchoring, over all devices of the pool, spare ones included."""
        peak = self.peak_flop_per_s * self.planned.pool.devices
        return self.healthy_tokens_per_s * self.flop_per_token / peak


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolRow:
    """One pool at one size as mixing needs it; a size of no nodes is all zeros."""

    healthy_tokens_per_s: float = 0.0
    goodput: float = 1.0
    price_per_hour: float = 0.0
    devices: float = 0.0
    replicas: float = 0.0
    micro_batch: float = 0.0
    micro_batch_s: float = 0.0
    fill_s: float = 0.0
    tail_s: float = 0.0
    stages: float = 0.0
    static_bytes: float = 0.0
    activation_bytes: float = 0.0
    memory_capacity_bytes: float = 0.0
    expert_share: float = 0.0
    fits_alone: float = 1.0
    unbound_tokens_per_s: float = 0.0
    stage_second_s: float = 1.0


def member_of(
    groups: Sequence[NodeGroup],
    plan: Plan,
    catalogue: Catalogue,
    anchors: Sequence[Anchor],
    model: PerformanceModel,
    *,
    in_stages: bool = False,
) -> Member:
    """Return a pool of groups of one accelerator; raises UserError where something unknown blocks its rate.

    ``in_stages``: it may also be stages of a pipeline over several pools, and then needs not hold the whole model.
    """
    planned = planned_pool(groups, plan, catalogue)
    roomy = _without_memory_limit(planned, plan, model) if in_stages else None
    options, too_small = (_stages(planned, plan, model) if roomy else None), ""
    try:
        fitted = fitted_pool(planned.pool, plan.run, model)
    except NothingFitsError as error:
        if roomy is None or options is None:
            raise
        fitted, too_small = roomy, str(error)
    accelerator = planned.pool.accelerator
    # Weakly known figures widen the prediction; a run measured on the accelerator holds them, and the anchor wins.
    evidence = accelerator.evidence_at(plan.run.precision.rate)
    site = site_factor(
        anchors,
        accelerator,
        run=plan.run,
        devices=fitted.pool.devices,
        model_log_sd=load_spreads().rate_log_sd(fitted.estimate.log_sd, evidence),
    )
    return Member(
        planned=planned,
        fitted=fitted,
        site=site,
        goodput=model.goodput(fitted.pool, plan.run),
        flop_per_token=training_flop_per_token(plan.run.shape, plan.run.seq_len),
        peak_flop_per_s=planned.pool.accelerator.require_peak_flop_per_s(plan.run.precision.rate),
        unbound_tokens_per_s=max(fitted.estimate.tokens_per_s, roomy.estimate.tokens_per_s) if roomy else 0.0,
        options=options,
        too_small=too_small,
    )


def _stages(planned: PlannedPool, plan: Plan, model: PerformanceModel) -> StageOptions | None:
    """Return the stages that the devices can hold; None where a figure is unknown that only stages need (the NIC)."""
    try:
        return model.stages(planned.pool, plan.run)
    except MissingFigureError:
        return None


def _without_memory_limit(planned: PlannedPool, plan: Plan, model: PerformanceModel) -> FittedPool | None:
    """Return the pool as if its devices had memory for anything; None where not even so a layout divides it."""
    memory_bytes = planned.pool.memory_bytes * _NO_LIMIT
    try:
        found = fitted_pool(replace(planned.pool, memory_bytes=memory_bytes), plan.run, model)
    except NothingFitsError:
        return None
    estimate = replace(found.estimate, memory_capacity_bytes=found.estimate.memory_capacity_bytes / _NO_LIMIT)
    return replace(found, estimate=estimate, pool=replace(found.pool, memory_bytes=planned.pool.memory_bytes))


def pool_row(member: Member, plan: Plan) -> PoolRow:
    """Return a member as mixing needs it; its step is split into fill, tail and equal micro-batches."""
    estimate = member.fitted.estimate
    layout = estimate.layout
    rounds = plan.run.global_batch / (layout.dp * layout.micro_batch)
    fill = sum(estimate.step_parts_s.get(name, 0.0) for name in _FILL_PARTS)
    tail = sum(estimate.step_parts_s.get(name, 0.0) for name in _TAIL_PARTS)
    slower = 1.0 / member.site.factor
    price = member.planned.price_per_hour
    moving = estimate.memory_parts_bytes.get("activations", 0.0)
    return PoolRow(
        healthy_tokens_per_s=member.healthy_tokens_per_s,
        goodput=member.goodput,
        price_per_hour=float("nan") if price is None else price,
        devices=float(member.planned.pool.devices),
        replicas=float(layout.dp),
        micro_batch=float(layout.micro_batch),
        micro_batch_s=(estimate.step_s - fill - tail) / rounds * slower,
        fill_s=fill * slower,
        tail_s=tail * slower,
        stages=float(layout.pp),
        static_bytes=estimate.memory_bytes - moving,
        activation_bytes=moving,
        memory_capacity_bytes=estimate.memory_capacity_bytes,
        expert_share=estimate.expert_share,
        fits_alone=0.0 if member.too_small else 1.0,
        unbound_tokens_per_s=max(member.unbound_tokens_per_s, estimate.tokens_per_s) * member.site.factor,
        stage_second_s=_stage_second_s(member),
    )


def _stage_second_s(member: Member) -> float:
    """Return what a second of a stage takes here: the site's factor, and the loss of scale as of a pool alone."""
    if member.options is None:
        return 1.0 / member.site.factor
    doublings = log2(max(1.0, member.planned.pool.devices / _DEVICES_WITHOUT_LOSS))
    return (1.0 + member.options.loss_per_doubling * doublings) / member.site.factor


def working_pool(
    name: str, stack: str, rows: Sequence[PoolRow], *, site: str = "", options: StageOptions | None = None
) -> WorkingPool:
    """Return one pool at several sizes, arrays of shape (sizes,)."""
    columns = {field.name: np.array([getattr(row, field.name) for row in rows]) for field in fields(PoolRow)}
    return WorkingPool(name=name, stack=stack, site=site, options=options, **columns)


def stack_of(member: Member) -> str:
    """Return the software stack that a pool runs; where none is named each supplier has its own."""
    accelerator = member.planned.pool.accelerator
    return accelerator.software_stack or accelerator.supplier


def uncertain_pool(member: Member, plan: Plan) -> UncertainPool:
    """Return a member's rate and prices with their doubts; the energy of what is bought has a price of its own."""
    prices: dict[str, DoubtedPrice] = {}
    currencies: dict[str, str] = {}

    def pay(name: str, price: DoubtedPrice, currency: str) -> None:
        before = prices.get(name, price._replace(per_hour=0.0, residual_per_hour=0.0))
        prices[name] = price._replace(
            per_hour=before.per_hour + price.per_hour,
            residual_per_hour=before.residual_per_hour + price.residual_per_hour,
        )
        if currency != plan.currency:
            currencies[name] = currency

    for priced in member.planned.priced:
        offer, energy = priced.offer, priced.device_hour.terms.get(ENERGY, 0.0) * priced.devices
        pay(offer_name(offer), _doubted(priced, priced.per_hour - energy, plan), offer.price.currency)
        if energy:
            pay(ENERGY, DoubtedPrice(energy, Evidence.ESTIMATE), plan.energy.price_per_kwh.currency)
    return UncertainPool(
        accelerator=member.planned.accelerator,
        delivered_tokens_per_s=member.delivered_tokens_per_s,
        log_sd=member.site.log_sd,
        shared_log_sd=member.site.shared_log_sd,
        goodput=member.goodput,
        goodput_drawn=not member.site.includes_goodput,
        prices=prices,
        currencies=currencies,
        failure_log_sd=failure_rate_of(member.planned.pool.accelerator).log_sd,
    )


def _doubted(priced: PricedGroup, per_hour: float, plan: Plan) -> DoubtedPrice:
    """Return a group's price without its energy; an annuity's with what its utilisation and residual value do to it."""
    offer, terms = priced.offer, plan.purchase
    if offer.acquisition is Acquisition.RENT or terms.depreciation is not Depreciation.ANNUITY:
        return DoubtedPrice(per_hour, offer.evidence)
    left = residual_per_hour(offer.price.amount, terms) * priced.devices
    in_plan = plan.rates.convert(Money(amount=left, currency=offer.price.currency), plan.currency).amount
    return DoubtedPrice(per_hour, offer.evidence, residual_per_hour=in_plan, utilisation=terms.utilisation)


def offer_name(offer: Offer) -> str:
    """Return the name that an offer's price is drawn under, the same in every plan."""
    return f"{offer.accelerator}:{offer.key}"


def pool_result(member: Member, plan: Plan, token_share: float) -> PoolResult:
    """Return what the plan says of one pool."""
    accelerator = member.planned.pool.accelerator
    price = member.planned.price_per_hour
    return PoolResult(
        accelerator=accelerator.key,
        name=accelerator.name,
        supplier=accelerator.supplier,
        jurisdiction=accelerator.jurisdiction,
        foundry=accelerator.foundry,
        devices=member.planned.pool.devices,
        nodes=member.planned.pool.nodes,
        estimate=member.fitted.estimate,
        site_factor=member.site.factor,
        site_factor_why=member.site.why,
        goodput=member.goodput,
        delivered_tokens_per_s=member.delivered_tokens_per_s,
        price_per_hour=None if price is None else Money(amount=price, currency=plan.currency),
        token_share=token_share,
        power_w=member.planned.power_w,
        evidence=accelerator.evidence,
        log_sd=member.site.log_sd,
        mfu=member.mfu,
        spare_devices=member.fitted.spare_devices,
        groups=tuple(group.key for group in member.planned.groups),
        site=member.planned.site,
        hbm_supplier=accelerator.hbm_supplier,
        software_stack=accelerator.stack_name,
        network=accelerator.network,
    )
