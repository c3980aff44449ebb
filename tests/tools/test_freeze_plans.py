"""Plan files of a format are frozen once: the tool writes what is not there and touches nothing that is."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from planner.examples import example_plan
from planner.planfile.plan_inputs import plan_inputs
from planner.planfile.schema import FORMAT
from planner.planfile.store import load_plan
from planner.workload.presets import shape_keys, shape_preset

# Of what a name stands for there is another only where the catalogue has it; the other files have other names.
NAMES = {
    "accelerator",
    "acquisition",
    "base",
    "code",
    "currency",
    "date",
    "key",
    "label",
    "name",
    "note",
    "node_design",
    "source",
    "upkeep_per_hour",
}
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


def kinds_of(shapes):
    return {type(part) for shape in shapes for part in (*shape.mixers.values(), *shape.channel_mixers.values())}


@pytest.mark.slow
def test_one_plan_says_something_in_every_input(tool: ModuleType):
    plan = tool.every_input()
    as_it_comes = {one.path: one.text for one in plan_inputs(example_plan("ling-plus"))}
    inputs = {re.sub(r"\[.*?\]", "", one.path) for one in plan_inputs(plan)}
    other = {re.sub(r"\[.*?\]", "", one.path) for one in plan_inputs(plan) if as_it_comes.get(one.path) != one.text}
    assert {path.rpartition(".")[2] for path in inputs - other} <= NAMES, inputs - other
    shipped = [shape_preset(key) for key in shape_keys()]
    assert kinds_of(run.shape for run in plan.measured_runs) == kinds_of(shipped)


def test_no_released_format_can_be_frozen_again(tool: ModuleType, capsys):
    assert tool.main([]) == 2
    assert f"format-{FORMAT}" in capsys.readouterr().err
