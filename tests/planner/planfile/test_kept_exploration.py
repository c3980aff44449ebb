"""What was explored of a plan, kept in its file: the same to the last digit, or not at all."""

import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.catalogue.estimates import EstimatedInput
from planner.catalogue.reader import load_catalogue
from planner.exploration.estimated_fleets import FleetEstimates, GroupEstimates
from planner.exploration.exploration import Exploration, FleetColumns, FrontierPoint, Guarantee
from planner.exploration.explored_plan import MOST_FLEETS, ExploredPlan, sampled
from planner.exploration.fleet_rules import WAYS
from planner.exploration.frontier import frontier_rows, knee_position
from planner.exploration.replanning import adopted
from planner.mixing.strategy import pool_id
from planner.performance.training.calibration import load_calibration
from planner.plan import DependenceMeasure, Objective, Plan
from planner.planfile import kept_exploration
from planner.planfile.digest import body_digest
from planner.planfile.kept_exploration import MOST_BYTES, explored_from, explored_text
from planner.planfile.remarks import DamagedExploration, OtherExploration
from planner.planfile.store import load_plan, save_plan
from planner.sentences import Sentence, sentence

DAY = "2026-11-29"


@pytest.fixture(scope="module")
def plan(small_plan, small_catalogue) -> Plan:
    return replace(small_plan, catalogue=small_catalogue)


@pytest.fixture(scope="module")
def explored(plan, small_exploration) -> ExploredPlan:
    return ExploredPlan(plan=plan, exploration=small_exploration, explored_on=DAY)


@pytest.fixture
def saved(tmp_path: Path, explored: ExploredPlan) -> Path:
    path = tmp_path / "plan.chipfolio"
    save_plan(path, explored.plan, explored=explored)
    return path


def any_exploration(plan: Plan, chance: np.random.Generator, fleets: int) -> Exploration:
    """Return an exploration of random figures whose frontier is one; savings and rates without one may be unknown."""
    groups = tuple(group.key for group in plan.cluster.groups)
    cost, largest = chance.lognormal(14, 1, fleets), chance.random(fleets)
    columns = FleetColumns(
        nodes=chance.integers(0, 1_000, (fleets, len(groups)), dtype=np.int32),
        unit_cost=cost,
        cost=cost * 9.0,
        saving=np.where(chance.random(fleets) < 0.1, np.nan, 1.0 - cost / cost.max()),
        tokens_per_s=chance.lognormal(13, 1, fleets),
        days=chance.lognormal(4, 1, fleets),
        largest=largest,
        hhi=10_000 * largest**2,
        retention=np.where(chance.random(fleets) < 0.1, np.nan, chance.random(fleets)),
        loss=chance.random(fleets),
        way=chance.integers(0, len(WAYS), fleets).astype(np.int8),
        bound=chance.random(fleets) < 0.5,
    )
    frontier = frontier_rows(cost, largest)
    point = FrontierPoint(way=WAYS[0], shares={pool_id(("N1", "N1")): 1 / 3, pool_id(("H1", "H1")): 2 / 3}, cap=0.7)
    return Exploration(
        groups=groups,
        accelerators=tuple(group.accelerator for group in plan.cluster.groups),
        currency=plan.currency,
        measure=plan.measure,
        objective=plan.objective,
        candidates=10 ** int(chance.integers(6, 40)),
        feasible=fleets,
        fleets=columns,
        frontier=frontier,
        points=(point,) * len(frontier),
        flips=(*chance.random(len(frontier) - 1).tolist(), float("nan")),
        knee=knee_position(cost[frontier], largest[frontier]),
        today=columns.taken(np.array([0])),
        seconds=float(chance.random()),
        blocked={sentence("{} has no price", "N1"): 7, "Past the deadline": 3},
        guarantee=Guarantee(evaluated=fleets + 10, words=sentence("Exact: all {:,} fleets.", fleets)),
        estimates=FleetEstimates(
            groups=(GroupEstimates(rate=(EstimatedInput(subject="N1", figure="tdp_w"),)),) * len(groups)
        ),
    )


