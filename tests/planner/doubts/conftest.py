import pytest

from planner.doubts.known_fleet import grounds_of, known_baseline, known_fleet


@pytest.fixture
def known(small_plan, small_catalogue, one_line_model):
    """Return the known fleet, baseline and grounds of a variation of the small plan."""

    def make(plan=small_plan):
        grounds = grounds_of(plan, small_catalogue, one_line_model)
        return known_fleet(plan, grounds), known_baseline(plan, grounds), grounds

    return make
