import json

from planner.command_line.program import answer
from planner.examples import example_plan
from planner.planfile.store import load_plan, save_plan


def _plan_file(tmp_path):
    path = tmp_path / "p.chipfolio"
    save_plan(path, example_plan("ling-plus"))
    return path


def test_inputs_are_listed_with_what_they_may_be(tmp_path):
    said = answer(["inputs", str(_plan_file(tmp_path))])
    assert said.exit_code == 0
    assert "recourse.replan_days" in said.output
    assert "balanced, capped, natural" in said.output
    listed = json.loads(answer(["inputs", str(_plan_file(tmp_path)), "--json"]).output)
    assert {"path": "workload.seq_len", "value": "4096", "may_be": "1 to 1e9", "choices": []} in listed


def test_a_changed_plan_is_written_to_another_file(tmp_path):
    path, other = _plan_file(tmp_path), tmp_path / "q.chipfolio"
    said = answer(["inputs", str(path), "--set", "recourse.replan_days=9", "--output", str(other)])
    assert said.exit_code == 0
    assert load_plan(other).plan.recourse.replan_days == 9.0
    assert load_plan(path).plan.recourse.replan_days == 5.0


def test_a_wrong_change_is_one_line_and_changes_nothing(tmp_path):
    said = answer(["inputs", str(_plan_file(tmp_path)), "--set", "workload.tokens"])
    assert (said.exit_code, len(said.complaint.splitlines())) == (2, 1)
    assert "has no value" in said.complaint
