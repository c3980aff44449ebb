import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace

from planner.catalogue.accelerator import Accelerator, Evidence, Figure, Precision
from planner.catalogue.estimates import PURCHASE_PRICE, estimates_needed, with_estimates, without_estimates
from planner.catalogue.figures import KINDS, PEAK, value_of
from planner.catalogue.reader import load_catalogue, read_catalogue
from planner.cluster import pool_of
from planner.errors import CatalogueError, MissingFigureError
from planner.resource_files import resource_path


def _s5000() -> Accelerator:
    return load_catalogue().accelerator("S5000")


def test_an_unknown_figure_is_the_middle_of_its_estimate_with_the_range_and_the_grade():
    stated, whole = _s5000(), with_estimates(_s5000())
    assert Precision.BF16 not in stated.peak_flop_per_s
    assert whole.peak_flop_per_s[Precision.BF16] == 500e12
    figure = whole.figures["peak_flop_per_s.bf16"]
    assert (figure.evidence, figure.low, figure.high) == (Evidence.ESTIMATE, 400e12, 512e12)
    assert "half of the dense FP8" in figure.note
    assert whole.evidence is Evidence.ESTIMATE
    assert with_estimates(whole) == whole


def test_entering_the_true_figure_replaces_the_estimate():
    stated = _s5000()
    entered = Figure(evidence=Evidence.MEASURED, source="own bench")
    own = replace(
        stated,
        peak_flop_per_s={**stated.peak_flop_per_s, Precision.BF16: 470e12},
        figures={**stated.figures, "peak_flop_per_s.bf16": entered},
    )
    whole = with_estimates(own)
    assert whole.peak_flop_per_s[Precision.BF16] == 470e12
    assert whole.figures["peak_flop_per_s.bf16"] == entered
    assert "peak_flop_per_s.bf16" not in estimates_needed(own)


def test_a_reported_figure_keeps_its_source_and_gains_the_range():
    mlu = with_estimates(load_catalogue().accelerator("MLU590"))
    figure = mlu.figures["memory_bytes_per_s"]
    assert (mlu.memory_bytes_per_s, figure.low, figure.high) == (2760e9, 1600e9, 2760e9)
    assert "community" in figure.source


def test_a_published_figure_keeps_no_range_though_an_estimate_is_stated():
    c600 = load_catalogue().accelerator("C600")
    assert c600.estimates["tdp_w"].low == 400.0
    assert with_estimates(c600).figures["tdp_w"].low is None
    assert with_estimates(c600).tdp_w == 1000.0


def test_nothing_estimated_is_ever_graded_better_than_an_estimate():
    for accelerator in load_catalogue().accelerators.values():
        whole = with_estimates(accelerator)
        for name, figure in whole.figures.items():
            if figure.low is not None:
                assert figure.evidence is Evidence.ESTIMATE, (accelerator.key, name)
                assert figure.source, (accelerator.key, name)
        for name in estimates_needed(accelerator):
            assert whole.figures[name].low is not None, (accelerator.key, name)
        if estimates_needed(accelerator):
            used = {name for name in estimates_needed(accelerator) if name in KINDS and not name.startswith(PEAK)}
            weak = used - {"tdp_w", "die_area_mm2"} or {f"{PEAK}bf16"} & set(estimates_needed(accelerator))
            assert not weak or whole.evidence is Evidence.ESTIMATE, accelerator.key


def test_every_stated_estimate_is_a_sorted_range_with_a_derivation():
    stated = [one for entry in load_catalogue().accelerators.values() for one in entry.estimates.values()]
    assert len(stated) == 226
    assert all(one.low <= one.mid <= one.high and one.derivation and one.source and one.unit for one in stated)


def test_without_estimates_what_is_unknown_blocks_and_says_what_to_enter():
    with pytest.raises(MissingFigureError, match=r"MTT S5000 .*: the BF16 peak rate is unknown"):
        without_estimates(_s5000()).require_peak_flop_per_s(Precision.BF16)
    card = load_catalogue().accelerator("MLU370-X8")
    with pytest.raises(MissingFigureError, match="the NIC rate per device is unknown"):
        pool_of(without_estimates(card), nodes=8)
    assert pool_of(card, nodes=8).nic_bytes_per_s == 6.25e9  # 50 Gbit/s


def test_a_node_design_that_states_a_figure_needs_no_estimate_of_it():
    catalogue = load_catalogue()
    card = catalogue.accelerator("H200-NVL")
    pool = pool_of(card, nodes=4, design=catalogue.nodes["HPE-DL380a-10-x-H200-NVL"])
    assert pool.nic_bytes_per_s == 10e9
    assert "nic_bytes_per_s" not in pool.accelerator.figures
    assert pool.accelerator.figures["peak_flop_per_s.bf16"].low == 835.5e12


def test_a_price_is_estimated_in_its_currency():
    estimate = load_catalogue().accelerator("C550").estimates[PURCHASE_PRICE]
    assert (estimate.low, estimate.mid, estimate.high, estimate.unit) == (23500.0, 49000.0, 84000.0, "CNY")
    assert PURCHASE_PRICE not in estimates_needed(load_catalogue().accelerator("C550"))


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("S5000,bf16_tflop_per_s,400,500,512", "S5000,bf16_tflop_per_s,600,500,512", "column mid: low, mid and high"),
        ("S5000,bf16_tflop_per_s,", "S5000,bf17_tflop_per_s,", "column column: 'bf17_tflop_per_s' is not a figure"),
        ("S5000,bf16_tflop_per_s,", "S6000,bf16_tflop_per_s,", "column accelerator: 'S6000' is not in"),
        ("S5000,bf16_tflop_per_s,400", "S5000,bf16_tflop_per_s,", "column low: the cell is empty"),
    ],
)
def test_a_wrong_estimate_is_named_by_line_and_column(tmp_path: Path, old: str, new: str, complaint: str):
    folder = Path(shutil.copytree(resource_path("catalogue"), tmp_path / "catalogue"))
    table = folder / "estimates.csv"
    text = table.read_text(encoding="utf-8")
    assert old in text
    table.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"estimates\.csv, line \d+, " + complaint):
        read_catalogue(folder)


def test_the_middle_of_every_estimate_is_what_an_unknown_figure_becomes():
    for accelerator in load_catalogue().accelerators.values():
        whole = with_estimates(accelerator)
        for name in estimates_needed(accelerator):
            assert value_of(whole, name) == pytest.approx(accelerator.estimates[name].mid)
