"""One pool of a plan with everything known of it: estimate, site's factor, goodput, price."""

from collections.abc import Callable, Sequence
from functools import partial
from math import hypot
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from planner.anchoring import Anchor, SiteFactor, site_factor
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.estimates import EstimatedInput, EstimateEffect
from planner.catalogue.offers import Money
from planner.causes import RunWithoutEnd
from planner.cluster import NodeGroup
from planner.english import words
from planner.errors import MissingFigureError, NothingFitsError, UserError
from planner.mixing.stage_options import StageOptions
from planner.mixing.working_pool import WorkingPool
from planner.performance.training.goodput import stop_figures
from planner.performance.training.launch_rules import least_micro_batches
from planner.performance.training.step_times import loss_of_scale
from planner.plan import Plan
from planner.plan_result import PoolResult
from planner.planning.estimated_figures import (
    effects_log_sd,
    estimate_effects,
    estimated_inputs,
    evidence_without_ranges,
)
from planner.planning.model import PerformanceModel
from planner.planning.pools import FittedPool, PlannedPool, fitted_pool, planned_pool
from planner.planning.remembered_model import micro_batches_at_once
from planner.risk import load_spreads
from planner.sentences import sentence
from planner.units import LONGEST_RUN_DAYS, SECONDS_PER_DAY
from planner.workload.fine_tuning import done_flop_per_token
from planner.workload.number_formats import require_format
from planner.workload.training_run import TrainingPrecision, TrainingRun


class Member(Struct, frozen=True, kw_only=True):
    """A pool that trains: what it is, on which layout, how its rate was anchored, and how much of it is goodput.

    ``peak_flop_per_s`` is of one device, dense; ``flop_per_token`` counts causal attention and no MTP layers.
    ``unbound_tokens_per_s`` is the model's rate if memory were no limit, known only where a pipeline over pools may be;
    ``stages`` then looks up which the devices can hold: it takes long, and is asked where a pipeline is weighed.
    ``too_small``: why the pool cannot train alone (empty: it can); its estimate is then the one without the limit of
    memory. ``effects``: what the estimated figures of the accelerator may do to its rate, the one that moves it most
    first. ``estimated``: every estimate that its rate or its power rests on.
    """

    planned: PlannedPool
    fitted: FittedPool
    site: SiteFactor
    goodput: float
    flop_per_token: float
    peak_flop_per_s: float
    unbound_tokens_per_s: float = 0.0
    stages: Callable[[], StageOptions | None] = lambda: None
    too_small: str = ""
    effects: tuple[EstimateEffect, ...] = ()
    estimated: tuple[EstimatedInput, ...] = ()

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


class PoolRow(Struct, frozen=True, kw_only=True):
    """One pool at one size as mixing needs it; a size of no nodes is all zeros."""

    healthy_tokens_per_s: float = 0.0
    goodput: float = 1.0
    price_per_hour: float = 0.0
    devices: float = 0.0
    replicas: float = 0.0
    micro_batch: float = 0.0
    least_micro_batches: float = 0.0
    micro_batches_at_once: float = 1.0
    micro_batch_s: float = 0.0
    fill_s: float = 0.0
    tail_s: float = 0.0
    stages: float = 0.0
    expert_share: float = 0.0
    fits_alone: float = 1.0
    unbound_tokens_per_s: float = 0.0
    stage_slowdown: float = 1.0
    kept_per_hour: float = 0.0
    averaged_part: float = 1.0


