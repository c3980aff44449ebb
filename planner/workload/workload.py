"""What a fleet is planned for: a tagged union of kinds of work, whose one member today is a training run.

A kind that comes later is a value of its own with a ``kind`` of its own, joins ``Workload`` here, and brings rooms that
take it. Whoever needs what only training has takes a ``TrainingRun``, which ``training_of`` hands out of a plan.
"""

from enum import StrEnum
from typing import Final, TypeAlias

from planner.errors import UserError
from planner.sentences import sentence
from planner.workload.training_run import TrainingRun


class WorkloadKind(StrEnum):
    """The kinds of work, as plan files and JSON name them."""

    TRAINING = "training"


Workload: TypeAlias = TrainingRun
TRAINING_ALONE: Final = frozenset({WorkloadKind.TRAINING})
ALL_KINDS: Final = frozenset(WorkloadKind)


def training_of(workload: object) -> TrainingRun:
    """Return a workload as the training run that it is; raise UserError for any other kind of work."""
    if isinstance(workload, TrainingRun):
        return workload
    raise UserError(
        sentence(
            "This is known of training alone, and the plan is for {}; open a plan that trains.",
            getattr(workload, "kind", type(workload).__name__),
        )
    )
