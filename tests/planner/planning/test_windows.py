"""Groups that come and go: intervals cut at every window, pools at the size they then have, and how they go on."""

from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.cluster import Cluster, GroupTerms, LinkKind, Tenure, Waiting
from planner.errors import UserError
from planner.mixing.inter_pool_links import link_terms
from planner.mixing.strategy import Division, MixingChoice, ShareCap
from planner.performance.training.goodput import FailureModel
from planner.plan import Objective
from planner.planning import plan_results
from planner.planning.presence import presences
from planner.sentences import sentence
from planner.units import SECONDS_PER_DAY

relaxed = settings.get_profile("plans")
FABRIC = link_terms(LinkKind.DEVICE_DIRECT).link
RESERVED = Tenure.RESERVED
ONE = 64 * 900 * 86_400  # tokens a day of 64 devices of N1


@pytest.fixture
def planned(small_plan, small_catalogue, one_line_model):
    """Plans on one software stack and one fabric, so that pools may join."""
    entries = {key: replace(one, software_stack="CUDA") for key, one in small_catalogue.accelerators.items()}

    def plan(*groups, **changes):
        cluster = Cluster(groups=groups, inter_pool_link=FABRIC)
        catalogue = replace(small_catalogue, accelerators=entries)
        return plan_results(replace(small_plan, cluster=cluster, **changes), catalogue, model=one_line_model)

    return plan


def spells(result):
    return [(spell.kind, spell.way) for spell in result.mixing.timetable]


def test_intervals_are_cut_where_a_window_begins_or_ends(small_plan, make_group):
    groups = (
        make_group("N1", 8),
        make_group("N1", 16, key="later", terms=GroupTerms(from_day=30.0)),
        make_group("H1", 16, terms=GroupTerms(from_day=30.0, until_day=90.0)),
        make_group("T1", 0, terms=GroupTerms(from_day=45.0)),  # no nodes: it cuts nothing
    )
    found = presences(replace(small_plan, cluster=Cluster(groups=groups)))
    assert [(one.from_day, one.to_day) for one in found] == [(0.0, 30.0), (30.0, 90.0), (90.0, inf)]
    present = [{key: [g.key for g in groups] for (key, _), groups in one.pools.items()} for one in found]
    assert present == [{"N1": ["N1"]}, {"N1": ["N1", "later"], "H1": ["H1"]}, {"N1": ["N1", "later"]}]


@pytest.mark.parametrize("terms", [{"from_day": -1.0}, {"from_day": 5.0, "until_day": 5.0}, {"lent_share": 1.5}])
def test_terms_that_cannot_be_are_refused_in_a_sentence(terms):
    with pytest.raises(UserError, match="enter"):
        GroupTerms(**terms)


def test_what_is_owned_works_alone_and_restarts_at_its_new_size_when_more_comes(planned, make_group):
    now, later = make_group("N1", 8, site="own"), make_group("N1", 16, key="B", site="own")
    result = planned(now, replace(later, terms=GroupTerms(from_day=60.0)))
    assert spells(result) == [("work", "N1@own"), ("stop", "N1@own"), ("work", "N1@own")]
    _, stop, grown = result.mixing.timetable
    restart_days = FailureModel().restart_s / SECONDS_PER_DAY  # one restart: no alignment, nothing sent
    assert (stop.from_day, stop.to_day) == pytest.approx((60.0, 60.0 + restart_days))
    left = 1e12 - 60.0 * ONE
    assert result.days == pytest.approx(60.0 + restart_days + left / (3 * ONE))
    assert grown.step_s == pytest.approx(result.mixing.timetable[0].step_s / 3)
    assert result.pools[0].devices == 192


def test_what_comes_at_another_site_may_join(planned, make_group):
    now = make_group("N1", 8, terms=GroupTerms(tenure=RESERVED))
    later = make_group("H1", 16, terms=GroupTerms(from_day=20.0))
    result = planned(now, later, mixing=MixingChoice(strategy="data-parallel"))
    assert spells(result) == [("work", "N1@N1"), ("stop", "data-parallel"), ("work", "data-parallel")]
    stop = result.mixing.timetable[1]
    run = result.mixing
    moved_s = 14.0 * result.total_params / FABRIC.bytes_per_s
    assert (stop.to_day - stop.from_day) * SECONDS_PER_DAY == pytest.approx(moved_s + 6 * 3600.0)
    assert set(run.timetable[2].shares) == {"N1@N1", "H1@H1"}
    assert run.timetable[2].step_s < run.timetable[0].step_s