def assert_same(one: Exploration, other: Exploration):
    for name in Exploration.__struct_fields__:
        mine, theirs = getattr(one, name), getattr(other, name)
        for column in FleetColumns.__struct_fields__ if isinstance(mine, FleetColumns) else ():
            first, second = getattr(mine, column), getattr(theirs, column)
            assert first.dtype == second.dtype
            np.testing.assert_array_equal(first, second, err_msg=column, strict=True)
        if not isinstance(mine, FleetColumns):
            assert repr(mine) == repr(theirs), name


@settings(settings.get_profile("plans"))
@given(seed=st.integers(0, 2**32), fleets=st.integers(1, 60))
def test_any_exploration_comes_back_to_the_last_digit(plan: Plan, seed: int, fleets: int):
    found = ExploredPlan(
        plan=plan, exploration=any_exploration(plan, np.random.default_rng(seed), fleets), explored_on=DAY
    )
    text = explored_text(found, plan)
    assert text is not None
    read = explored_from(text, plan)
    assert read is not None
    assert_same(read.exploration, found.kept)
    assert explored_text(read, plan) == text
    assert {type(reason) for reason in read.exploration.blocked} == {Sentence, str}  # others can be translated still
    assert isinstance(read.exploration.guarantee.words, Sentence)


def test_an_explored_plan_opens_explored(saved: Path, explored: ExploredPlan):
    stored = load_plan(saved)
    assert (stored.plan, stored.remarks, stored.altered) == (explored.plan, (), False)
    assert stored.explored.explored_on == DAY
    assert_same(replace(stored.explored.exploration, sample=None), replace(explored.exploration, terms=None))
    assert stored.explored.exploration.today_gap == explored.exploration.today_gap


def test_a_fleet_that_was_adopted_leaves_the_exploration_the_plans(tmp_path: Path, explored: ExploredPlan):
    positions = [place for place, point in enumerate(explored.exploration.points) if point.cap is not None]
    taken = adopted(explored.plan, explored.exploration, positions[0])
    assert taken.mixing != explored.plan.mixing
    path = tmp_path / "taken.chipfolio"
    save_plan(path, replace(taken, name="another name"), explored=explored)
    stored = load_plan(path)
    assert stored.explored.plan.mixing == explored.plan.mixing


def test_of_a_plan_that_was_edited_since_nothing_is_kept(tmp_path: Path, explored: ExploredPlan):
    path = tmp_path / "edited.chipfolio"
    save_plan(path, replace(explored.plan, objective=Objective.DAYS), explored=explored)
    stored = load_plan(path)
    assert (stored.explored, stored.remarks) == (None, ())


def test_another_catalogue_calibration_or_price_in_the_file_has_no_frontier(saved: Path, monkeypatch):
    calibration, catalogue = replace(load_calibration(), version="1.0"), replace(load_catalogue(), date="2020-01-01")
    for name, other in (
        ("__version__", "9.9"),
        ("load_calibration", lambda: calibration),
        ("load_catalogue", lambda: catalogue),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(kept_exploration, name, other)
            stored = load_plan(saved)
            assert (stored.explored, stored.remarks) == (None, (OtherExploration(),)), name
    _change(saved, "UPDATE accelerators SET body = json_set(body, '$.tdp_w', 501.0) WHERE key = 'H1'")
    stored = load_plan(saved)
    assert stored.explored is None
    assert OtherExploration() in stored.remarks


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE exploration SET body = replace(body, '\"days\":[', '\"days\":[1')",
        "UPDATE exploration SET body = CAST(x'7bff7d' AS TEXT)",
        "UPDATE exploration SET body = zeroblob(1000)",
        "UPDATE exploration SET digest = 'none'",
    ],
)
def test_a_damaged_exploration_costs_nothing_else(saved: Path, explored: ExploredPlan, statement: str):
    _change(saved, statement)
    stored = load_plan(saved)
    assert (stored.plan, stored.explored, stored.altered) == (explored.plan, None, False)
    assert stored.remarks == (DamagedExploration(),)


def test_what_another_program_explored_in_words_of_its_own_is_not_called_damaged(saved: Path):
    with closing(sqlite3.connect(saved)) as connection, connection:
        connection.execute("UPDATE exploration SET body = '{}', digest = ?", [body_digest("{}")])
    assert load_plan(saved).remarks == (DamagedExploration(),)  # of this program it would be
    _change(saved, "UPDATE meta SET value = '9.9' WHERE key = 'program'")
    assert load_plan(saved).remarks == (OtherExploration(),)


