"""One model is one set of weights: relations that every plan of several pools keeps, whatever its figures."""

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.catalogue.offers import Money
from planner.cluster import Cluster, GroupTerms, Tenure, Waiting
from planner.english.phrases import short_money
from planner.examples import example_names, example_plan
from planner.exports.documents import plan_document
from planner.mixing.strategy import Division, MixingChoice, ShareCap
from planner.plan import Limits, Programme, ProgrammeAim, ProgrammeModel, Trains
from planner.planning import plan_results
from planner.sentences import sentence
from planner.units import SECONDS_PER_DAY
from planner.workload.training_run import TrainingPrecision

relaxed = settings.get_profile("plans")

TERMS = st.builds(
    GroupTerms,
    tenure=st.sampled_from([Tenure.ON_DEMAND, Tenure.RESERVED]),
    waiting=st.sampled_from([None, *Waiting]),
    lent_share=st.floats(0.0, 1.0),
    from_day=st.sampled_from([0.0, 0.0, 30.0, 500.0]),
)
CHOICES = st.builds(
    MixingChoice,
    strategy=st.sampled_from(["auto", "in-turn", "data-parallel"]),
    division=st.sampled_from(Division),
    token_shares=st.just({"N1@N1": 0.3, "H1@H1": 0.5, "T1@T1": 0.2}),
    caps=st.sampled_from([(), (ShareCap(share=0.6),)]),
    may_wait=st.booleans(),
)


@pytest.fixture
def planned(small_plan, small_catalogue, one_line_model):
    def plan(**changes):
        return plan_results(replace(small_plan, **changes), small_catalogue, model=one_line_model)

    return plan


def three(make_group, nodes, terms=None):
    keys, terms = ("N1", "H1", "T1"), terms or (GroupTerms(),) * 3
    return Cluster(groups=tuple(make_group(k, n, terms=t) for k, n, t in zip(keys, nodes, terms, strict=True)))


@relaxed
@given(nodes=st.tuples(*[st.integers(2, 40)] * 3), terms=st.tuples(TERMS, TERMS, TERMS), choice=CHOICES)
def test_steps_in_a_row_take_their_time_row_by_row(planned, small_plan, make_group, *, nodes, terms, choice):
    result = planned(cluster=three(make_group, nodes, terms), mixing=choice)
    if result.mixing is None:
        assert result.blocked
        return
    step_tokens = small_plan.training.tokens_per_step
    for spell in result.mixing.timetable:
        if spell.kind == "work":
            seconds = (spell.to_day - spell.from_day) * SECONDS_PER_DAY
            assert seconds / (spell.tokens / step_tokens) >= spell.step_s * (1 - 1e-9)
    order = [(spell.from_day, spell.to_day) for spell in result.mixing.timetable]
    assert all(end <= start + 1e-9 for (_, end), (start, _) in pairwise(order))
    assert sum(spell.tokens for spell in result.mixing.timetable) == pytest.approx(small_plan.training.tokens)
    # steps are whole where tokens need not be: half a step at most
    assert result.step_s * result.steps == pytest.approx(result.days * SECONDS_PER_DAY, abs=0.5001 * result.step_s)


@relaxed
@given(nodes=st.tuples(*[st.integers(2, 40)] * 3), terms=st.tuples(TERMS, TERMS, TERMS), choice=CHOICES)
def test_money_is_the_sum_of_its_terms_its_months_and_its_parts(planned, make_group, nodes, terms, choice):
    result = planned(cluster=three(make_group, nodes, terms), mixing=choice)
    if result.cost is None:
        return
    assert sum(result.cost.terms.values()) == pytest.approx(result.cost.total.amount)
    assert sum(month.amount for month in result.cash_by_month) == pytest.approx(result.cost.paid.amount)
    assert sum(term.amount.amount for term in result.cost_terms[0].children) == pytest.approx(result.cost.total.amount)
    for out in result.left_out:
        assert out.cost.amount >= 0.0


