"""What plans of format 2 become: phases at once are turns, separate jobs a programme, renamed strategies keep."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from planner.errors import PlanFileError
from planner.plan import ProgrammeAim, Trains
from planner.planfile.format_2_to_3 import blocks_from_flags
from planner.planfile.remarks import PhasesInTurn, ReadAs, remark_text, with_planned_days
from planner.planfile.store import load_plan
from planner.planning import plan_results
from planner.workload.flags import Attention, MlaRanks, shape_of_flags

PLANS = Path(__file__).parents[2] / "plans"
FROZEN = PLANS / "format-2"


@pytest.fixture
def rewritten(tmp_path: Path):
    """Return a function that writes a frozen plan with another body, as format 2 still."""

    def write(name: str, **mixing: object) -> Path:
        path = tmp_path / "plan.chipfolio"
        path.write_bytes((FROZEN / f"{name}.chipfolio").read_bytes())
        with closing(sqlite3.connect(path)) as connection, connection:
            ((body,),) = connection.execute("SELECT body FROM plan").fetchall()
            plan = json.loads(body)
            plan["mixing"] |= mixing
            connection.execute("UPDATE plan SET body = ?", (json.dumps(plan),))
        return path

    return write


def test_phases_at_once_open_as_turns_with_both_figures():
    stored = load_plan(FROZEN / "ling-plus.chipfolio")
    assert stored.plan.mixing.strategy == "in-turn"
    (remark,) = [one for one in stored.remarks if isinstance(one, PhasesInTurn)]
    assert remark.pools == 4
    assert remark.days_in_turn == pytest.approx(4 * remark.days_at_once)
    assert 39 < remark.days_at_once < 40


@pytest.mark.parametrize("path", sorted(FROZEN.glob("*.chipfolio")), ids=lambda path: path.stem)
def test_every_released_plan_of_phases_gives_both_figures_the_files_or_else_its_plans(path):
    stored = load_plan(path)
    for remark in (one for one in stored.remarks if isinstance(one, PhasesInTurn)):
        assert remark.wants_days == ("days" not in stored.headlines)
        if not remark.wants_days:
            assert "days instead of" in remark_text(remark)
            continue
        assert "(the file holds no days of either)" in remark_text(remark)
        result = plan_results(stored.plan)
        told = with_planned_days(remark, stored.plan, result)
        stops = result.mixing.overhead_days
        assert told.days_in_turn == result.days
        assert told.days_at_once == pytest.approx((result.days - stops) / remark.pools, rel=1e-6)
        shown = f"(as predicted now {told.days_in_turn:,.1f} days instead of {told.days_at_once:,.1f}; the file holds"
        assert shown in remark_text(told)


def test_results_that_rest_on_added_rates_are_not_shown_again():
    assert load_plan(FROZEN / "ling-plus.chipfolio").result is None


def test_a_fleet_of_one_pool_keeps_auto_and_says_nothing():
    stored = load_plan(FROZEN / "ling-plus-baseline.chipfolio")
    assert stored.plan.mixing.strategy == "auto"
    assert not [one for one in stored.remarks if isinstance(one, PhasesInTurn | ReadAs)]


def test_separate_jobs_become_a_programme_of_one_model_a_pool(rewritten):
    stored = load_plan(rewritten("ling-plus", strategy="separate-jobs"))
    programme = stored.plan.programme
    assert stored.plan.trains is Trains.PROGRAMME
    assert programme.aim is ProgrammeAim.FIXED
    assert sum(model.tokens for model in programme.models) == pytest.approx(stored.plan.training.tokens)
    assert next(model.pool for model in programme.models) == "Ascend-910B2@Site 1"
    assert any(isinstance(one, ReadAs) for one in stored.remarks)


def test_experts_apart_keep_their_strategy_under_its_new_name(rewritten):
    stored = load_plan(rewritten("ling-plus", strategy="experts-apart"))
    assert stored.plan.mixing.strategy == "attention-expert-disaggregation"


def test_phases_chosen_in_turn_say_nothing_since_nothing_changed(rewritten):
    stored = load_plan(rewritten("ling-plus", strategy="phases", parallel_phases=False))
    assert stored.plan.mixing.strategy == "in-turn"
    assert not [one for one in stored.remarks if isinstance(one, PhasesInTurn)]


def _shapes_written(path: Path) -> list[dict]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as connection:
        ((body,),) = connection.execute("SELECT body FROM plan").fetchall()
    plan = json.loads(body)
    return [plan["run"]["shape"], *(run["shape"] for run in plan.get("measured_runs", ()))]


def _shape_of(written: dict):
    flags = dict(written)
    ranks = flags.get("mla")
    flags |= {
        "attention": Attention(flags.get("attention", "gqa")),
        "mla": None if ranks is None else MlaRanks(**ranks),
    }
    return shape_of_flags(**flags)


@pytest.mark.parametrize(
    "path", sorted(PLANS.glob("format-[12]/*.chipfolio")), ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_flags_of_a_shape_become_the_blocks_that_say_the_same(path):
    plan = load_plan(path).plan
    read = [plan.training.shape, *(run.shape for run in plan.measured_runs)]
    assert read == [_shape_of(written) for written in _shapes_written(path)]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"layers": 10**9}, "1000000000 layers"),
        ({"dense_layers": 100}, "100 of them dense"),
        ({"windowed_layers": 4, "sliding_window": None}, "lacks the window"),
    ],
)
def test_flags_that_contradict_each_other_are_refused(change, words):
    flags = _shapes_written(FROZEN / "ling-plus.chipfolio")[0]
    with pytest.raises(ValueError, match=words):
        blocks_from_flags(flags | change)


def test_a_file_whose_shape_has_more_layers_than_any_is_refused_in_one_line(rewritten):
    path = rewritten("ling-plus")
    with closing(sqlite3.connect(path)) as connection, connection:
        ((body,),) = connection.execute("SELECT body FROM plan").fetchall()
        plan = json.loads(body)
        plan["run"]["shape"]["layers"] = 10**18
        connection.execute("UPDATE plan SET body = ?", (json.dumps(plan),))
    with pytest.raises(PlanFileError, match="cannot be brought up to date") as refusal:
        load_plan(path)
    assert "\n" not in str(refusal.value)


def test_windows_and_predictions_keep_their_counts():
    flags = {"key": "a", "name": "A", "layers": 62, "hidden": 64, "vocab": 9, "heads": 4, "kv_heads": 2, "head_dim": 16,
             "ffn": 64, "dense_layers": 62, "windowed_layers": 52, "sliding_window": 1024, "mtp_layers": 2}  # fmt: skip
    found = blocks_from_flags(flags)
    assert sum(count for count, mixer, _ in found["blocks"] if mixer == "window") == 52
    assert found["mtp"] == {"modules": 2, "blocks": [[1, "window", "dense"]]}
