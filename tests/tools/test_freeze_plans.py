"""Plan files of a format are frozen once: the tool writes what is not there and touches nothing that is."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from planner.examples import example_plan
from planner.planfile.schema import FORMAT
from planner.planfile.store import load_plan

TOOL = Path(__file__).resolve().parents[2] / "tools" / "freeze_plans.py"


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location(TOOL.stem, TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "frozen_plans", lambda: iter([("one", example_plan("ling-plus-baseline"), None)]))
    return module


def test_a_format_is_frozen_with_its_checksums_and_then_refused(tool: ModuleType, tmp_path: Path, capsys):
    assert tool.main([str(tmp_path)]) == 0
    folder = tmp_path / f"format-{FORMAT}"
    stored = load_plan(folder / "one.chipfolio")
    assert stored.result.days
    assert (folder / "SHA256SUMS").read_text("utf-8") == f"{stored.fingerprint.sha256}  one.chipfolio\n"
    before = {path: path.read_bytes() for path in folder.iterdir()}
    assert tool.main([str(tmp_path)]) == 2
    assert "is there" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_no_released_format_can_be_frozen_again(tool: ModuleType, capsys):
    assert tool.main([]) == 2
    assert f"format-{FORMAT}" in capsys.readouterr().err
