"""What has to be said about a plan: limits it breaks, idle devices, weak grounds; causes in order, with their words."""

from collections.abc import Iterator
from math import exp

from msgspec.structs import replace

from planner import causes as c
from planner.anchoring.measured_run import asked_about
from planner.catalogue.accelerator import Evidence
from planner.catalogue.price_dates import mixed_price_dates
from planner.dependence import LAYER_TITLES
from planner.english import remark
from planner.launching.refused import refused_launches
from planner.plan import Plan, offers_used
from planner.plan_result import PlanResult, PoolResult
from planner.planning.baseline import baseline_precision
from planner.planning.grounds import Grounds
from planner.planning.likely_sizes import count_log_sd
from planner.planning.planned_run import PlannedRun
from planner.planning.site_availability import export_control
from planner.planning.stated_limits import stated_limits
from planner.planning.uncertain_counts import uncertain_groups
from planner.risk import P90_SDS
from planner.workload.number_formats import trains_in
from planner.workload.training_run import TrainingPrecision


def remarks(plan: Plan, result: PlanResult, run: PlannedRun | None, grounds: Grounds) -> tuple[c.Remark, ...]:
    """Return remarks, the gravest first: what was left out, then limits, then what the numbers rest on.

    Of the measured runs those are asked about that are implausibly far from the model.
    """
    said = [] if result.mixing is None else [one for one in result.mixing.remarks if one.code != _LATE]
    export = list(export_control(plan, result.pools, grounds.catalogue))
    barred = [cause for cause in export if isinstance(cause, c.BarredDevicesPlanned)]
    control = [cause for cause in export if cause not in barred]
    far = asked_about(grounds.anchors)
    asked = [] if far is None else [far]
    limits = [one.cause for one in stated_limits(plan, result) if one.cause is not None]
    found = [*_left_out(run), *limits, *barred]
    kinds = [*_pools(result), *_trays(run), *_formats(plan, result, grounds), *_launches(plan, result)]
    rest = [*control, *_stages(run, result), *asked, *kinds, *_counts(run), *_grounds(plan, result)]
    return (*map(remark, found), *said, *map(remark, rest))


_LATE = c.LateForDeadline.code()  # said among the limits


def _left_out(run: PlannedRun | None) -> Iterator[c.Cause]:
    if run is None:
        return
    for out in run.left_out:
        yield c.LeftOutOfFigures(name=out.name, reason=str(out.reason))
    for member in run.too_small:
        yield c.LeftOutOfFigures(name=run.setting.names[member.planned.place], reason=member.too_small)


def _stages(run: PlannedRun | None, result: PlanResult) -> Iterator[c.Cause]:
    """Say of each pool that is too small to train alone how many stages of the pipeline it is."""
    stages = result.mixing.stages if result.mixing is not None else ()
    if run is None or not stages:
        return
    for member in run.members:
        if member.too_small:
            own = sum((stage.accelerator, stage.site) == member.planned.place for stage in stages)
            yield c.OnlyAsStages(name=run.setting.names[member.planned.place], stages=own, all_stages=len(stages))


def _trays(run: PlannedRun | None) -> Iterator[c.Cause]:
    """Say of each pool at work which trays of its racks stay idle."""
    if run is None:
        return
    for member in run.members:
        name, worked = run.setting.names[member.planned.place], run.at_work(member)
        idle = worked.fitted.idle_trays(name, member.planned.pool)
        if idle is not None and run.tokens[member.planned.place] > 0.0:
            yield idle


def _pools(result: PlanResult) -> Iterator[c.Cause]:
    # nodes of a pool that works no token are paid for as its terms say, and that is said of the whole pool
    idle = [pool.idle for pool in result.pools if pool.idle is not None and pool.token_share > 0.0]
    if len(idle) > 1:
        yield c.IdleNodesOfPools(pools=tuple((one.pool, one.nodes, one.used_nodes) for one in idle))
    else:
        yield from idle
    for pool in result.pools:
        yield from (replace(cause, pool=pool.name) for cause in pool.estimate.causes)
    for pool in result.pools:
        yield from _estimates(pool)


def _estimates(pool: PoolResult) -> Iterator[c.Cause]:
    if pool.estimates:
        most = pool.estimates[0]
        yield c.RestsOnEstimates(
            name=pool.name,
            figures=tuple(effect.words for effect in pool.estimates),
            most=most.words,
            factor=most.span,
        )
    elif pool.evidence is Evidence.ESTIMATE:
        yield c.EstimatedFigures(name=pool.name)
    for effect in pool.estimates:
        if not effect.fits_at_low:
            yield c.TooLargeAtLowEstimate(name=pool.name, figure=effect.words)


def _formats(plan: Plan, result: PlanResult, grounds: Grounds) -> Iterator[c.Cause]:
    """Say of pools whose format no source settles, and of a baseline that runs in another than the plan's."""
    for pool in result.pools:
        entry, precision = grounds.catalogue.accelerators.get(pool.accelerator), pool.precision
        if entry is not None and precision and trains_in(entry, TrainingPrecision(precision)) is None:
            yield c.FormatUnconfirmed(name=pool.name, precision=precision)
    instead = baseline_precision(plan, grounds.catalogue)
    if plan.baseline is not None and result.baseline is not None and instead is not None:
        yield c.BaselineFormat(
            name=plan.baseline.name,
            accelerator=grounds.catalogue.accelerator(plan.baseline.accelerator).name,
            precision=plan.training.precision.value,
            instead=instead.value,
        )


def _launches(plan: Plan, result: PlanResult) -> Iterator[c.Cause]:
    """Say of pools at work that their own software would not start them on the layout that is planned."""
    if result.pools and result.mixing is not None:
        for name, software, why in refused_launches(plan, result):
            yield c.LayoutNotExported(name=name, software=software, why=why)


def _counts(run: PlannedRun | None) -> Iterator[c.Cause]:
    uncertain = () if run is None else uncertain_groups(run)
    if run is not None and uncertain:
        widest = exp(P90_SDS * max(map(count_log_sd, uncertain)))
        names = tuple(dict.fromkeys(run.setting.names[group.place] for group in uncertain))
        everyone = len(uncertain) == len(run.setting.groups)
        yield c.UncertainCounts(names=() if everyone else names, least=1.0 / widest, most=widest)


def _grounds(plan: Plan, result: PlanResult) -> Iterator[c.Cause]:
    if plan.training.shape.reconstructed:
        yield c.ReconstructedShape(shape=plan.training.shape.name)
    mixed = mixed_price_dates(offers_used(plan))
    if mixed is not None:
        first, last = mixed.earliest, mixed.latest
        yield c.PricesOfFarDates(
            days=mixed.days,
            earliest=(first.accelerator, first.date),
            latest=(last.accelerator, last.date),
        )
    if result.dependence is None:
        return
    for name, layer in result.dependence.layers.items():
        if layer.unknown_share > 0.0:
            yield c.UnknownNames(
                layer=LAYER_TITLES[name], share=layer.unknown_share, basis=result.dependence.basis.value
            )
