"""What the estimated figures of an accelerator may do to its rate: each at its low and high, the others in the middle.

A range is read as P10 to P90. What a figure changes about the time of a step is asked of the layout that the middles
give; memory capacity, which decides what fits, is asked of the best layout anew.
"""

from collections.abc import Iterable, Iterator
from math import hypot, log
from typing import Any

from msgspec.structs import replace

from planner.catalogue.accelerator import Accelerator, Evidence, Precision
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.estimates import POWER, EstimatedInput, EstimateEffect, is_estimated
from planner.catalogue.figures import KINDS, value_of, with_values
from planner.catalogue.node import NodeDesign
from planner.cluster import NodeGroup, Pool
from planner.errors import UserError
from planner.planning.model import PerformanceModel
from planner.planning.pools import FittedPool
from planner.risk.spreads import P90_SDS
from planner.workload.training_run import TrainingRun

_CAPACITY = "memory_bytes"
_NIC = "nic_bytes_per_s"
_MOVES = 1.0 + 1e-9
_DESIGN_FIGURES = {"scaleup_bytes_per_s": "scaleup_bytes_per_s", _NIC: _NIC, POWER: "node_power_w"}


def estimate_effects(fitted: FittedPool, run: TrainingRun, model: PerformanceModel) -> tuple[EstimateEffect, ...]:
    """Return what each estimate that the pool rests on does to its rate, the one that moves it most first."""
    found = [_effect(name, fitted, run, model) for name in _in_use(fitted.pool, run.precision.rate)]
    return tuple(sorted(found, key=lambda effect: -effect.span))


def effects_log_sd(effects: Iterable[EstimateEffect]) -> float:
    """Return the standard deviation of the rate's logarithm from estimates that are wrong independently."""
    return hypot(*(log(effect.span) / (2.0 * P90_SDS) for effect in effects))


def evidence_without_ranges(accelerator: Accelerator, precision: Precision) -> Evidence:
    """Return the weakest evidence of the figures that no range speaks for: ranges widen a rate by themselves."""
    plain = {name: figure for name, figure in accelerator.figures.items() if figure.low is None}
    if len(plain) == len(accelerator.figures):
        return accelerator.evidence_at(precision)
    order, ranged = list(Evidence), replace(accelerator, figures=plain)
    return min(ranged.evidence_at(precision), accelerator.evidence_at(precision), key=order.index)


def estimated_inputs(
    pool: Pool,
    groups: Iterable[NodeGroup],
    precision: Precision,
    catalogue: Catalogue,
    effects: Iterable[EstimateEffect] = (),
) -> tuple[EstimatedInput, ...]:
    """Return the estimates that the rate or the power of a pool of such groups rests on, each once.

    A figure is its accelerator's or its node design's. Those are left out whose ``effects`` say that between low and
    high they move nothing.
    """
    still = {effect.figure for effect in effects if effect.span <= _MOVES and effect.fits_at_low}
    designs = [catalogue.nodes.get(group.node_design) if group.node_design else None for group in groups]
    stated = {name for design in designs for name in KINDS if getattr(design, name, None) is not None}
    own = [name for name in _own_figures(pool, precision) if name not in still | stated]
    if any(design is None or design.node_power_w is None for design in designs):
        own.append(POWER)
    found = [
        EstimatedInput(subject=pool.accelerator.name, figure=one) for one in own if is_estimated(pool.accelerator, one)
    ]
    return tuple(dict.fromkeys((*found, *(one for design in designs for one in _of_design(design)))))


def _of_design(design: NodeDesign | None) -> Iterator[EstimatedInput]:
    """Yield a design's links and power; how many devices it joins is what it is, and no estimate."""
    if design is not None and design.evidence is Evidence.ESTIMATE:
        for name, field in _DESIGN_FIGURES.items():
            if getattr(design, field) is not None:
                yield EstimatedInput(subject=design.name, figure=name)


def _in_use(pool: Pool, precision: Precision) -> Iterator[str]:
    """Yield the figures with a range that the pool takes from its accelerator and not from a node design."""
    for name in _own_figures(pool, precision):
        figure = pool.accelerator.figures[name]
        if figure.low is not None and figure.high is not None and 0.0 < figure.low <= figure.high:
            yield name  # a plan file from elsewhere may hold anything


def _own_figures(pool: Pool, precision: Precision) -> Iterator[str]:
    """Yield the figures that make the pool's rate and that it takes from its accelerator, not from a node design."""
    accelerator = pool.accelerator
    for name in accelerator.figures:
        if name not in KINDS or (name == _NIC and pool.devices <= pool.scaleup_domain_devices):
            continue
        if KINDS[name].precision is not None:
            if KINDS[name].precision is precision:
                yield name
        elif hasattr(pool, name) and getattr(pool, name) == value_of(accelerator, name):
            yield name


def _effect(name: str, fitted: FittedPool, run: TrainingRun, model: PerformanceModel) -> EstimateEffect:
    figure, mid = fitted.pool.accelerator.figures[name], value_of(fitted.pool.accelerator, name)
    assert figure.low is not None  # noqa: S101 - only figures with a range are asked for
    assert figure.high is not None  # noqa: S101 - the same
    assert mid is not None  # noqa: S101 - the same
    at_low = _rate(name, figure.low, fitted, run, model)
    at_high = _rate(name, figure.high, fitted, run, model)
    middle = fitted.estimate.tokens_per_s
    return EstimateEffect(
        figure=name,
        low=figure.low,
        mid=mid,
        high=figure.high,
        rate_at_low=middle if at_low is None else at_low,
        rate_at_high=middle if at_high is None else at_high,
        fits_at_low=at_low is not None,
    )


def _rate(name: str, value: float, fitted: FittedPool, run: TrainingRun, model: PerformanceModel) -> float | None:
    """Return the pool's rate with one figure changed; None where nothing fits then."""
    pool, layout = _changed(fitted.pool, name, value), fitted.estimate.layout
    if pool.scaleup_domain_devices > 1 and not pool.scaleup_bytes_per_s:
        return fitted.estimate.tokens_per_s  # a larger domain over a link that nobody states
    if name != _CAPACITY:
        try:
            return model.exactly(pool, run, layout).tokens_per_s
        except UserError:
            pass  # the layout does not go with the figure: another has to be found
    try:
        return model.best(pool, run).tokens_per_s
    except UserError:
        return None


def _changed(pool: Pool, name: str, value: float) -> Pool:
    """Return a pool with another figure of its accelerator, and of its own where it keeps one."""
    accelerator = with_values(pool.accelerator, {name: value})
    if KINDS[name].precision is not None:
        return replace(pool, accelerator=accelerator)
    own: Any = int(value) if KINDS[name].whole else value
    return replace(pool, accelerator=accelerator, **{name: own})
