"""A plan that takes long can be called off between its steps, and is planned the same afterwards."""

from itertools import count

import pytest
from msgspec.structs import replace

from gui.background.planning_tasks import plan_task
from planner.called_off import go_on, may_be_called_off
from planner.errors import Cancelled
from planner.examples import example_plan
from planner.mixing.pipelines.known_pipelines import _known
from planner.mixing.strategy import MixingChoice
from planner.planning import plan_results


class Watch:
    """Called off at its n-th look."""

    def __init__(self, looks):
        self._left = iter(range(looks))

    def tell(self, _found):
        """Hear nothing."""

    def cancelled(self):
        """Say whether the looks are used up."""
        return next(self._left, None) is None


def test_a_pipeline_called_off_anywhere_is_found_the_same_afterwards():
    plan = replace(example_plan("mixtral-8x22b-b200-mi325x"), mixing=MixingChoice(strategy="pipeline"))
    looks = count()
    _known.cache_clear()
    with may_be_called_off(lambda: next(looks) < 0):
        whole = plan_results(plan)
    assert next(looks) > 10
    for after in (0, 9):
        _known.cache_clear()
        with pytest.raises(Cancelled):
            plan_task(Watch(after), plan)
    go_on()  # outside nothing is called off
    assert plan_results(plan).days == whole.days