def test_a_way_that_continues_over_a_cut_has_no_stop(planned, make_group):
    result = planned(make_group("N1", 8), make_group("H1", 16, terms=GroupTerms(from_day=500.0)))
    assert spells(result) == [("work", "N1@N1")]
    late = planned(
        make_group("N1", 8),
        make_group("H1", 16, terms=GroupTerms(from_day=20.0)),
        mixing=MixingChoice(division=Division.BY_USER, token_shares={"N1@N1": 1.0}),
    )
    assert {kind for kind, _ in spells(late)} == {"work"}
    assert late.mixing.overhead_days == 0.0


def test_a_group_whose_window_opens_after_the_end_is_named_and_costs_nothing_before(planned, make_group):
    terms = GroupTerms(from_day=500.0, tenure=RESERVED)
    result = planned(make_group("N1", 8), make_group("H1", 16, terms=terms))
    (out,) = result.left_out
    assert out.why == "It comes on day 500, after the run's end."
    assert out.cost.amount == 0.0
    assert "window-opens-too-late" in {remark.code for remark in result.remarks}
    assert result.cost.total.amount == pytest.approx(planned(make_group("N1", 8)).cost.total.amount)


def test_a_held_group_is_paid_to_its_last_day_or_the_end_whichever_is_first(planned, make_group):
    def waited(until):
        kept = GroupTerms(waiting=Waiting.HELD, until_day=until)
        shares = MixingChoice(division=Division.BY_USER, token_shares={"N1@N1": 1.0})
        return planned(make_group("N1", 8), make_group("H1", 16, terms=kept), mixing=shares)

    per_day = 128 * 7.0 * 24
    assert waited(50.0).cost.terms["Waiting of H1"] == pytest.approx(50.0 * per_day)
    whole = waited(None)
    assert whole.cost.terms["Waiting of H1"] == pytest.approx(whole.days * per_day)
    assert waited(1e4).cost.terms["Waiting of H1"] == pytest.approx(whole.days * per_day)


def test_windows_that_close_before_the_tokens_are_trained_are_said_with_the_part_done(planned, make_group):
    result = planned(make_group("N1", 8, terms=GroupTerms(until_day=50.0)))
    assert result.days is None
    done = 50.0 * ONE / 1e12
    assert sentence("close with {:.0%} of the tokens trained", done) in result.blocked[0].reason


def test_in_a_draw_a_closed_interval_keeps_its_days(planned, make_group):
    """Bands come from the same timetable: the earliest end lies after the cut that every draw passes."""
    result = planned(make_group("N1", 8), make_group("N1", 16, key="B", terms=GroupTerms(from_day=60.0)))
    low, _, high = result.bands["days"]
    assert 60.0 < low < result.days < high
    alone = planned(make_group("N1", 24))
    spread = alone.bands["days"][2] / alone.bands["days"][0]
    assert high / low < spread  # sixty days are certain


@relaxed
@given(
    nodes=st.tuples(st.integers(2, 30), st.integers(2, 30)),
    opens=st.floats(0.0, 200.0),
    strategy=st.sampled_from(["in-turn", "data-parallel"]),
)
def test_a_later_window_never_ends_one_pools_run_sooner(planned, make_group, *, nodes, opens, strategy):
    now, more = make_group("N1", nodes[0]), make_group("N1", nodes[1], key="B")
    choice = MixingChoice(strategy=strategy)
    at_once = planned(now, more, mixing=choice)
    later = planned(now, replace(more, terms=GroupTerms(from_day=opens)), mixing=choice)
    never = planned(now, mixing=choice)
    restart_days = FailureModel().restart_s / SECONDS_PER_DAY
    assert at_once.days * (1 - 1e-9) <= later.days <= never.days + restart_days
    assert sum(spell.tokens for spell in later.mixing.timetable) == pytest.approx(1e12)


