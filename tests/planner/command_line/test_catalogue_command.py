import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from planner.catalogue.catalogue_archive import kept_archives, pack_catalogue
from planner.command_line.program import MENDABLE, SUCCESS, answer
from planner.examples import example_plan
from planner.planfile.store import save_plan
from planner.resource_files import resource_path


@pytest.fixture
def update(tmp_path: Path) -> Path:
    """Return an archive in which the H20 draws 550 W and the version is 3."""
    folder = Path(shutil.copytree(resource_path("catalogue"), tmp_path / "catalogue"))
    for name, old, new in (
        ("about.toml", 'version = "2"', 'version = "3"'),
        ("accelerators.csv", "hardware/gpu.py,500,CCTV", "hardware/gpu.py,550,CCTV"),
    ):
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    path = tmp_path / "update.zip"
    pack_catalogue(folder, path)
    return path


def _entry(key: str, *words: str) -> dict[str, Any]:
    document = json.loads(answer(["catalogue", "--json", *words]).output)
    found: dict[str, Any] = next(entry for entry in document["accelerators"] if entry["key"] == key)
    return found


def test_the_document_carries_grade_low_and_high_reported_memory_and_age():
    s5000 = _entry("S5000", "--site", "CN")
    figure = s5000["figures"]["peak_flop_per_s.bf16"]
    assert (figure["evidence"], figure["low"], figure["high"]) == ("estimate", 400e12, 512e12)
    assert s5000["peak_flop_per_s"]["bf16"] is None  # nobody printed it
    assert s5000["planned_on_estimates"] == ["peak_flop_per_s.bf16", "tdp_w"]
    assert s5000["reported_memory_bytes"] == 81_828 * 2**20
    assert s5000["offers"][0]["age_days"] == 137
    assert (s5000["offers"][0]["term"], s5000["offers"][0]["standing"]) == ("on demand", "list")
    assert s5000["default_offer"]["why"] == "dated"
    assert _entry("S5000")["default_offer"] is None
    b300 = _entry("B300-SXM")
    assert (b300["memory_bytes"], b300["printed_memory_bytes"]) == (275_040 * 2**20, 288 * 2**30)


def test_every_price_in_the_document_has_terms_a_place_and_an_age():
    prices = json.loads(answer(["catalogue", "--json"]).output)["prices"]
    assert all(price["term"] and price["standing"] and price["place"] for price in prices)
    assert all(price["age_days"] >= 0 for price in prices)
    assert {price["includes_server"] for price in prices} == {True, False}


def test_the_list_marks_estimates_and_formats_without_units():
    answered = answer(["catalogue"]).output
    rows = {line.split()[0]: line for line in answered.splitlines() if line.startswith("  ") and line.split()}
    assert "~500" in rows["S5000"]
    assert " no " in rows["A100-80-SXM"]
    assert "~: the middle of a stated estimate, not published" in answered


def test_an_update_is_reported_by_figure_and_by_plan_and_kept_only_when_asked(update: Path, tmp_path: Path):
    plan = tmp_path / "plan.chipfolio"
    save_plan(plan, example_plan("ling-plus"))
    answered = answer(["catalogue", "--update", str(update), "--plan", str(plan)])
    assert answered.exit_code == SUCCESS
    assert "to 3 of 2026-11-29: 1 changes" in answered.output
    assert answered.output.count("H20-SXM: power of a device, 500 W (press) to 550 W (press)") == 2
    assert f"{plan}: 1 of them concern this plan" in answered.output
    assert "Kept" not in answered.output
    folder = tmp_path / "kept"
    document = json.loads(answer(["catalogue", "--update", str(update), "--keep", str(folder), "--json"]).output)
    assert document["changes"] == [
        {
            "kind": "FigureChanged",
            "accelerator": "H20-SXM",
            "figure": "tdp_w",
            "before": 500.0,
            "after": 550.0,
            "evidence_before": "press",
            "evidence_after": "press",
        }
    ]
    assert [str(path) for path in kept_archives(folder)] == [document["kept"]]


def test_options_of_an_update_without_one_and_a_broken_archive_are_mendable(tmp_path: Path):
    assert answer(["catalogue", "--keep", str(tmp_path)]).exit_code == MENDABLE
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"")
    answered = answer(["catalogue", "--update", str(broken)])
    assert answered.exit_code == MENDABLE
    assert "broken.zip is no catalogue archive" in answered.complaint
