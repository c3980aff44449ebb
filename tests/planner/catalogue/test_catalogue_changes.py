from msgspec.structs import replace

from planner.catalogue.accelerator import Evidence, Figure
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.catalogue_changes import (
    AcceleratorAdded,
    AcceleratorRemoved,
    EstimateChanged,
    FigureChanged,
    NodeChanged,
    PricesChanged,
    catalogue_changes,
    plans_concerned,
)
from planner.catalogue.reader import load_catalogue


def _changed() -> tuple[Catalogue, Catalogue]:
    """Return an older catalogue and the shipped one."""
    now = load_catalogue()
    h20, s5000 = now.accelerator("H20-SXM"), now.accelerator("S5000")
    press = Figure(evidence=Evidence.ESTIMATE, source="a table")
    entries = {
        **now.accelerators,
        "H20-SXM": replace(h20, tdp_w=400.0, figures={**h20.figures, "tdp_w": press}),
        "S5000": replace(s5000, estimates={}),
        "X1": replace(h20, key="X1", name="Withdrawn"),
    }
    del entries["R300"]
    nodes = {**now.nodes}
    nodes["KUAE-S4000-server"] = replace(nodes["KUAE-S4000-server"], nic_bytes_per_s=25e9)
    del nodes["C550-1500-OAM-server"]
    prices = tuple(price for price in now.prices if price.accelerator != "A30")
    return replace(now, accelerators=entries, nodes=nodes, prices=prices), now


def test_each_difference_is_a_value_with_before_and_after():
    before, after = _changed()
    changes = catalogue_changes(before, after)
    assert FigureChanged(
        accelerator="H20-SXM",
        figure="tdp_w",
        before=400.0,
        after=500.0,
        evidence_before=Evidence.ESTIMATE,
        evidence_after=Evidence.PRESS,
    ) in changes  # fmt: skip
    assert AcceleratorAdded(accelerator="R300", name="R300") in changes
    assert AcceleratorRemoved(accelerator="X1", name="Withdrawn") in changes
    estimates = {change.figure for change in changes if isinstance(change, EstimateChanged)}
    assert estimates == {"peak_flop_per_s.bf16", "tdp_w"}
    nodes = {change.node: change for change in changes if isinstance(change, NodeChanged)}
    assert nodes["KUAE-S4000-server"].differing == ("nic_bytes_per_s",)
    assert nodes["C550-1500-OAM-server"].before is None
    (prices,) = [change for change in changes if isinstance(change, PricesChanged)]
    assert (prices.accelerator, len(prices.added), len(prices.removed)) == ("A30", 1, 0)
    figures = [change for change in changes if isinstance(change, FigureChanged)]
    assert len(figures) == 1


def test_a_catalogue_does_not_differ_from_itself():
    assert catalogue_changes(load_catalogue(), load_catalogue()) == ()


def test_changes_are_named_by_the_plans_that_use_the_accelerator():
    before, after = _changed()
    changes = catalogue_changes(before, after)
    concerned = plans_concerned(changes, {"ours": ("H20-SXM", "H100-SXM"), "theirs": ("H100-SXM",)})
    assert set(concerned) == {"ours"}
    assert [change.accelerator for change in concerned["ours"]] == ["H20-SXM"]
