"""A draw in which a window closes before the end never counts as a cheap or fast run."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.cluster import Cluster, GroupTerms
from planner.exports.documents import plan_document
from planner.exports.plain_values import plain
from planner.plan import Programme, ProgrammeAim, ProgrammeModel, Trains
from planner.planfile.records import result_from, result_text
from planner.planning import plan_results
from planner.planning.retimed import drawn_fleet
from planner.risk.draws import plan_bands, probability_cheaper
from planner.uncertainty.risk_report import unit_cost_risk
from planner.uncertainty.tornado import COST, SAVING, tornados
from planner.uncertainty.winner_map import NOBODY, winner_map

DAYS = 1e12 / (64 * 1000 * 0.9 * 86_400)  # N1 alone: 200.9
BAD = {"tokens_per_s": -1.0, "saving": -1.0, "days": 1.0, "cost": 1.0, "cost_per_trillion_tokens": 1.0}
DRAWS = 400


@pytest.fixture
def windowed(small_plan, make_group):
    """Return the small plan with N1 alone until a day, which trains its tokens or a programme of one model."""

    def make(until_day=None, trains=Trains.ONE_MODEL):
        group = make_group("N1", 8, terms=GroupTerms(until_day=until_day))
        model = ProgrammeModel(name="M", tokens=small_plan.training.tokens)
        programme = Programme(models=(model,), aim=ProgrammeAim.SHORTEST)
        return replace(small_plan, cluster=Cluster(groups=(group,)), trains=trains, programme=programme)

    return make


@pytest.mark.parametrize("trains", list(Trains))
@given(longer=st.floats(1.0, 3.0))
def test_a_window_that_closes_makes_no_end_of_a_band_better_and_no_run_likelier_cheaper(
    windowed, known, trains, longer
):
    (free, baseline, _), (closed, _, _) = known(windowed(trains=trains)), known(windowed(longer * DAYS, trains))
    one, other, beside = (drawn_fleet(run, draws=DRAWS) for run in (free, closed, baseline))
    never = ~np.isfinite(other.days)
    assert np.array_equal(never, one.days > longer * DAYS * (1.0 + 1e-9))
    assert np.isposinf(other.unit_cost[never]).all()
    assert (other.tokens_per_s[never] == 0.0).all()
    assert other.unit_cost[~never] == pytest.approx(one.unit_cost[~never])
    bands, closed_bands = plan_bands(one, beside), plan_bands(other, beside)
    for key, bad in BAD.items():
        assert all(
            bad * there >= bad * here - 1e-9 * abs(here)
            for here, there in zip(bands[key], closed_bands[key], strict=True)
        )
    surer = probability_cheaper(one.unit_cost, beside.unit_cost)
    assert probability_cheaper(other.unit_cost, beside.unit_cost) <= surer


def test_an_end_of_a_band_that_no_run_reaches_is_said_to_be_never_and_kept_with_the_plan(
    windowed, small_catalogue, one_line_model
):
    plan = windowed(1.001 * DAYS)
    result = plan_results(plan, small_catalogue, model=one_line_model)
    ends = {key: (band[0] is None, band[2] is None) for key, band in result.bands.items()}
    assert ends == {key: (bad < 0.0, bad > 0.0) for key, bad in BAD.items()}
    assert result_from(result_text(result), "the result").bands == result.bands
    assert plain(plan_document(plan, result))["result"]["bands"]["days"][2] is None


def test_the_input_at_whose_end_a_run_never_ends_moves_its_cost_and_saving_most(windowed, known):
    found = tornados(*known(windowed(1.001 * DAYS)), batch=False)
    worst = {COST: np.inf, SAVING: -np.inf}
    for quantity, tornado in found.items():
        assert np.isfinite(tornado.result)
        first = tornado.rows[0]
        assert worst[quantity] in {first.low_result, first.high_result}
        assert [np.isinf(row.range) for row in tornado.rows] == sorted(
            (np.isinf(row.range) for row in tornado.rows), reverse=True
        )


def test_a_fleet_that_never_ends_wins_no_cell_and_where_none_ends_nobody_does(windowed, known):
    fleet, baseline, _ = known(windowed(1.001 * DAYS))
    alone = winner_map(fleet, None, x="team", y="porting", steps=3)
    assert alone.winner.tolist() == [[NOBODY, 0, 0]] * 3
    assert "no fleet ends" in alone.note
    beside = winner_map(fleet, baseline, x="team", y="porting", steps=3)
    assert {beside.fleets[fleet] for fleet in beside.winner[:, 0]} == {baseline.name}


def test_a_cost_that_has_no_end_in_some_draw_has_no_standard_deviation(windowed, known):
    assert unit_cost_risk(known(windowed())[0], draws=DRAWS) is not None
    assert unit_cost_risk(known(windowed(1.001 * DAYS))[0], draws=DRAWS) is None
