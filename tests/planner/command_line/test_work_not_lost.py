"""What a command cannot end with is said before its work, and nothing that is typed is read as something else."""

from pathlib import Path

import pytest

from planner.command_line import explore_command, export_command
from planner.command_line.program import MENDABLE, answer
from planner.errors import UserError
from planner.examples import example_plan
from planner.planfile.plan_inputs import with_input
from planner.planfile.store import save_plan


@pytest.fixture(scope="module")
def plan_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plans") / "ling.chipfolio"
    save_plan(path, example_plan("ling-plus-baseline"))
    return path


@pytest.mark.parametrize("out", ["missing/out.csv", "folder"])
@pytest.mark.parametrize("words", [["explore", "--csv", "OUT", "PLAN"], ["export", "PLAN", "OUT", "--to", "csv"]])
def test_an_output_that_cannot_be_written_is_said_before_any_work_promise(monkeypatch, tmp_path, plan_file, words, out):
    def worked(*_arguments, **_more):
        raise AssertionError("the work was done first")

    (tmp_path / "folder").mkdir()
    monkeypatch.setattr(explore_command, "read_plan", worked)
    monkeypatch.setattr(export_command, "read_plan", worked)
    places = {"OUT": str(tmp_path / out), "PLAN": str(plan_file)}
    said = answer([places.get(word, word) for word in words])
    assert said.exit_code == MENDABLE
    assert str(tmp_path / out) in said.complaint
    assert [one.name for one in tmp_path.iterdir()] == ["folder"]


@pytest.mark.parametrize(
    "text", ["1,5", "1.500,5", "12,34", "1.5k", "nan", "inf", "1e400", "null", "x", "1 000", "0x10", "9" * 100_000]
)
def test_what_is_no_number_is_refused_as_it_was_typed_promise(text):
    with pytest.raises(UserError, match="takes a number, not") as refused:
        with_input(example_plan("ling-plus-baseline"), "workload.tokens", text)
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize("text", ["1500", "1,500", "１５００", "１，５００", "1_500", "1.5e3", "+1,500.0"])
def test_a_number_is_read_however_it_is_written_promise(text):
    assert with_input(example_plan("ling-plus-baseline"), "workload.tokens", text).training.tokens == 1500.0


def test_lists_nested_beyond_reading_are_refused_in_words_promise():
    with pytest.raises(UserError, match="takes JSON"):
        with_input(example_plan("ling-plus-baseline"), "cluster.groups", "[" * 100_000)


def test_failures_of_what_takes_no_part_are_refused_promise(plan_file):
    said = answer(["plan", str(plan_file), "--stops", "mtbf-hours:bogus=5"])
    assert said.exit_code == MENDABLE
    assert "'bogus' takes no part" in said.complaint


@pytest.mark.parametrize(("option", "value"), [("--failure-share", "1.5"), ("--replan-days", "1e18")])
def test_what_is_stated_of_a_loss_has_the_limits_of_the_plan_promise(plan_file, option, value):
    said = answer(["loss", str(plan_file), "--supplier", "Nvidia", "--day", "10", option, value])
    assert said.exit_code == MENDABLE
    assert "enter a value in its range" in said.complaint