ABSURD = {
    "no JSON": lambda _body: "[[",
    "a row that is not there": lambda body: body["frontier"].append(10**6),
    "a row twice": lambda body: body["frontier"].append(body["frontier"][0]),
    "a frontier the wrong way round": lambda body: body["frontier"].reverse(),
    "a knee beyond the frontier": lambda body: body.update(knee=-1),
    "a short column": lambda body: body["fleets"]["days"].pop(),
    "a short fleet": lambda body: body["fleets"]["nodes"][0].pop(),
    "days below zero": lambda body: body["fleets"]["days"].__setitem__(0, -1.0),
    "unknown days": lambda body: body["fleets"]["days"].__setitem__(0, None),
    "a share of two": lambda body: body["fleets"]["largest"].__setitem__(0, 2.0),
    "more nodes than an int32": lambda body: body["fleets"]["nodes"][0].__setitem__(0, 2**40),
    "a way that there is not": lambda body: body["fleets"]["way"].__setitem__(0, "magic"),
    "a point of a strange pool": lambda body: body["points"][0]["shares"].update(x=0.5),
    "half of the points": lambda body: body["points"].pop(),
    "an estimate of no figure": lambda body: body["estimates"]["baseline"].append({"subject": "N1", "figure": "x"}),
    "other groups": lambda body: body["groups"].reverse(),
    "another currency": lambda body: body.update(currency="USD"),
    "no day": lambda body: body["sample"].update(explored_on="yesterday"),
    "more drawn than there are": lambda body: body["sample"].update(of=1),
    "more feasible than candidates": lambda body: body.update(candidates=1),
    "a count of 500 digits": lambda body: body.update(candidates=10**500),
    "more fleets than a file keeps": lambda body: body.update(
        fleets={name: column * (20_000 // len(column) + 1) for name, column in body["fleets"].items()}
    ),
    "a text of megabytes": lambda body: body["guarantee"].update(words="x" * MOST_BYTES),
}


@pytest.mark.sample(12)
@pytest.mark.parametrize("absurd", ABSURD)
def test_an_absurd_exploration_with_a_digest_that_fits_is_left_out(saved: Path, explored: ExploredPlan, absurd: str):
    with closing(sqlite3.connect(saved)) as connection:
        ((text,),) = connection.execute("SELECT body FROM exploration").fetchall()
        body = msgspec.json.decode(text)
        changed = ABSURD[absurd](body)
        text = changed if isinstance(changed, str) else msgspec.json.encode(body).decode()
        connection.execute("UPDATE exploration SET body = ?, digest = ?", (text, body_digest(text)))
        connection.commit()
    stored = load_plan(saved)
    assert (stored.plan, stored.explored, stored.remarks) == (explored.plan, None, (DamagedExploration(),))


def test_of_very_many_fleets_a_sample_is_kept_with_every_frontier_of_theirs(plan: Plan):
    group = plan.cluster.groups[0]
    groups = tuple(replace(group, key=f"N1-{number}", site=f"N1-{number}") for number in range(20))
    many = replace(plan, cluster=replace(plan.cluster, groups=groups))
    whole = replace(any_exploration(many, np.random.default_rng(0), 30_000), points=())
    kept = sampled(whole, DAY)
    assert len(kept.fleets) <= MOST_FLEETS
    assert (kept.sample.of, kept.feasible) == (30_000, 30_000)
    assert_same(kept, sampled(whole, DAY))
    for measure in DependenceMeasure:
        for objective in Objective:
            of_all, of_kept = (
                one.fleets.taken(frontier_rows(one.fleets.objective(objective), one.fleets.dependence(measure)))
                for one in (whole, kept)
            )
            np.testing.assert_array_equal(of_kept.nodes, of_all.nodes, err_msg=f"{measure} {objective}")
    ends = [(f.unit_cost.min(), f.unit_cost.max(), f.largest.max()) for f in (kept.fleets, whole.fleets)]
    np.testing.assert_allclose(*ends, rtol=1 / 60)  # spread over the picture, whose cells are that fine
    text = explored_text(ExploredPlan(plan=many, exploration=whole, explored_on=DAY), many)
    assert text is not None
    assert len(text) < MOST_BYTES


def _change(path: Path, statement: str):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()
