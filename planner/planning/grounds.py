"""What plannings of one plan and its variations have in common: the catalogue, the measured runs, the model."""

from collections.abc import Callable

from msgspec import Struct

from planner.anchoring import Anchor, anchor_of
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.reader import load_catalogue
from planner.errors import UserError
from planner.mixing.pipelines.stages_at_most import StagesAtMost
from planner.plan import Plan, whole_catalogue
from planner.planning.model import PerformanceModel
from planner.planning.remembered_model import SHIPPED_MODEL
from planner.sentences import sentence

OnProblem = Callable[[str, UserError], None]


class Grounds(Struct, frozen=True, kw_only=True):
    """The catalogue with the plan's own entries, the anchors that the model can predict, and the model.

    ``stages`` bounds pipelines over the plan's pools at any of the sizes that are explored (None: unknown).
    """

    catalogue: Catalogue
    anchors: tuple[Anchor, ...]
    model: PerformanceModel
    stages: StagesAtMost | None = None


def grounds_of(
    plan: Plan,
    catalogue: Catalogue | None = None,
    model: PerformanceModel = SHIPPED_MODEL,
    on_problem: OnProblem = lambda _subject, _error: None,
) -> Grounds:
    """Return the grounds of a plan; its own catalogue entries win over ``catalogue`` (the shipped one by default).

    ``on_problem`` hears of measured runs that the model cannot predict.
    """
    whole = whole_catalogue(plan, catalogue or load_catalogue())
    anchors = []
    for run in plan.measured_runs:
        try:
            anchors.append(anchor_of(run, whole, model.predict))
        except UserError as error:
            on_problem(sentence("Measured run {}", run.name), error)
    return Grounds(catalogue=whole, anchors=tuple(anchors), model=model)
