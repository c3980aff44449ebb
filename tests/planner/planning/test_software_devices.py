import pytest
from msgspec.structs import replace

from planner.catalogue.reader import load_catalogue
from planner.cluster import Cluster
from planner.examples import example_plan
from planner.exploration.site_limits import marked_limits
from planner.launching.launch_file import launch_text
from planner.plan import Availability, AvailabilityKind, Plan
from planner.planning.results import plan_results


@pytest.fixture(scope="module")
def plan() -> Plan:
    example = example_plan("qwen3-235b-910c-h20")
    groups = tuple(group for group in example.cluster.groups if group.accelerator == "Ascend-910C")
    return replace(example, cluster=Cluster(groups=groups), baseline=None)


def test_a_910c_is_paid_once_and_laid_out_twice(plan: Plan):
    (group,) = plan.cluster.groups
    (pool,) = plan_results(plan).pools
    assert (pool.devices, pool.software_devices, pool.nodes) == (8 * group.nodes, 2, group.nodes)
    sizes = pool.estimate.layout
    assert sizes.tp * sizes.pp * sizes.cp * sizes.dp == 16 * group.nodes - 2 * pool.spare_devices
    assert group.offer is not None
    assert pool.price_per_hour is not None
    assert pool.price_per_hour.amount == pytest.approx(8 * group.nodes * group.offer.price.amount)


def test_its_memory_is_that_of_a_die(plan: Plan):
    (pool,) = plan_results(plan).pools
    package = load_catalogue().accelerator("Ascend-910C").memory_bytes
    assert package is not None
    assert pool.estimate.memory_bytes <= package / 2


def test_its_launch_file_starts_16_a_node(plan: Plan):
    text = launch_text(plan, plan_results(plan))
    assert "--nproc-per-node 16" in text


def test_a_mark_counts_what_the_user_counts(plan: Plan):
    marks = {"Ascend-910C": Availability(kind=AvailabilityKind.LIMITED, most_devices=1024)}
    (limit,) = marked_limits(replace(plan, site_marks=marks), plan.catalogue)
    assert limit.most_devices == 2048  # to the software, which the exploration counts in