@relaxed
@given(nodes=st.tuples(*[st.integers(2, 40)] * 3), share=st.floats(0.0, 1.0))
def test_held_costs_no_less_than_lent_and_lent_no_less_than_released(planned, make_group, nodes, share):
    def cost(waiting):
        terms = (GroupTerms(waiting=waiting, lent_share=share),) * 3
        choice = MixingChoice(strategy="in-turn")
        return planned(cluster=three(make_group, nodes, terms), mixing=choice).cost.total.amount

    released, lent, held = (cost(waiting) for waiting in (Waiting.RELEASED, Waiting.LENT, Waiting.HELD))
    assert released <= lent * (1 + 1e-9)
    assert lent <= held * (1 + 1e-9)


@relaxed
@given(nodes=st.tuples(st.integers(2, 40), st.integers(2, 40)), tenure=st.sampled_from([Tenure.RESERVED]))
def test_what_costs_by_its_terms_stays_in_the_money_when_it_cannot_train(planned, make_group, nodes, tenure):
    one_node = make_group("T1", 1, terms=GroupTerms(tenure=tenure))  # too small for any layout
    two = (make_group("N1", nodes[0]), make_group("H1", nodes[1]))
    without, beside = planned(cluster=Cluster(groups=two)), planned(cluster=Cluster(groups=(*two, one_node)))
    kept = beside.cost.total.amount - without.cost.total.amount
    assert beside.days == pytest.approx(without.days)
    assert kept == pytest.approx(8 * 4.0 * 24 * beside.days)
    (out,) = beside.left_out
    assert out.cost.amount == pytest.approx(kept)
    assert any(one.code == "costs-without-training" for one in beside.remarks)
    released = planned(cluster=Cluster(groups=(*two, make_group("T1", 1))))
    assert released.cost.total.amount == pytest.approx(without.cost.total.amount)
    assert released.left_out[0].cost.amount == 0.0


