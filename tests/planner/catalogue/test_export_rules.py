import pytest
from msgspec.structs import replace

from planner.catalogue.accelerator import Accelerator, Precision
from planner.catalogue.estimates import with_estimates
from planner.catalogue.export_rules import (
    Effect,
    allowed_at,
    eccn_class,
    export_findings,
    in_case_by_case_lane,
    performance_density,
    strongest_effect,
    total_processing_performance,
)
from planner.catalogue.reader import load_catalogue


def _device(key: str) -> Accelerator:
    return load_catalogue().accelerator(key)


@pytest.mark.parametrize(
    ("bf16_tflop_per_s", "performance"),
    [(312, 4992), (989.4, 15830.4), (148, 2368), (1307.4, 20918.4), (2250, 36000)],
)
def test_the_worked_numbers_of_total_processing_performance(bf16_tflop_per_s: float, performance: float):
    plain = Accelerator(
        key="x",
        name="x",
        supplier="x",
        jurisdiction="United States",
        peak_flop_per_s={Precision.BF16: bf16_tflop_per_s * 1e12},
    )
    assert total_processing_performance(plain) == pytest.approx(performance, rel=1e-12)


def test_the_worked_numbers_of_performance_density():
    assert performance_density(_device("A100-80-SXM")) == pytest.approx(6.044, abs=5e-4)
    assert performance_density(_device("H20-SXM")) == pytest.approx(2.909, abs=5e-4)


@pytest.mark.parametrize(
    ("key", "eccn"),
    [
        ("A100-80-SXM", "3A090.a"),
        ("H800-SXM", "3A090.a"),
        ("H20-SXM", "none"),
        ("A30", "3A090.b"),
        ("RTX-4090D", "none"),  # not for data centres and below 4,800: Note 2
        ("RTX-4090", "3A090.a"),
        ("C550", None),  # needs the die area
    ],
)
def test_the_class_follows_from_performance_and_density(key: str, eccn: str | None):
    assert eccn_class(_device(key)) == eccn


@pytest.mark.parametrize(
    ("key", "inside"),
    [("H200-SXM", True), ("MI300X", True), ("MI325X", True), ("B200-SXM", False), ("MI355X", False), ("MI308X", None)],
)
def test_the_case_by_case_lane_of_january_2026(key: str, *, inside: bool | None):
    assert in_case_by_case_lane(_device(key)) is inside


def test_the_largest_format_counts_and_a_device_without_rates_is_unknown():
    assert total_processing_performance(_device("L40S")) == pytest.approx(5864, abs=1)  # FP8 and INT8, not BF16
    assert total_processing_performance(_device("MI308X")) is None
    assert eccn_class(_device("MI308X")) is None


def test_findings_carry_figures_date_and_source():
    findings = export_findings(_device("A800-80-SXM"), "CN")
    assert [finding.effect for finding in findings] == [Effect.LICENCE, Effect.LICENCE, Effect.CAUTION, Effect.CAUTION]
    assert "TPP 4,992, density 6.04: meets 3A090.a" in findings[0].text
    assert {(finding.date, finding.source) for finding in findings} >= {
        ("2023-11-17", "88 FR 73458"),
        ("2026-01-15", "91 FR 1684 (FR document 2026-00789)"),
    }


def test_the_filter_is_the_arithmetic_and_nothing_else():
    assert allowed_at(_device("B200-SXM"), "CN") is False
    assert allowed_at(_device("H20-SXM"), "CN") is None  # a licence decides
    assert allowed_at(_device("MI308X"), "CN") is None
    assert allowed_at(_device("B200-SXM"), "US") is True
    assert strongest_effect(_device("B200-SXM"), "US") is Effect.CLEAR


def test_a_chinese_device_at_a_chinese_site_meets_no_us_threshold_but_the_guidance_is_said():
    assert [finding.effect for finding in export_findings(_device("Ascend-910C"), "CN")] == [Effect.CAUTION]
    assert [finding.effect for finding in export_findings(_device("Ascend-910C"), "SG")] == [Effect.CAUTION]
    assert export_findings(_device("C550"), "CN") == ()


def test_a_larger_die_never_makes_the_class_graver():
    order = ["none", "3A090.b", "3A090.a"]
    for area in (100.0, 300.0, 500.0, 800.0, 1600.0):
        small = replace(_device("C550"), die_area_mm2=area)
        large = replace(_device("C550"), die_area_mm2=area * 1.5)
        assert order.index(eccn_class(large) or "") <= order.index(eccn_class(small) or "")