def member_of(
    groups: Sequence[NodeGroup],
    plan: Plan,
    catalogue: Catalogue,
    anchors: Sequence[Anchor],
    model: PerformanceModel,
    *,
    in_stages: bool = False,
) -> Member:
    """Return a pool of groups of one accelerator; raises UserError where a figure is unknown, or it has no end.

    ``in_stages``: it may also be stages of a pipeline over several pools, and then needs not hold the whole model.
    """
    planned = planned_pool(groups, plan, catalogue)
    require_format(planned.pool.accelerator, pool_run(groups, plan).precision)
    unbound = _without_memory_limit(planned, plan, model) if in_stages else None
    stages, too_small = partial(_stages if unbound else _no_stages, planned, plan, model), ""
    try:
        fitted = fitted_pool(planned.pool, pool_run(groups, plan), model)
    except NothingFitsError as error:
        if unbound is None or stages() is None:
            raise
        fitted, too_small = unbound, str(error)
    accelerator = planned.pool.accelerator
    run = pool_run(groups, plan)
    # Weakly known figures widen the prediction; a run measured on the accelerator holds them, and the anchor wins.
    evidence = evidence_without_ranges(accelerator, run.precision.rate)
    effects = estimate_effects(fitted, run, model)
    site = site_factor(
        anchors,
        accelerator,
        run=run,
        devices=fitted.pool.packages,
        model_log_sd=hypot(load_spreads().rate_log_sd(fitted.estimate.log_sd, evidence), effects_log_sd(effects)),
        team_log_sd=fitted.estimate.team_log_sd,
    )
    member = Member(
        planned=planned,
        fitted=fitted,
        site=site,
        goodput=model.goodput(fitted.pool, run),
        flop_per_token=done_flop_per_token(run),
        peak_flop_per_s=planned.pool.accelerator.require_peak_flop_per_s(run.precision.rate),
        unbound_tokens_per_s=max(fitted.estimate.tokens_per_s, unbound.estimate.tokens_per_s) if unbound else 0.0,
        stages=stages,
        too_small=too_small,
        effects=effects,
        estimated=estimated_inputs(fitted.pool, groups, run.precision.rate, catalogue, effects),
    )
    if member.delivered_tokens_per_s < slowest_tokens_per_s(run):
        raise UserError(words(RunWithoutEnd(name=accelerator.name, most_days=LONGEST_RUN_DAYS)))
    return member


def slowest_tokens_per_s(run: TrainingRun) -> float:
    """Return the rate below which a run has no end that a plan could have."""
    return run.tokens / (LONGEST_RUN_DAYS * SECONDS_PER_DAY)


def pool_run(groups: Sequence[NodeGroup], plan: Plan) -> TrainingRun:
    """Return the plan's run as a pool trains it: in the precision that its groups state, of several the widest."""
    stated = {group.precision for group in groups}
    own = next((precision for precision in TrainingPrecision if precision in stated), None)
    return plan.training if own is None else replace(plan.training, precision=own)


def _stages(planned: PlannedPool, plan: Plan, model: PerformanceModel) -> StageOptions | None:
    """Return the stages that the devices can hold; None where a figure is unknown that only stages need (the NIC)."""
    try:
        return model.stages(planned.pool, pool_run(planned.groups, plan))
    except MissingFigureError:
        return None


def _no_stages(_planned: PlannedPool, _plan: Plan, _model: PerformanceModel) -> None:
    """Return that nothing is known of the stages of a pool that can be none."""


def _without_memory_limit(planned: PlannedPool, plan: Plan, model: PerformanceModel) -> FittedPool | None:
    """Return the pool as if its devices had memory for anything; None where not even so a layout divides it."""
    try:
        found = fitted_pool(replace(planned.pool, memory_bound=False), pool_run(planned.groups, plan), model)
    except NothingFitsError:
        return None
    return replace(found, pool=replace(found.pool, memory_bound=True))