@relaxed
@given(nodes=st.integers(4, 40), parts=st.sampled_from([2, 4]), strategy=st.sampled_from(["auto", "data-parallel"]))
def test_a_pool_cut_over_sites_is_never_faster_than_the_whole(planned, make_group, nodes, parts, strategy):
    nodes = nodes // parts * parts
    whole = planned(cluster=Cluster(groups=(make_group("N1", nodes),)))
    cut = Cluster(groups=tuple(make_group("N1", nodes // parts, key=f"N1{i}", site=f"site {i}") for i in range(parts)))
    answer = planned(cluster=cut, mixing=MixingChoice(strategy=strategy))
    if answer.days is not None:
        assert answer.days >= whole.days * (1 - 1e-9)
        assert answer.dependence.layers["supplier"].largest == 1.0


@relaxed
@given(
    nodes=st.tuples(*[st.integers(2, 40)] * 3),
    more=st.tuples(*[st.integers(0, 3)] * 3),
    strategy=st.sampled_from(["data-parallel", "pipeline", "local-sgd", "attention-expert-disaggregation"]),
)
@example(nodes=(3, 5, 9), more=(0, 0, 1), strategy="local-sgd")  # another division by speed alone is later
@example(nodes=(25, 11, 17), more=(0, 1, 3), strategy="local-sgd")  # two pools are as slow
def test_more_nodes_of_pools_that_work_together_are_never_slower(planned, make_group, *, nodes, more, strategy):
    grown = tuple(map(sum, zip(nodes, more, strict=True)))
    few, many = (
        planned(cluster=three(make_group, each), mixing=MixingChoice(strategy=strategy)) for each in (nodes, grown)
    )
    if few.days is not None:
        assert many.days <= few.days * (1 + 1e-9)


@relaxed
@given(nodes=st.tuples(*[st.integers(2, 40)] * 3), cap=st.floats(0.5, 1.0))
def test_one_more_released_pool_never_makes_best_shares_more_expensive(planned, make_group, nodes, cap):
    best = MixingChoice(strategy="in-turn", division=Division.BEST, caps=(ShareCap(share=cap),))
    groups = three(make_group, nodes).groups
    two, more = (planned(cluster=Cluster(groups=some), mixing=best) for some in (groups[:2], groups))
    assert more.cost.total.amount <= two.cost.total.amount * (1 + 1e-6)


@relaxed
@given(nodes=st.tuples(*[st.integers(2, 40)] * 3), choice=CHOICES)
def test_the_first_sentences_carry_cost_days_and_share_of_the_mix_and_of_each_pool_alone(
    planned, make_group, nodes, choice
):
    result = planned(cluster=three(make_group, nodes), mixing=choice)
    if result.mixing is None:
        return
    why = result.mixing.why
    assert sentence("{:days} days", result.days) in why
    assert sentence("{:.1%}", result.dependence.layers["supplier"].largest) in why
    for alone in (result.mixing.cheapest_alone, result.mixing.fastest_alone):
        assert alone.name in why
        assert sentence("{:days} days", alone.days) in why
        assert short_money(alone.cost.amount, "CNY", space=" ") in why


def test_a_pool_that_is_better_alone_is_said_first(planned, make_group):
    groups = (make_group("N1", 40), make_group("T1", 2))  # T1 is slower and no cheaper a token
    result = planned(cluster=Cluster(groups=groups), mixing=MixingChoice(strategy="in-turn"))
    assert result.mixing.why.startswith("N1 alone is ")
    assert result.remarks[0].code == "alone-is-better"


def test_energy_counts_two_sites_of_one_accelerator_twice(planned, make_group):
    one = planned(cluster=Cluster(groups=(make_group("N1", 8),)))
    sites = (make_group("N1", 8, key="a", site="a"), make_group("N1", 8, key="b", site="b"))
    both = planned(cluster=Cluster(groups=sites), mixing=MixingChoice(strategy="in-turn"))
    assert set(both.energy.by_pool_kwh) == {"N1 (a)", "N1 (b)"}
    assert both.energy.energy_kwh == pytest.approx(sum(both.energy.by_pool_kwh.values()))
    assert both.energy.energy_kwh == pytest.approx(one.energy.energy_kwh, rel=0.01)  # as many steps, one at a time
    kept = GroupTerms(waiting=Waiting.HELD)
    waiting = planned(
        cluster=Cluster(groups=tuple(replace(group, terms=kept) for group in sites)),
        mixing=MixingChoice(strategy="in-turn"),
    )
    assert waiting.energy.energy_kwh > both.energy.energy_kwh


def test_none_in_time_takes_the_fastest_and_says_so(planned):
    late = planned(limits=Limits(deadline_days=1.0))
    candidates = [planned(mixing=MixingChoice(strategy=key)).days for key in ("in-turn", "data-parallel")]
    assert late.days == pytest.approx(min(day for day in candidates if day is not None))
    assert any(one.code == "late-for-deadline" for one in late.remarks)
    assert late.deadline.chance == 0.0


def test_the_chance_of_the_deadline_is_the_share_of_draws_in_time(planned):
    days = planned().days
    assert 0.3 < planned(limits=Limits(deadline_days=days)).deadline.chance < 0.7
    assert planned(limits=Limits(deadline_days=10 * days)).deadline.chance == 1.0


def test_best_shares_out_of_reach_relax_nothing_and_say_the_smallest_cap_and_deadline(planned):
    best = MixingChoice(strategy="in-turn", division=Division.BEST, caps=(ShareCap(share=0.4),))
    answer = planned(mixing=best)
    assert answer.days is None
    (block,) = answer.blocked
    assert block.cause.code() == "cap-out-of-reach"
    assert block.cause.smallest_cap == pytest.approx(0.5)


def test_more_nodes_from_a_later_day_work_from_that_day(planned, make_group):
    now = make_group("N1", 8, key="now")
    later = make_group("N1", 16, key="later", terms=GroupTerms(from_day=60.0))
    alone, grown = planned(cluster=Cluster(groups=(now,))), planned(cluster=Cluster(groups=(now, later)))
    work = [spell for spell in grown.mixing.timetable if spell.kind == "work"]
    assert work[0].from_day == 0.0
    assert work[0].to_day == pytest.approx(60.0)
    assert (work[1].tokens / (work[1].to_day - work[1].from_day)) == pytest.approx(
        3 * work[0].tokens / (work[0].to_day - work[0].from_day)
    )
    assert grown.days < alone.days
    assert any(spell.kind == "stop" for spell in grown.mixing.timetable)  # it restarts in its new layout


def test_owned_devices_cost_other_use_that_is_no_cash(planned, make_group, small_plan):
    upkeep = Money(amount=0.5, currency="CNY")
    owned = make_group("N1", 8, terms=GroupTerms(tenure=Tenure.OWNED, upkeep_per_hour=upkeep))
    result = planned(cluster=Cluster(groups=(owned,)))
    hours = result.days * 24
    assert result.cost.terms["Other use of N1"] == pytest.approx(64 * 20.0 * hours)
    assert result.cost.paid.amount == pytest.approx(result.cost.total.amount - 64 * 20.0 * hours)
    assert result.saving == pytest.approx(1 - result.cost.unit_cost.amount / result.baseline.unit_cost.amount)
    document = plan_document(small_plan, result)["result"]["cost"]
    assert document["cash"] + 64 * 20.0 * hours == pytest.approx(document["with_other_use"])


def test_owned_and_reserved_groups_keep_costing_beside_a_pool_alone(planned, make_group):
    reserved = make_group("N1", 8, terms=GroupTerms(tenure=Tenure.RESERVED))
    free, kept = (
        planned(cluster=Cluster(groups=(group, make_group("H1", 40)))).mixing.fastest_alone
        for group in (make_group("N1", 8), reserved)
    )
    assert (free.name, free.kept, kept.kept) == ("H1", (), ("N1",))
    assert kept.cost.amount - free.cost.amount == pytest.approx(64 * 20.0 * 24 * kept.days)


def test_a_pool_may_train_in_another_precision_than_the_plan(planned, make_group, small_plan):
    run = replace(small_plan.training, precision=TrainingPrecision.FP8)
    own = make_group("N1", 8, precision=TrainingPrecision.BF16)
    result = planned(workload=run, cluster=Cluster(groups=(own,)), baseline=None)
    assert result.days is not None
    assert result.pools[0].precision == "bf16"


@pytest.mark.parametrize(
    ("aim", "deadline", "days", "millions"),
    [(ProgrammeAim.SHORTEST, None, 2, None), (ProgrammeAim.CHEAPEST, None, None, 1)],
)
def test_a_programme_is_placed_on_pools_and_reported_model_by_model(planned, aim, deadline, days, millions):
    models = tuple(ProgrammeModel(name=f"M{i}", tokens=2.5e11) for i in range(4))
    result = planned(
        trains=Trains.PROGRAMME,
        programme=Programme(models=models, aim=aim),
        limits=Limits(deadline_days=deadline),
    )
    assert [model.name for model in result.models] == ["M0", "M1", "M2", "M3"]
    assert result.days == pytest.approx(max(model.to_day for model in result.models))
    each_days = 2.5e11 / (64 * 1000 * 0.9) / 86_400  # on either pool: they are equally fast
    if days is not None:
        assert result.days == pytest.approx(days * each_days)
    if millions is not None:  # all on H1, the cheaper
        assert result.cost.total.amount == pytest.approx(4 * each_days * 24 * 128 * 7)


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.slow] if name.startswith("ling-plus") else []) for name in example_names()],
)
def test_no_example_is_dominated_by_another_division_over_its_own_pools(name, example_results):
    plan = example_plan(name)
    result = example_results(name)
    pools = [pool.pool for pool in result.pools]
    largest = result.dependence.layers["supplier"].largest
    steps = 10
    for shares in _divisions(len(pools), steps) if len(pools) > 1 else ():
        other = plan_results(
            replace(
                plan,
                mixing=replace(
                    plan.mixing,
                    strategy="in-turn",
                    division=Division.BY_USER,
                    token_shares={pool: share / steps for pool, share in zip(pools, shares, strict=True)},
                    caps=(),
                ),
            )
        )
        ours = (result.cost.total.amount, result.days, largest)
        theirs = (other.cost.total.amount, other.days, other.dependence.layers["supplier"].largest)
        no_worse = all(their <= own for their, own in zip(theirs, ours, strict=True))
        better = any(their < own * 0.999 for their, own in zip(theirs, ours, strict=True))
        assert not (no_worse and better), shares


def _divisions(pools, steps):
    if pools == 1:
        return [(steps,)]
    return [(first, *rest) for first in range(steps + 1) for rest in _divisions(pools - 1, steps - first)]