@pytest.mark.parametrize(
    ("key", "effects"),
    [
        ("A100-80-SXM", [Effect.LICENCE]),  # 600 GB/s and TPP 4,992
        ("A800-80-SXM", [Effect.CLEAR]),  # made with 400 GB/s to stay out
        ("H20-SXM", [Effect.CLEAR]),  # below the TPP
        ("MI308X", [Effect.UNKNOWN]),
    ],
)
def test_the_first_rule_asked_for_link_and_performance_both(key: str, effects: list[Effect]):
    findings = export_findings(_device(key), "CN", "2023-01-01")
    assert [finding.effect for finding in findings] == effects
    assert (findings[0].rule_id, findings[0].jurisdiction) == ("us-3a090-2022", "United States")


def test_a_rule_is_said_from_its_day_on():
    assert export_findings(_device("A100-80-SXM"), "CN", "2022-10-06") == ()
    before, after = (strongest_effect(_device("B200-SXM"), "CN", day) for day in ("2026-01-14", "2026-01-15"))
    assert (before, after) == (Effect.LICENCE, Effect.DENIAL)
    measures = [finding.rule_id for finding in export_findings(_device("H20-SXM"), "CN", "2025-08-01")]
    assert measures == ["us-3a090-2023", "us-letter-h20-2025", "cn-cac-h20-2025"]


def test_a_licence_exception_is_named_where_the_rule_opens_one():
    words = "15 CFR 740.8"
    assert words in export_findings(_device("RTX-4090"), "CN")[0].text  # 3A090.a, not for data centres
    assert words in export_findings(_device("A30"), "CN")[0].text  # 3A090.b, for data centres
    assert words not in export_findings(_device("H100-SXM"), "CN")[0].text


def test_the_larger_h20_needs_the_same_licence():
    catalogue = load_catalogue()
    effects = {key: strongest_effect(catalogue.accelerator(key), "CN") for key in ("H20-SXM", "H20-SXM-141")}
    assert effects["H20-SXM-141"] is effects["H20-SXM"] is Effect.LICENCE


def test_an_estimate_never_enters_the_arithmetic_of_the_rules():
    m890 = load_catalogue().accelerator("PPU-M890")
    assert "peak_flop_per_s.bf16" in m890.estimates
    assert total_processing_performance(m890) is None
    assert total_processing_performance(with_estimates(m890)) == pytest.approx(356 * 16)  # what it would have said


@pytest.mark.parametrize(("site", "allowed"), [("RU", False), ("IR", False), ("KP", False), ("AE", None), ("VN", None)])
def test_destinations_of_groups_d_and_e_are_not_silently_allowed(site, allowed):
    findings = export_findings(_device("H100-SXM"), site)
    assert findings
    assert findings[0].effect in {Effect.LICENCE, Effect.DENIAL}
    assert allowed_at(_device("H100-SXM"), site) is allowed


@pytest.mark.parametrize("site", ["RU", "BY"])
def test_no_device_is_free_for_russia_and_belarus_however_slow(site):
    below = _device("H20-SXM")
    assert eccn_class(below) == "none"
    assert allowed_at(below, site) is False
    assert Effect.DENIAL not in {finding.effect for finding in export_findings(below, site, "2022-01-01")}


def test_a_licence_can_be_asked_for_in_groups_d1_and_d4_and_is_denied_in_d5():
    assert strongest_effect(_device("B200-SXM"), "VN") is Effect.LICENCE
    assert strongest_effect(_device("B200-SXM"), "SA") is Effect.LICENCE
    assert strongest_effect(_device("B200-SXM"), "RU") is Effect.DENIAL
    assert strongest_effect(_device("B200-SXM"), "IL") is Effect.CLEAR  # D:4, but A:6 as well
    assert strongest_effect(_device("B200-SXM"), "KH") is Effect.LICENCE  # out of D:5 since February 2026
    assert strongest_effect(_device("B200-SXM"), "NI") is Effect.DENIAL  # D:1 and D:5


def test_a_company_of_group_d5_is_denied_elsewhere_too():
    assert allowed_at(_device("B200-SXM"), "SG") is True
    assert allowed_at(_device("B200-SXM"), "SG", headquarters="CN") is False
    assert "headquarters in CN" in export_findings(_device("B200-SXM"), "SG", headquarters="CN")[-1].text
    assert allowed_at(_device("B200-SXM"), "SG", headquarters="DE") is True


def test_what_the_rules_do_not_cover_is_unknown_and_never_allowed():
    assert allowed_at(_device("B200-SXM"), "BR") is None
    assert export_findings(_device("B200-SXM"), "BR") == ()
    assert allowed_at(_device("S5000"), "DE") is None
    assert allowed_at(_device("S5000"), "CN") is True
