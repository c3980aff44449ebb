import pytest
from msgspec.structs import replace

from planner import causes as c
from planner.catalogue.reader import load_catalogue
from planner.cluster import Cluster, NodeGroup
from planner.examples import example_plan
from planner.exploration.site_limits import marked_limits
from planner.plan import Availability, AvailabilityKind, Site, self_contained
from planner.planning import plan_results
from planner.planning.site_availability import device_limits
from planner.sentences import Sentence


@pytest.fixture(scope="module")
def with_b200():
    """Two small groups at a site in China, one of a device that is barred there."""
    plan = example_plan("ling-plus")
    groups = tuple(
        NodeGroup(key=key, accelerator=key, nodes=128, offer=plan.cluster.groups[0].offer, explore_max_nodes=128)
        for key in ("B200-SXM", "Ascend-910B2")
    )
    bare = replace(plan, cluster=Cluster(groups=groups), baseline=None, measured_runs=())
    return self_contained(bare, load_catalogue())


def _causes(plan):
    return [remark.cause for remark in plan_results(plan).remarks]


def test_a_plan_says_what_the_export_rules_say_of_each_of_its_devices(with_b200):
    (found,) = [cause for cause in _causes(with_b200) if isinstance(cause, c.ExportControl)]
    said = {name: effect for effect, names in found.findings for name in names}
    names = {load_catalogue().accelerator(key).name for key in ("B200-SXM", "Ascend-910B2")}
    assert set(said) == names
    assert said[load_catalogue().accelerator("B200-SXM").name] == "presumption of denial"
    assert any(isinstance(cause, c.BarredDevicesPlanned) for cause in _causes(with_b200))


def test_exploring_leaves_out_what_is_barred_unless_that_is_switched_off(with_b200):
    limits = {limit.accelerator: limit for limit in marked_limits(with_b200, load_catalogue())}
    assert limits["B200-SXM"].most_devices == 0
    assert "presumption of denial" in limits["B200-SXM"].reason
    assert isinstance(limits["B200-SXM"].reason, Sentence)  # said in the window's language too
    assert "Ascend-910B2" not in limits
    assert device_limits(replace(with_b200, obeys_export_rules=False)) == {}


def test_the_users_own_mark_wins_over_the_rules(with_b200):
    mark = {"B200-SXM": Availability(kind=AvailabilityKind.AVAILABLE)}
    known = replace(with_b200, site_marks=mark)
    assert device_limits(known) == {}
    assert not any(isinstance(cause, c.BarredDevicesPlanned) for cause in _causes(known))


def test_headquarters_in_china_bar_the_device_from_a_site_elsewhere(with_b200):
    abroad = replace(with_b200, site=Site(code="SG", name="Singapore"))
    assert device_limits(abroad) == {}
    assert device_limits(replace(abroad, headquarters="CN")) == {"B200-SXM": 0}


@pytest.mark.parametrize("name", ["ling-plus", "deepseek-v3-h100-mi300x", "mixtral-8x22b-b200-mi325x"])
def test_no_shipped_example_has_devices_that_its_site_may_not_have(name):
    assert device_limits(example_plan(name)) == {}