@pytest.mark.parametrize("tenure", [Tenure.ON_DEMAND, Tenure.RESERVED])
@pytest.mark.parametrize("division", [Division.AUTO, Division.BEST])
def test_windows_of_a_group_that_cannot_train_cost_the_run_no_day_promise(planned, make_group, tenure, division):
    """One node holds no model: the turns of the others are as long as without it, however often it comes and goes."""
    groups = (make_group("N1", 8), make_group("H1", 16))
    terms = GroupTerms(tenure=tenure, from_day=30.0, until_day=75.5)
    choice = MixingChoice(strategy="in-turn", division=division, caps=(ShareCap(share=0.6),))
    without, beside = (planned(*some, mixing=choice) for some in (groups, (*groups, make_group("T1", 1, terms=terms))))
    assert beside.days == pytest.approx(without.days)
    stops = [[kind for kind, _ in spells(one)].count("stop") for one in (without, beside)]
    assert stops[0] == stops[1]
    kept = 0.0 if tenure is Tenure.ON_DEMAND else 8 * 4.0 * 24 * 45.5
    assert beside.cost.total.amount - without.cost.total.amount == pytest.approx(kept)
    assert beside.left_out[0].cost.amount == pytest.approx(kept)


def test_a_supplier_alone_stops_at_no_window_of_others_promise(planned, make_group):
    terms = GroupTerms(tenure=Tenure.RESERVED, from_day=30.0)
    sites = (make_group("N1", 8, key="a", site="a"), make_group("N1", 8, key="b", site="b"))
    choice = MixingChoice(strategy="in-turn")
    beside = planned(*sites, make_group("H1", 16, terms=terms), mixing=choice).references
    alone = next(one for one in beside if one.supplier == "Nvidia")
    assert alone.days == pytest.approx(planned(*sites, mixing=choice).days)


@pytest.mark.parametrize("division", [Division.AUTO, Division.BEST])
@pytest.mark.parametrize("objective", list(Objective))
def test_a_run_that_works_to_a_cut_waits_at_none_promise(planned, make_group, division, objective):
    """Turns of a third, or days of a solver, add up to the day of a cut but for rounding: nobody waits for that."""
    groups = (
        make_group("N1", 8, terms=GroupTerms(until_day=60.0)),
        make_group("H1", 16, terms=GroupTerms(from_day=30.0, until_day=120.0, tenure=RESERVED)),
        make_group("T1", 40, terms=GroupTerms(from_day=90.0)),
    )
    choice = MixingChoice(strategy="in-turn", division=division)
    result = planned(*groups, mixing=choice, objective=objective)
    assert "wait" not in {kind for kind, _ in spells(result)}
    assert result.mixing.waited_days == 0.0
    days = sum(spell.to_day - spell.from_day for spell in result.mixing.timetable)
    assert days == pytest.approx(result.days)


def test_a_timetable_of_several_ways_is_told_whole_promise(planned, make_group):
    """Alone, then together: the sentence names both with their shares and days, and who works together."""
    groups = (make_group("N1", 8), make_group("H1", 16, terms=GroupTerms(from_day=60.0)))
    result = planned(*groups, mixing=MixingChoice(strategy="data-parallel"))
    assert spells(result) == [("work", "N1@N1"), ("stop", "data-parallel"), ("work", "data-parallel")]
    alone, _, joined = result.mixing.timetable
    parts = [
        sentence("{} {:.1%} of the tokens in {:days} days", name, spell.tokens / 1e12, spell.to_day - spell.from_day)
        for name, spell in (("N1", alone), ("N1 with H1", joined))
    ]
    assert f"The ways of working follow each other: {parts[0]}, then {parts[1]}." in result.mixing.why
    assert "In N1 with H1, 2 pools train one job together" in result.mixing.why
    at_once = planned(make_group("N1", 8), make_group("H1", 16), mixing=MixingChoice(strategy="data-parallel"))
    assert "follow each other" not in at_once.mixing.why
    crossing_gb = at_once.mixing.inter_pool_bytes_per_step / 1e9
    assert 0.0 < crossing_gb < 0.5
    assert sentence("{:.2g} GB cross the links", crossing_gb) in at_once.mixing.why
