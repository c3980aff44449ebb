"""What plans of format 2 become: phases at once are turns, separate jobs a programme, renamed strategies keep."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from planner.plan import ProgrammeAim, Trains
from planner.planfile.remarks import PhasesInTurn, ReadAs
from planner.planfile.store import load_plan

FROZEN = Path(__file__).parents[2] / "plans" / "format-2"


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
    assert sum(model.tokens for model in programme.models) == pytest.approx(stored.plan.run.tokens)
    assert next(model.pool for model in programme.models) == "Ascend-910B2@Site 1"
    assert any(isinstance(one, ReadAs) for one in stored.remarks)


def test_experts_apart_keep_their_strategy_under_its_new_name(rewritten):
    stored = load_plan(rewritten("ling-plus", strategy="experts-apart"))
    assert stored.plan.mixing.strategy == "attention-expert-disaggregation"


def test_phases_chosen_in_turn_say_nothing_since_nothing_changed(rewritten):
    stored = load_plan(rewritten("ling-plus", strategy="phases", parallel_phases=False))
    assert stored.plan.mixing.strategy == "in-turn"
    assert not [one for one in stored.remarks if isinstance(one, PhasesInTurn)]
