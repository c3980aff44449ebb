"""A plan has one deadline, in whichever of its two fields a file keeps it."""

import pytest
from msgspec.structs import replace

from gui.document.edits import with_deadline, with_run


@pytest.mark.parametrize(
    ("of_the_run", "of_the_limits", "counts"),
    [(None, None, None), (90.0, None, 90.0), (None, 60.0, 60.0), (90.0, 60.0, 60.0), (30.0, 60.0, 30.0)],
)
def test_the_earlier_of_the_two_fields_counts(ling_plus, of_the_run, of_the_limits, counts):
    limits = replace(ling_plus.limits, deadline_days=of_the_limits)
    plan = replace(with_run(ling_plus, deadline_days=of_the_run), limits=limits)
    assert plan.deadline_days == counts


@pytest.mark.parametrize("days", [120.0, 10.0, None])
def test_entering_one_replaces_both(ling_plus, days):
    limits = replace(ling_plus.limits, deadline_days=60.0)
    plan = with_deadline(replace(with_run(ling_plus, deadline_days=90.0), limits=limits), days)
    assert plan.deadline_days == days
