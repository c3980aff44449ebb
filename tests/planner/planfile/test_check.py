from pathlib import Path

import pytest
from msgspec.structs import replace

from planner.cluster import Cluster
from planner.errors import PlanFileError
from planner.examples import example_plan
from planner.plan import Plan
from planner.planfile.check import check_plan_file, missing_figures
from planner.planfile.store import save_plan


def _with_ppu(plan: Plan, **changes: object) -> Plan:
    ppu = replace(plan.catalogue.accelerator("PPU-810E"), **changes)
    entries = {**plan.catalogue.accelerators, ppu.key: ppu}
    return replace(plan, catalogue=replace(plan.catalogue, accelerators=entries))


def test_a_whole_and_complete_file_lacks_nothing(tmp_path: Path):
    path = tmp_path / "plan.chipfolio"
    save_plan(path, example_plan("ling-plus"))
    check = check_plan_file(path)
    assert check.missing == ()
    assert any("PPU" in note and "memory_bytes_per_s" in note for note in check.notes)
    assert any("No results are stored" in note for note in check.notes)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"memory_bytes_per_s": None, "estimates": {}}, "memory bandwidth is unknown"),
        ({"nic_bytes_per_s": None, "estimates": {}}, "NIC rate per device is unknown"),
        ({"peak_flop_per_s": {}, "estimates": {}}, "BF16 peak rate is unknown"),
    ],
)
def test_each_missing_figure_is_named_even_of_a_group_without_nodes(changes: dict[str, object], complaint: str):
    (missing,) = missing_figures(_with_ppu(example_plan("ling-plus"), **changes))
    assert missing.startswith("PPU 810E: the")
    assert complaint in missing


def test_an_estimated_figure_is_missing_only_where_the_plan_allows_no_estimates():
    plan = _with_ppu(example_plan("ling-plus"), memory_bytes_per_s=None)
    assert list(missing_figures(plan)) == []
    (missing,) = missing_figures(replace(plan, estimates_allowed=False))
    assert "memory bandwidth is unknown" in missing


def test_missing_prices_rates_entries_and_groups_are_named():
    plan = example_plan("ling-plus-baseline")
    group = plan.cluster.groups[0]
    unpriced = replace(plan, cluster=Cluster(groups=(replace(group, offer=None),)))
    assert list(missing_figures(unpriced)) == ["Node group D: no price is chosen; choose an offer or enter one."]
    assert any(
        "No exchange rate from CNY" in text
        for text in missing_figures(
            replace(plan, rates=replace(plan.rates, base="USD", base_per_unit={}), currency="USD")
        )
    )
    strange = replace(plan, cluster=Cluster(groups=(replace(group, accelerator="X1", node_design=None),)))
    assert any("does not hold the accelerator 'X1'" in text for text in missing_figures(strange))
    other = replace(plan, cluster=Cluster(groups=(replace(group, node_design="rack"),)))
    assert any("does not hold the node design 'rack'" in text for text in missing_figures(other))
    assert list(missing_figures(replace(plan, cluster=Cluster()))) == ["The cluster has no node group; add one."]


def test_a_damaged_file_is_refused(tmp_path: Path):
    path = tmp_path / "plan.chipfolio"
    path.write_bytes(b"SQLite format 3\x00 and no more")
    with pytest.raises(PlanFileError):
        check_plan_file(path)
