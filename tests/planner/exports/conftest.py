import pytest

from planner.exploration.exploration import Exploration
from planner.exploration.explore import explore
from planner.plan import Plan


@pytest.fixture(scope="session")
def exploration(plan: Plan) -> Exploration:
    return explore(plan)
