"""Figures that were wrong before, each as its source has it now."""

import pytest

from planner.catalogue.accelerator import Evidence, Precision
from planner.catalogue.figures import KINDS, value_of
from planner.catalogue.offers import PriceStanding
from planner.catalogue.reader import load_catalogue
from planner.units import MIB_BYTES

GRADED_LOW = {Evidence.PRESS, Evidence.ESTIMATE}


@pytest.mark.parametrize(
    ("key", "reported_mib", "overstated"),
    [("B300-SXM", 275_040, 0.072), ("GB300-NVL72", 284_208, 0.038)],
)
def test_b300_and_gb300_have_the_memory_that_they_report_and_not_the_decimal_288(
    key: str, reported_mib: int, overstated: float
):
    device = load_catalogue().accelerator(key)
    assert device.memory_bytes == reported_mib * MIB_BYTES
    assert device.printed_memory_bytes == 288 * 2**30
    assert device.printed_memory_bytes / device.memory_bytes - 1 == pytest.approx(overstated, abs=5e-4)


@pytest.mark.parametrize(
    ("key", "figure", "printed"),
    [
        ("S4000", "nic_bytes_per_s", 50.0),
        ("H20-SXM", "tdp_w", 500.0),
        ("C600", "tdp_w", 1000.0),
        ("C550", "scaleup_domain_devices", 8),
        ("C550", "scaleup_bytes_per_s", 896.0),
        ("C550", "nic_bytes_per_s", 400.0),
        ("TPU-v7", "memory_bytes_per_s", 7380.0),
        ("TPU-v5p", "nic_bytes_per_s", 50.0),
        ("TPU-v6e", "nic_bytes_per_s", 100.0),
        ("TPU-v7", "nic_bytes_per_s", 100.0),
        ("P800", "nic_bytes_per_s", 400.0),
        ("K100-AI", "peak_flop_per_s.bf16", 196.0),
        ("BI-V150", "nic_bytes_per_s", 25.0),
        ("Trainium3", "memory_bytes_per_s", 4900.0),
    ],
)
def test_a_corrected_figure_has_its_new_value(key: str, figure: str, printed: float):
    value = value_of(load_catalogue().accelerator(key), figure)
    assert value is not None
    assert KINDS[figure].printed(value) == pytest.approx(printed)


def test_the_s4000_node_no_longer_holds_one_adapters_rate():
    rates = [node.nic_bytes_per_s for node in load_catalogue().nodes_for("S4000")]
    assert rates == [6.25e9, 6.25e9]  # 2 x 200 Gbit/s for 8 cards


def test_a_price_that_divided_all_revenue_by_the_cards_is_gone():
    prices = load_catalogue().prices
    amounts = {key: [price.amount for price in prices if price.accelerator == key] for key in ("S60", "BI-V150")}
    assert 18_600.0 not in amounts["S60"]
    assert 10_600.0 in amounts["S60"]
    assert 32_000.0 not in amounts["BI-V150"]
    assert 30_400.0 in amounts["BI-V150"]
    derived = [price for price in prices if price.accelerator == "S60" and price.amount == 10_600.0]
    assert [price.standing for price in derived] == [PriceStanding.DERIVED]


def test_figures_that_were_rejected_are_not_entered():
    mi308x = load_catalogue().accelerator("MI308X")
    assert Precision.BF16 not in mi308x.peak_flop_per_s
    assert "rejected" in mi308x.notes["compute_note"]
    assert load_catalogue().accelerator("RTX-PRO-6000").peak_flop_per_s[Precision.BF16] == 467.8e12


def test_the_v900_is_announced_and_not_a_product():
    assert load_catalogue().accelerator("PPU-V900").status == "announced 2026-09-22, production Q1 2027"


@pytest.mark.parametrize("key", ["Ascend-910B1", "Ascend-910B2", "Ascend-910B3"])
def test_a_910b_may_fill_94_percent_of_what_it_reports(key: str):
    device = load_catalogue().accelerator(key)
    assert device.reported_memory_bytes == 65_536 * MIB_BYTES
    assert device.memory_bytes == 61_768 * MIB_BYTES
    assert device.memory_bytes / device.reported_memory_bytes == pytest.approx(0.9425, abs=1e-4)


def test_what_was_measured_counts_before_what_is_reported_before_what_is_printed():
    for device in load_catalogue().accelerators.values():
        known = (device.allocatable_memory_bytes, device.reported_memory_bytes, device.printed_memory_bytes)
        assert device.memory_bytes == next((size for size in known if size is not None), None), device.key


def test_a_reading_that_a_published_capacity_confirms_is_as_good_as_it():
    figures = {key: load_catalogue().accelerator(key).figures["memory_bytes"] for key in ("H200-SXM", "Ascend-910B1")}
    assert figures["H200-SXM"].evidence is Evidence.PUBLISHED  # 143,771 MiB of 141 GB, quoted
    assert figures["Ascend-910B1"].evidence is Evidence.PRESS  # 6 % less than printed: carried over from the 910B2


def test_a_source_that_is_only_quoted_is_graded_down_and_says_so():
    catalogue = load_catalogue()
    for device in catalogue.accelerators.values():
        for name, figure in device.figures.items():
            first = figure.source.split(" ; ", maxsplit=1)[0]
            if "not kept" in first or "page not read" in first:
                printed = name == "memory_bytes" and figure.evidence is Evidence.PUBLISHED
                assert figure.evidence in GRADED_LOW or printed, (device.key, name)
            if "from memory" in first or "not re-read" in first:
                assert figure.evidence is Evidence.ESTIMATE, (device.key, name)


def test_h20_power_is_a_quoted_reading():
    figure = load_catalogue().accelerator("H20-SXM").figures["tdp_w"]
    assert figure.evidence is Evidence.PRESS
    assert "as quoted; page not kept" in figure.source


def test_a_format_without_units_is_said_and_is_no_unknown_rate():
    ampere = load_catalogue().accelerator("A100-80-SXM")
    assert Precision.FP8 in ampere.formats_without_units
    assert ampere.units_words(Precision.FP8) == "has no FP8 units; trains in BF16"
    assert load_catalogue().accelerator("V100-SXM2-32").units_words(Precision.FP8) == "has no FP8 units; trains in FP16"
    assert Precision.FP8 not in load_catalogue().accelerator("BR100").formats_without_units  # unknown
    for device in load_catalogue().accelerators.values():
        assert not set(device.formats_without_units) & set(device.peak_flop_per_s), device.key
