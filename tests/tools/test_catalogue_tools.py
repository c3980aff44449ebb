import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from msgspec.structs import replace

from planner.catalogue.accelerator import Figure
from planner.catalogue.catalogue_archive import read_archive
from planner.catalogue.reader import load_catalogue

TOOLS = Path(__file__).resolve().parents[2] / "tools"


def _script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # a dataclass looks its module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def check() -> ModuleType:
    return _script("catalogue_check")


def _keys(check: ModuleType, catalogue: object, trouble: str) -> dict[str, str]:
    return {one.key: one.text for one in check.findings(catalogue) if one.trouble is check.Trouble[trouble]}


def test_rows_without_source_or_price_and_with_old_prices_or_conflicts_are_named(check: ModuleType):
    catalogue = load_catalogue()
    assert "devices_per_node names no source" in _keys(check, catalogue, "NO_SOURCE")["A40"]
    assert {"C550", "L600"} <= set(_keys(check, catalogue, "NO_PRICE"))
    assert _keys(check, catalogue, "OLD_PRICE")["PPU-810E"] == "the newest is of 2025-03"
    assert "784 vs 800" in _keys(check, catalogue, "CONFLICT")["S5000"]
    assert "H100-SXM" not in _keys(check, catalogue, "OLD_PRICE")


def test_a_price_and_a_power_far_from_the_others_are_named(check: ModuleType):
    catalogue = load_catalogue()
    assert "H100-SXM" not in _keys(check, catalogue, "OUTLIER")
    h100 = replace(catalogue.accelerator("H100-SXM"), tdp_w=70_000.0)
    hot = replace(catalogue, accelerators={**catalogue.accelerators, "H100-SXM": h100})
    assert "W per TFLOP/s" in _keys(check, hot, "OUTLIER")["H100-SXM"]
    expensive = tuple(
        replace(price, normalised_amount=price.normalised_amount * 1000.0)
        if price.accelerator == "MLU370-X8" or (price.accelerator == "BW1000" and price.normalised_amount)
        else price
        for price in catalogue.prices
    )
    assert "CNY per TFLOP/s" in _keys(check, replace(catalogue, prices=expensive), "OUTLIER")["BW1000"]


def test_a_figure_that_claims_more_than_an_estimate_without_a_source_fails_the_check(
    check: ModuleType, capsys: pytest.CaptureFixture[str]
):
    assert check.main([]) == 0
    assert "no price: " in capsys.readouterr().out
    h100 = load_catalogue().accelerator("H100-SXM")
    bare = {**h100.figures, "tdp_w": Figure(evidence=h100.figures["tdp_w"].evidence, source="")}
    assert check._claims_without_source(replace(h100, figures=bare))


def test_the_shipped_catalogue_is_packed_into_an_archive_that_reads_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    pack = _script("pack_catalogue")
    assert pack.main([str(tmp_path / "out.zip")]) == 0
    assert read_archive(tmp_path / "out.zip").catalogue == load_catalogue()
    assert pack.main([]) == 2
    assert pack.main([str(tmp_path / "other.zip"), str(tmp_path)]) == 2
    assert "cannot be read" in capsys.readouterr().err
