"""Measured runs of the user's own, beside what the model predicts for them."""

import math
from collections.abc import Callable, Sequence

from msgspec import Struct

from planner.catalogue.accelerator import Evidence
from planner.catalogue.catalogue import Catalogue
from planner.causes import MeasuredFarFromModel
from planner.cluster import Pool, pool_of
from planner.english import words
from planner.errors import UserError
from planner.performance.training.layout import Layout, PoolEstimate
from planner.sentences import sentence
from planner.workload.recipe import MOST_TEAMS, Recipe
from planner.workload.shape import TransformerShape
from planner.workload.training_run import Routing, TrainingPrecision, TrainingRun

Predict = Callable[[Pool, TrainingRun, Layout | None], tuple[PoolEstimate, float]]
"""The model: a pool's estimate on a layout (None: its best) and the pool's goodput."""


IMPORTED = "imported from "  # begins the note of a run that came from a table


class MeasuredRun(Struct, frozen=True, kw_only=True):
    """A run of the user's own that anchors the predictions of this plan.

    ``includes_goodput``: the rate counts tokens over paid hours (failures and restarts inside), not over
    healthy step time. Without a layout the best legal one is assumed.
    """

    name: str
    accelerator: str
    devices: int
    shape: TransformerShape
    seq_len: int
    global_batch: int
    precision: TrainingPrecision
    tokens_per_s_per_device: float
    includes_goodput: bool = False
    node_design: str | None = None
    layout: Layout | None = None
    source: str = ""
    evidence: Evidence = Evidence.MEASURED
    note: str = ""
    routing: Routing = Routing.NATURAL
    stack_release: str | None = None
    recipe: Recipe = MOST_TEAMS

    @property
    def is_imported(self) -> bool:
        """Whether the run came from a table of the user's."""
        return self.note.startswith(IMPORTED)

    @property
    def training_run(self) -> TrainingRun:
        """What the model has to predict; the number of tokens does not matter to a rate."""
        return TrainingRun(
            shape=self.shape,
            tokens=1.0,
            seq_len=self.seq_len,
            global_batch=self.global_batch,
            precision=self.precision,
            routing=self.routing,
            stack_release=self.stack_release,
            recipe=self.recipe,
        )


class Anchor(Struct, frozen=True, kw_only=True):
    """One measured run beside the model's prediction of the same kind of rate (with goodput if it has it)."""

    run: MeasuredRun
    predicted_tokens_per_s_per_device: float

    @property
    def log_ratio(self) -> float:
        """Logarithm of measured over predicted."""
        return math.log(self.run.tokens_per_s_per_device / self.predicted_tokens_per_s_per_device)


PLAUSIBLE_FACTORS = (0.5, 2.0)
"""Measured over predicted beyond these is more often a slip of units or of devices than a site: worth asking."""


def asked_about(anchors: Sequence["Anchor"]) -> MeasuredFarFromModel | None:
    """Return which measured runs move their sites' rates implausibly far, the farthest first; None for none."""
    least, most = (math.log(factor) for factor in PLAUSIBLE_FACTORS)
    far = [anchor for anchor in anchors if not least <= anchor.log_ratio <= most]
    far.sort(key=lambda anchor: -abs(anchor.log_ratio))
    runs = tuple(
        (anchor.run.name, anchor.run.tokens_per_s_per_device, math.exp(anchor.log_ratio)) for anchor in far
    )  # fmt: skip - one row a run
    return MeasuredFarFromModel(runs=runs) if runs else None


def asks(anchor: "Anchor") -> str | None:
    """Return the question about a measured run that moves its site's rate implausibly far; None for any other."""
    cause = asked_about([anchor])
    return None if cause is None else words(cause)


def _refuse_above_peak(run: MeasuredRun, predicted: float, mfu: float) -> None:
    if mfu > 0.0 and run.tokens_per_s_per_device > predicted / mfu:
        raise UserError(
            sentence(
                "{}: {:,.0f} tokens/s per device need more than the stated peak of {} ({:,.0f}); enter the rate of "
                "one device, or correct the peak.",
                run.name,
                run.tokens_per_s_per_device,
                run.accelerator,
                predicted / mfu,
            )
        )


def anchor_of(run: MeasuredRun, catalogue: Catalogue, predict: Predict) -> Anchor:
    """Return a measured run beside its prediction; raises UserError where the model cannot predict it."""
    if not run.tokens_per_s_per_device > 0.0:
        raise UserError(
            sentence("{}: the measured rate must be above zero; enter tokens per second of one device.", run.name)
        )
    design = catalogue.nodes.get(run.node_design) if run.node_design else None
    pool = pool_of(catalogue.accelerator(run.accelerator), devices=run.devices, design=design)
    estimate, goodput = predict(pool, run.training_run, run.layout)
    rate = estimate.tokens_per_s * (goodput if run.includes_goodput else 1.0) / run.devices
    _refuse_above_peak(run, rate, estimate.mfu * (goodput if run.includes_goodput else 1.0))
    return Anchor(run=run, predicted_tokens_per_s_per_device=rate)
