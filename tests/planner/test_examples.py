import pytest
from msgspec.structs import replace

from planner.catalogue.accelerator import Evidence, Precision
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.reader import load_catalogue
from planner.cluster import group_pool
from planner.errors import UserError
from planner.examples import example_names, example_plan, example_title
from planner.plan import accelerators_used, offers_used, self_contained
from planner.planfile.check import missing_figures

LING = ("ling-plus", "ling-plus-baseline", "ling-plus-lower-spec")


def test_the_first_start_opens_the_mixed_ling_fleet_and_there_are_three_other_cases():
    assert example_names()[0] == "ling-plus"
    assert len(example_names()) >= 6
    assert all(example_title(name) for name in example_names())


def test_an_unknown_example_is_a_user_error_that_lists_them():
    with pytest.raises(UserError, match="No example 'nothing' is shipped; there are ling-plus, "):
        example_plan("nothing")


@pytest.mark.parametrize("name", LING)
def test_the_ling_examples_are_the_run_of_the_report_anchored_on_its_baseline(name: str):
    plan = example_plan(name)
    assert (plan.training.shape.key, plan.training.tokens, plan.training.seq_len, plan.training.global_batch) == (
        "ling-plus",
        9e12,
        4096,
        8960,
    )
    assert plan.baseline is not None
    assert (plan.baseline.accelerator, plan.baseline.offer.price.amount) == ("H800-SXM", 27.5)
    (anchor,) = plan.measured_runs
    assert anchor.tokens_per_s_per_device == pytest.approx(1202.975, abs=1e-3)
    # The anchor's own arithmetic closes: price * device-hours per trillion tokens is the published cost.
    assert 27.5 * 1e12 / (3600 * anchor.tokens_per_s_per_device) == pytest.approx(6.35e6, rel=1e-15)
    assert anchor.includes_goodput
    assert anchor.evidence is Evidence.PUBLISHED
    assert anchor.devices == 2048
    assert "assumed" in anchor.note


def test_the_published_saving_stands_beside_the_plan_and_is_nowhere_in_its_inputs():
    plan = example_plan("ling-plus-lower-spec")
    assert {(figure.quantity, figure.value) for figure in plan.published} == {
        ("saving", 0.20),
        ("cost_per_trillion_tokens", 5.08e6),
    }
    inputs = repr(replace(plan, published=(), notes=""))
    assert "5.08" not in inputs
    assert "5080000" not in inputs


def test_the_mixed_fleet_may_vary_all_five_devices_over_some_thousands_of_fleets():
    groups = example_plan("ling-plus").cluster.groups
    assert [group.key for group in groups] == ["A", "B", "C", "D", "E"]
    assert [group.nodes > 0 for group in groups] == [True, False, True, True, True]
    fleets = 1
    for group in groups:
        fleets *= (group.explore_max_nodes - group.explore_min_nodes) // group.explore_step_nodes + 1
    assert 2_000 <= fleets <= 10_000


def test_figures_that_the_catalogue_lacks_are_the_examples_own_and_say_whence():
    plan = example_plan("ling-plus")
    ppu = plan.catalogue.accelerator("PPU-810E")
    assert ppu.peak_flop_per_s[Precision.BF16] == 120e12
    assert ppu.figures["peak_flop_per_s.bf16"].evidence is Evidence.PUBLISHED
    assert ppu.memory_bytes_per_s == pytest.approx(6 * 1024 * 3.6e9 / 8)
    assert ppu.figures["memory_bytes_per_s"].evidence is Evidence.ESTIMATE
    assert ppu.figures["nic_bytes_per_s"].evidence is Evidence.ESTIMATE
    assert load_catalogue().accelerator("PPU-810E").nic_bytes_per_s is None


@pytest.mark.parametrize("name", example_names())
def test_an_example_is_complete_on_its_own_entries(name: str):
    plan = example_plan(name)
    assert list(missing_figures(plan)) == []
    for group in plan.cluster.groups:
        assert group_pool(group, plan.catalogue, nodes=max(1, group.nodes)).nic_bytes_per_s > 0


@pytest.mark.parametrize("name", example_names())
def test_a_self_contained_plan_holds_what_it_uses_and_stays_the_same(name: str):
    plan = example_plan(name)
    assert set(accelerators_used(plan)) <= set(plan.catalogue.accelerators)
    assert {offer.key for offer in offers_used(plan)} <= set(plan.catalogue.offers)
    assert self_contained(plan, load_catalogue()) == plan
    assert self_contained(plan, Catalogue()) == plan


def test_an_entry_of_the_plans_own_stays_and_wins_over_the_catalogue():
    plan = example_plan("ling-plus-baseline")
    own = replace(plan.catalogue.accelerator("H800-SXM"), tdp_w=650.0)
    extra = replace(own, key="H800-mine", name="Mine")
    edited = replace(plan, catalogue=replace(plan.catalogue, accelerators={"H800-SXM": own, "H800-mine": extra}))
    kept = self_contained(edited, load_catalogue()).catalogue
    assert kept.accelerator("H800-SXM").tdp_w == 650.0
    assert kept.accelerator("H800-mine") == extra
