import pytest

from gui.panels.catalogue.catalogue_filters import FilterKind, combine, filters_for
from gui.panels.catalogue.catalogue_search import parse_query
from gui.panels.catalogue.site_rules import SitePasses
from planner.catalogue.accelerator import Precision
from planner.catalogue.figures import printed_of
from planner.catalogue.readiness import ReadinessState
from planner.units import GIB_BYTES


def found(catalogue, line):
    query = parse_query(line)
    return {key for key, accelerator in catalogue.accelerators.items() if query.accepts(accelerator)}


def test_words_are_found_in_name_supplier_and_memory(catalogue):
    assert "Ascend-910B2" in found(catalogue, "huawei hbm2e 910b2")
    assert found(catalogue, "huawei nvidia") == set()


@pytest.mark.parametrize("line", ["≥ 64 GB", ">= 64GB", ">=64 gib"])
def test_a_memory_comparison_is_of_the_capacity_as_printed(catalogue, line):
    got = found(catalogue, line)
    wanted = {
        key for key, one in catalogue.accelerators.items() if (printed_of(one, "memory_bytes") or 0) >= 64 * GIB_BYTES
    }
    assert got == wanted
    assert catalogue.accelerator("Ascend-910B2").memory_bytes < 64 * GIB_BYTES  # what planning may fill
    assert "Ascend-910B2" in got


def test_a_number_format_is_asked_of_the_rates(catalogue):
    got = found(catalogue, "fp8 < 1000 W")
    assert got
    for key in got:
        accelerator = catalogue.accelerator(key)
        assert accelerator.peak_flop_per_s[Precision.FP8]
        assert accelerator.tdp_w < 1000


def test_an_unknown_figure_passes_no_comparison(catalogue):
    unknown = {key for key, one in catalogue.accelerators.items() if one.memory_bytes_per_s is None}
    assert unknown
    assert not unknown & found(catalogue, "> 0 TB/s")


def test_a_comparison_with_a_meaningless_unit_is_not_ignored(catalogue):
    assert found(catalogue, "> 3 bananas") == set()


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("> 1,000 W", "> 1000 W"),
        ("≥ 3,35 TB/s", "≥ 3.35 TB/s"),
        ("> .5 TB/s", "> 0.5 TB/s"),
        ("> 64 GB, ", "> 64 GB ,"),
    ],
)
def test_every_digit_of_a_limit_counts(line, meant):
    assert repr(parse_query(line)) == repr(parse_query(meant))
    assert parse_query(meant).comparisons


def test_filters_of_one_kind_widen_and_kinds_narrow(catalogue):
    filters = filters_for(catalogue, SitePasses("CN"), "China", lambda _one: ReadinessState.READY)

    def keys(*texts):
        accepts = combine(one for one in filters if one.text in texts)
        return {key for key, one in catalogue.accelerators.items() if accepts(one)}

    assert keys("Nvidia", "AMD") == keys("Nvidia") | keys("AMD")
    assert keys("Nvidia", "FP8") == keys("Nvidia") & keys("FP8")
    assert keys() == set(catalogue.accelerators)


def test_filters_have_keys_of_their_own_and_cover_every_supplier(catalogue):
    filters = filters_for(catalogue, lambda _one: True, "China", lambda _one: ReadinessState.READY)
    assert len({one.key for one in filters}) == len(filters)
    suppliers = {one.text for one in filters if one.kind is FilterKind.SUPPLIER}
    assert suppliers == {one.supplier for one in catalogue.accelerators.values()}


def test_export_arithmetic_bars_some_accelerators_from_china_and_none_from_home(catalogue):
    in_china, in_america = SitePasses("CN"), SitePasses("US")
    barred = [key for key, one in catalogue.accelerators.items() if not in_china(one)]
    assert barred
    assert all(catalogue.accelerator(key).jurisdiction != "China" for key in barred)
    assert all(in_america(one) for one in catalogue.accelerators.values() if one.jurisdiction == "United States")