def pool_row(member: Member, plan: Plan, options: StageOptions | None = None, *, divides: bool = True) -> PoolRow:
    """Return a member as mixing needs it; its step is split into fill, tail and equal micro-batches.

    ``options`` are its stages, where a pipeline is weighed; ``divides``: the steps in which it takes micro-batches are
    asked for, as the division of a batch over replicas does.
    """
    estimate = member.fitted.estimate
    layout = estimate.layout
    rounds = plan.training.global_batch / (layout.dp * layout.micro_batch)
    slower = 1.0 / member.site.factor
    price = member.planned.price_per_hour
    return PoolRow(
        healthy_tokens_per_s=member.healthy_tokens_per_s,
        goodput=member.goodput,
        price_per_hour=float("nan") if price is None else price,
        devices=float(member.planned.pool.devices),
        replicas=float(layout.dp),
        micro_batch=float(layout.micro_batch),
        least_micro_batches=float(least_micro_batches(layout)),
        micro_batches_at_once=_at_once(member, plan) if divides else 1.0,
        micro_batch_s=(estimate.step_s - estimate.fill_s - estimate.tail_s) / rounds * slower,
        fill_s=estimate.fill_s * slower,
        tail_s=estimate.tail_s * slower,
        stages=float(layout.pp),
        expert_share=estimate.expert_share,
        fits_alone=0.0 if member.too_small else 1.0,
        unbound_tokens_per_s=max(member.unbound_tokens_per_s, estimate.tokens_per_s) * member.site.factor,
        stage_slowdown=_stage_slowdown(member, options),
        kept_per_hour=sum(priced.per_hour * priced.kept_part for priced in member.planned.priced),
    )


def _at_once(member: Member, plan: Plan) -> int:
    layout = member.fitted.estimate.layout
    return micro_batches_at_once(member.fitted.pool, pool_run(member.planned.groups, plan), layout)


def _stage_slowdown(member: Member, options: StageOptions | None) -> float:
    """Return what a second of a stage takes here: the site's factor, and the loss of scale as of a pool alone."""
    if options is None:
        return 1.0 / member.site.factor
    lost = loss_of_scale(member.planned.pool.devices, options.loss_per_doubling, options.loss_beyond_512)
    return (1.0 + float(lost)) / member.site.factor


def working_pool(
    name: str, stack: str, rows: Sequence[PoolRow], *, site: str = "", options: StageOptions | None = None
) -> WorkingPool:
    """Return one pool at several sizes, arrays of shape (sizes,)."""
    columns: dict[str, Any] = {
        name: np.array([getattr(row, name) for row in rows]) for name in PoolRow.__struct_fields__
    }
    return WorkingPool(name=name, stack=stack, site=site, options=options, **columns)


def stack_of(member: Member) -> str:
    """Return the name of the software stack that a pool runs; where none is named each supplier has its own."""
    return member.planned.pool.accelerator.ported_stack


def pool_result(
    member: Member,
    plan: Plan,
    *,
    name: str,
    token_share: float,
    energy_kwh: float | None = None,
) -> PoolResult:
    """Return what the plan says of one pool, which is given as it works."""
    accelerator = member.planned.pool.accelerator
    price = member.planned.price_per_hour
    return PoolResult(
        accelerator=accelerator.key,
        name=name,
        supplier=accelerator.supplier,
        jurisdiction=accelerator.jurisdiction,
        foundry=accelerator.foundry,
        devices=member.planned.pool.packages,
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
        spare_devices=member.fitted.spare_devices // member.planned.pool.software_devices,
        software_devices=member.planned.pool.software_devices,
        estimates=member.effects,
        estimated=member.estimated,
        groups=tuple(group.key for group in member.planned.groups),
        site=member.planned.site,
        hbm_supplier=accelerator.hbm_supplier,
        software_stack=accelerator.stack_name,
        network=accelerator.network,
        terms=tuple(
            sentence("{}, {} while waiting", group.tenure.value, group.waiting.value) for group in member.planned.groups
        ),
        energy_kwh=energy_kwh,
        precision=pool_run(member.planned.groups, plan).precision.value,
        idle=member.fitted.idle_nodes(name, member.planned.pool.nodes),
        stops=stop_figures(member.fitted.pool, pool_run(member.planned.groups, plan)),
    )
