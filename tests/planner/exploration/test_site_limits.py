import numpy as np
import pytest
from msgspec.structs import replace

from planner.exploration.explore import explore
from planner.plan import Availability, AvailabilityKind

BARRED = Availability(kind=AvailabilityKind.BARRED)


@pytest.fixture
def explored(small_plan, small_catalogue, one_line_model):
    def run(marks, plan=None):
        marked = replace(plan or small_plan, site_marks=marks)
        return explore(marked, catalogue=small_catalogue, model=one_line_model)

    return run


def devices(exploration, key):
    columns = [i for i, accelerator in enumerate(exploration.accelerators) if accelerator == key]
    return 8 * exploration.fleets.nodes[:, columns].sum(axis=1)


def test_what_is_not_available_takes_part_in_no_fleet_and_the_others_are_counted(explored):
    exploration = explored({"N1": BARRED})
    assert len(exploration.fleets) > 0
    assert not devices(exploration, "N1").any()
    assert exploration.blocked["N1 is marked as not available at the site"] > 0
    assert sum(exploration.blocked.values()) + exploration.feasible == exploration.candidates


def test_a_limited_number_is_kept_over_all_groups_of_the_accelerator(explored, small_plan, make_group):
    groups = (make_group("N1", 4, most=8, step=4), make_group("N1", 4, most=8, step=4, key="N1b", site="elsewhere"))
    plan = replace(small_plan, cluster=replace(small_plan.cluster, groups=groups))
    limit = Availability(kind=AvailabilityKind.LIMITED, most_devices=64)
    assert devices(explored({}, plan), "N1").max() == 128
    limited = explored({"N1": limit}, plan)
    assert devices(limited, "N1").max() == 64
    assert limited.blocked["N1 is marked as limited to 64 devices at the site"] > 0


def test_a_mark_only_takes_fleets_away(explored, small_exploration):
    free, marked = small_exploration, explored({"H1": Availability(kind=AvailabilityKind.LIMITED, most_devices=100)})
    kept = free.fleets.nodes[devices(free, "H1") <= 100]
    assert np.array_equal(kept, marked.fleets.nodes)


def test_a_mark_that_allows_changes_nothing(explored, small_exploration):
    free, marked = small_exploration, explored({"H1": Availability()})
    assert np.array_equal(free.fleets.nodes, marked.fleets.nodes)
    assert free.blocked == marked.blocked


def test_todays_fleet_is_shown_though_a_mark_forbids_it(explored):
    assert explored({"N1": BARRED}).today is not None
