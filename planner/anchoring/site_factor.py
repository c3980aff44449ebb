"""The site's factor: what measured runs make of the model's rate on an accelerator, and how sure it is.

- Same accelerator: the mean of its log ratios carries over whole. The band shrinks to the spread of the measurement,
  plus the workload's and the run's part where shape, batch or number of devices differ.
- Other accelerator: the best linear prediction of the team's part (and of the workload's, where the shape is the
  measured one) from all measured runs; for one run that is share x deviation, share = (team^2 + workload^2) / (team^2 +
  workload^2 + accelerator^2 + run^2 + spread^2). The band is sqrt(model^2 - known + share (1 - share) deviation^2):
  what is known narrows it; that the deviation seen may have been wholly carried over (probability share) or wholly
  the accelerator's widens it.
"""

import math
from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from planner.anchoring.measured_run import Anchor, MeasuredRun
from planner.anchoring.split import Split, load_split
from planner.arrays import Floats
from planner.catalogue.accelerator import Accelerator
from planner.sentences import listed, sentence
from planner.workload.training_run import TrainingRun


class SiteFactor(Struct, frozen=True, kw_only=True):
    """What the model's rate on one accelerator is multiplied by, and how sure the product is.

    ``log_sd`` is of the logarithm of the true rate; ``shared_log_sd`` is the part of it that all accelerators of
    this plan have in common. ``includes_goodput``: the goodput is in the measured rate, so it adds no uncertainty.
    """

    factor: float
    why: str
    log_sd: float
    shared_log_sd: float
    includes_goodput: bool = False


class Carried(Struct, frozen=True, kw_only=True):
    """What measured runs on other accelerators say: the carried share of their mean deviation, and what they teach.

    ``known`` is the variance of the carried parts that the runs take away.
    """

    share: float
    deviation: float
    known: float


def site_factor(
    anchors: Sequence[Anchor],
    accelerator: Accelerator,
    *,
    run: TrainingRun,
    devices: int,
    model_log_sd: float,
    team_log_sd: float = 0.0,
    split: Split | None = None,
) -> SiteFactor:
    """Return the site's factor for so many devices of one accelerator doing this run.

    ``team_log_sd`` is the part of the model's uncertainty that is the team's own: how it runs its software.
    """
    parts = split or load_split()
    if not anchors:
        return SiteFactor(
            factor=1.0,
            why="No measured run anchors this plan; this is the model's own rate.",
            log_sd=model_log_sd,
            shared_log_sd=min(math.hypot(parts.carried_sd, team_log_sd), model_log_sd),
        )
    same = [anchor for anchor in anchors if anchor.run.accelerator == accelerator.key]
    if same:
        return _own_factor(same, run, devices, parts)
    return _carried_factor(anchors, run, model_log_sd, parts)


def carried_over(anchors: Sequence[Anchor], run: TrainingRun, split: Split) -> Carried:
    """Return what the runs on other accelerators say of this run, by best linear prediction."""
    target = np.array([_carried_variance(anchor, run, split) for anchor in anchors])
    weights = np.linalg.solve(_covariance(anchors, split), target)
    share = float(weights.sum())
    said = float(weights @ np.array([anchor.log_ratio for anchor in anchors]))
    return Carried(share=share, deviation=said / share, known=float(weights @ target))


def _carried_variance(anchor: Anchor, run: TrainingRun, split: Split) -> float:
    return split.team_sd**2 + (split.workload_sd**2 if anchor.run.shape == run.shape else 0.0)


def _covariance(anchors: Sequence[Anchor], split: Split) -> Floats:
    """Return the prior covariance of the measured log ratios, (n, n)."""
    runs = [anchor.run for anchor in anchors]
    alike = np.array([[float(one.accelerator == other.accelerator) for other in runs] for one in runs])
    shapes = np.array([[float(one.shape == other.shape) for other in runs] for one in runs])
    own = np.diag([split.run_sd**2 + split.spread[run.evidence] ** 2 for run in runs])
    covariance: Floats = split.team_sd**2 + split.accelerator_sd**2 * alike + split.workload_sd**2 * shapes + own
    return covariance


def _own_factor(same: Sequence[Anchor], run: TrainingRun, devices: int, split: Split) -> SiteFactor:
    count = len(same)
    factor = math.exp(sum(anchor.log_ratio for anchor in same) / count)
    variance = sum(split.spread[anchor.run.evidence] ** 2 for anchor in same) / count**2
    if not any(_same_conditions(anchor.run, run, devices) for anchor in same):
        variance += split.run_sd**2 * (1.0 + 1.0 / count)
    if not any(anchor.run.shape == run.shape for anchor in same):
        variance += split.workload_sd**2 * (1.0 + 1.0 / count)
    first = same[0]
    return SiteFactor(
        factor=factor,
        why=(
            sentence(
                "The model's rate times {:.3f}: on this accelerator {:,.0f} tokens/s per device were measured "
                "where the model says {:,.0f} ({}).",
                factor,
                first.run.tokens_per_s_per_device,
                first.predicted_tokens_per_s_per_device,
                listed(", ", (anchor.run.name for anchor in same)),
            )
        ),
        log_sd=math.sqrt(variance),
        shared_log_sd=0.0,
        includes_goodput=all(anchor.run.includes_goodput for anchor in same),
    )


def _same_conditions(measured: MeasuredRun, run: TrainingRun, devices: int) -> bool:
    said = measured.training_run
    return (measured.devices, said.shape, said.seq_len, said.global_batch, said.precision, said.routing) == (
        devices,
        run.shape,
        run.seq_len,
        run.global_batch,
        run.precision,
        run.routing,
    )


def _carried_factor(anchors: Sequence[Anchor], run: TrainingRun, model_log_sd: float, split: Split) -> SiteFactor:
    carried = carried_over(anchors, run, split)
    factor = math.exp(carried.share * carried.deviation)
    split_variance = carried.share * (1.0 - carried.share) * carried.deviation**2
    # The model's own band may be narrower than the parts' sum: then each part is taken as so much smaller.
    scale = min(1.0, model_log_sd / split.whole_sd) ** 2
    known, prior = carried.known * scale, split.carried_sd**2 * scale
    return SiteFactor(
        factor=factor,
        why=(
            sentence(
                "The model's rate times {:.3f}: the measured runs on other accelerators give {:.3f} of the model's "
                "rate; {:.0%} of that deviation (in logarithms) is taken to be the team's and the workload's and "
                "carries over, the rest to be that accelerator's or that run's. The band is widened because the "
                "split is uncertain.",
                factor,
                math.exp(carried.deviation),
                carried.share,
            )
        ),
        log_sd=math.sqrt(model_log_sd**2 - known + split_variance),
        shared_log_sd=math.sqrt(max(0.0, prior - known) + split_variance),
    )
