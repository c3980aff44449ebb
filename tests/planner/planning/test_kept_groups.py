"""What a fleet keeps although it does not work: power, energy, months of cash, and stacks that are ported once."""

from itertools import pairwise

import pytest
from msgspec.structs import replace

from planner.catalogue.offers import Money
from planner.cluster import Cluster, GroupTerms, Tenure, Waiting
from planner.dependence import DependenceBasis
from planner.mixing.strategy import Division, MixingChoice, ShareCap
from planner.plan import Limits
from planner.plan_result import BlockedPart
from planner.planning import plan_results
from planner.units import DAYS_PER_MONTH

IN_TURN = MixingChoice(strategy="in-turn")
SERVER_W = 1.8 * 500.0  # of a device: no server figure is known


@pytest.fixture
def planned(small_plan, small_catalogue, one_line_model):
    def plan(*groups, **changes):
        cluster = Cluster(groups=groups) if groups else small_plan.cluster
        return plan_results(replace(small_plan, cluster=cluster, **changes), small_catalogue, model=one_line_model)

    return plan


def kwh(devices, days, load):
    return devices * SERVER_W / 1e3 * load * 1.25 * 24 * days


def test_a_pool_draws_its_load_at_work_and_a_stated_share_of_it_while_it_is_kept(planned, make_group):
    held = make_group("N1", 8, terms=GroupTerms(waiting=Waiting.HELD))
    result = planned(held, make_group("H1", 16), mixing=IN_TURN)
    busy = {spell.way: spell.to_day - spell.from_day for spell in result.mixing.timetable if spell.kind == "work"}
    stop = result.mixing.overhead_days  # H1 takes over; N1 sends its checkpoint in a fraction of a second of it
    kept = result.days - busy["N1@N1"]
    expected = kwh(64, busy["N1@N1"], 0.75) + kwh(64, kept, 0.3)
    assert result.energy.by_pool_kwh["N1"] == pytest.approx(expected, rel=1e-6)
    assert result.energy.by_pool_kwh["H1"] == pytest.approx(kwh(128, busy["H1@H1"] + stop, 0.75))
    assert result.energy.energy_kwh == pytest.approx(sum(result.energy.by_pool_kwh.values()))
    assert [pool.energy_kwh for pool in result.pools] == list(result.energy.by_pool_kwh.values())


def test_a_reserved_group_that_cannot_train_draws_power_is_paid_and_marks_the_headline(planned, make_group):
    idle = make_group("H1", 1, terms=GroupTerms(tenure=Tenure.RESERVED))
    result, without = planned(make_group("N1", 8), idle), planned(make_group("N1", 8))
    assert result.power_w == pytest.approx((64 + 0.3 * 8) * SERVER_W)
    assert result.energy.energy_kwh - without.energy.energy_kwh == pytest.approx(kwh(8, result.days, 0.3))
    assert result.cost.terms["Waiting of H1"] == pytest.approx(8 * 7.0 * 24 * result.days)
    assert [remark.code for remark in result.remarks[:2]] == ["left-out-of-figures", "costs-without-training"]
    limited = planned(make_group("N1", 8), idle, limits=Limits(power_w=66 * SERVER_W))
    assert any("at once; the limit is" in warning for warning in limited.warnings)


def test_pools_that_come_after_one_another_never_draw_together_and_one_that_waits_for_its_turn_draws_its_share(
    planned, make_group
):
    first, second = make_group("N1", 8), make_group("H1", 8)
    held = make_group("N1", 8, terms=GroupTerms(waiting=Waiting.HELD, until_day=90.0))
    turns = [planned(one, second, mixing=IN_TURN).power_w / SERVER_W for one in (first, held)]
    assert turns == pytest.approx([64, 64 + 0.3 * 64])
    joined = planned(first, second, mixing=MixingChoice(strategy="local-sgd"))
    assert joined.power_w == pytest.approx(128 * SERVER_W)


def test_a_released_group_that_cannot_train_costs_and_draws_nothing(planned, make_group):
    result, without = planned(make_group("N1", 8), make_group("H1", 1)), planned(make_group("N1", 8))
    assert result.cost.total == without.cost.total
    assert result.energy.energy_kwh == pytest.approx(without.energy.energy_kwh)
    assert [(out.group, out.cost.amount) for out in result.left_out] == [("H1", 0.0)]


def test_an_unknown_price_of_what_costs_nothing_blocks_no_money(planned, make_group):
    free = planned(make_group("N1", 8), make_group("H1", 1, offer=None))
    assert free.cost is not None
    kept = make_group("H1", 1, offer=None, terms=GroupTerms(waiting=Waiting.HELD))
    assert planned(make_group("N1", 8), kept).cost is None
    untaken = MixingChoice(division=Division.BY_USER, token_shares={"N1@N1": 1.0})
    assert planned(make_group("N1", 8), make_group("H1", 16, offer=None), mixing=untaken).cost is not None


@pytest.mark.parametrize("nodes", [1, 16])
def test_a_group_that_trains_nothing_and_whose_price_is_unknown_is_named_as_the_reason_of_no_cost(
    planned, make_group, nodes
):
    kept = make_group("H1", nodes, offer=None, terms=GroupTerms(waiting=Waiting.HELD))
    untaken = MixingChoice(division=Division.BY_USER, token_shares={"N1@N1": 1.0})
    blocked = planned(make_group("N1", 8), kept, mixing=untaken).blocked
    assert [(one.subject, one.groups) for one in blocked if one.part is BlockedPart.PRICE] == [("Price of H1", ("H1",))]


def test_energy_of_pools_and_of_what_trains_nothing_sums_to_the_runs(planned, make_group):
    result = planned(make_group("N1", 8), make_group("H1", 1, terms=GroupTerms(waiting=Waiting.HELD)))
    (out,) = result.left_out
    assert out.energy_kwh == pytest.approx(kwh(8, result.days, 0.3))
    assert sum(pool.energy_kwh for pool in result.pools) + out.energy_kwh == pytest.approx(result.energy.energy_kwh)


def test_months_hold_what_is_paid_in_their_days(planned, make_group):
    groups = make_group("N1", 8), make_group("H1", 16)
    result = planned(*groups, mixing=IN_TURN)
    first, second = (spell for spell in result.mixing.timetable if spell.kind == "work")
    n1, h1 = 64 * 20.0 * 24, 128 * 7.0 * 24
    months = [month.amount for month in result.cash_by_month]
    assert len(months) == -(-result.days // DAYS_PER_MONTH)
    whole = int(first.to_day // DAYS_PER_MONTH)
    assert months[:whole] == pytest.approx([n1 * DAYS_PER_MONTH] * whole)
    assert months[whole + 1 : -1] == pytest.approx([h1 * DAYS_PER_MONTH] * (len(months) - whole - 2))
    assert months[-1] == pytest.approx(h1 * (second.to_day - (len(months) - 1) * DAYS_PER_MONTH))
    ported = planned(*groups, mixing=replace(IN_TURN, porting_cost=Money(amount=7000.0, currency="CNY")))
    assert ported.cash_by_month[0].amount - months[0] == pytest.approx(7000.0)


def test_a_lent_group_costs_the_stated_share_less_while_it_waits(planned, make_group):
    shares = MixingChoice(division=Division.BY_USER, token_shares={"N1@N1": 1.0})

    def waiting(share):
        lent = make_group("H1", 16, terms=GroupTerms(waiting=Waiting.LENT, lent_share=share))
        return planned(make_group("N1", 8), lent, mixing=shares).cost.terms.get("Waiting of H1", 0.0)

    held = waiting(0.0)
    assert held == pytest.approx(128 * 7.0 * 24 * planned(make_group("N1", 8)).days)
    assert [waiting(share) for share in (0.25, 0.5, 1.0)] == pytest.approx([0.75 * held, 0.5 * held, 0.0])


@pytest.mark.parametrize(
    ("changes", "stacks"),
    [
        ({}, 2),  # the baseline's stack is Nvidia's: Huawei's and T-Head's are ported
        ({"first_stack": "Huawei"}, 2),
        ({"first_stack": "another"}, 3),
        ({"token_shares": {"N1@N1": 0.4, "H1@H1": 0.6}, "division": Division.BY_USER}, 1),
        ({"token_shares": {"N1@N1": 1.0}, "division": Division.BY_USER}, 0),
    ],
)
def test_every_stack_that_works_beyond_the_first_is_ported_once(planned, make_group, changes, stacks):
    choice = MixingChoice(strategy="in-turn", porting_cost=Money(amount=1000.0, currency="CNY"), **changes)
    result = planned(*(make_group(key, 16) for key in ("N1", "H1", "T1")), mixing=choice)
    assert result.cost.terms.get("Porting", 0.0) == pytest.approx(1000.0 * stacks)


def test_what_a_catalogue_adds_in_brackets_makes_no_other_stack(
    small_plan, small_catalogue, one_line_model, make_group
):
    stacks = {"N1": "CUDA", "H1": "CANN (torch_npu, MindSpore)", "T1": "CANN"}
    entries = {key: replace(small_catalogue.accelerators[key], software_stack=words) for key, words in stacks.items()}
    best = MixingChoice(
        division=Division.BEST,
        caps=(ShareCap(layer="software_stack", share=0.7),),
        porting_cost=Money(amount=1000.0, currency="CNY"),
    )
    groups = tuple(make_group(key, 16) for key in stacks)
    plan = replace(small_plan, cluster=Cluster(groups=groups), mixing=best, basis=DependenceBasis.SPEND)
    found = plan_results(plan, replace(small_catalogue, accelerators=entries), model=one_line_model)
    assert found.dependence.layers["software_stack"].largest <= 0.7 + 1e-6  # both of Huawei's names count as one
    in_turn = replace(plan, mixing=replace(best, division=Division.AUTO, strategy="in-turn"))
    for first in (None, "CUDA", "CUDA (NeMo)"):
        stated = replace(in_turn, mixing=replace(in_turn.mixing, first_stack=first))
        found = plan_results(stated, replace(small_catalogue, accelerators=entries), model=one_line_model)
        assert found.cost.terms["Porting"] == pytest.approx(1000.0)


def test_without_a_baseline_the_run_starts_from_the_stack_of_most_tokens(planned, make_group):
    choice = MixingChoice(
        division=Division.BY_USER,
        token_shares={"N1@N1": 0.3, "H1@H1": 0.7},
        porting_cost=Money(amount=1000.0, currency="CNY"),
    )
    groups = make_group("N1", 8), make_group("H1", 16)
    assert planned(*groups, mixing=choice, baseline=None).cost.terms["Porting"] == pytest.approx(1000.0)


def test_a_supplier_without_a_token_takes_no_part(planned, make_group):
    shares = MixingChoice(division=Division.BY_USER, token_shares={"N1@N1": 1.0})
    limits = Limits(required_suppliers=("Huawei",), excluded_suppliers=("Nvidia",))
    words = planned(make_group("N1", 8), make_group("H1", 16), mixing=shares, limits=limits).warnings
    assert "Huawei is required but takes no part." in words
    assert "Nvidia is excluded but takes part." in words
    free = Limits(excluded_suppliers=("Huawei",))
    assert not any("excluded" in one for one in planned(make_group("N1", 8), make_group("H1", 16), mixing=shares,
                                                        limits=free).warnings)  # fmt: skip


def test_a_mix_of_one_suppliers_pools_that_is_worse_than_one_alone_buys_nothing(planned, make_group):
    sites = (make_group("N1", 8, key=site, site=site) for site in ("x", "y"))
    result = planned(*sites, mixing=IN_TURN)
    assert result.mixing.why.startswith("N1 (x) alone is ")
    assert "this mix buys nothing." in result.mixing.why


def test_takeovers_pass_the_link_between_the_two_pools_that_hand_over(planned, small_plan, make_group):
    """Two stops of three pools in turn: each sends the checkpoint once and restarts once."""
    groups = tuple(make_group(key, 16) for key in ("N1", "H1", "T1"))
    result = planned(*groups, mixing=IN_TURN)
    stops = [spell for spell in result.mixing.timetable if spell.kind == "stop"]
    sent_s = 14.0 * result.total_params / small_plan.cluster.inter_pool_link.bytes_per_s  # 14 bytes a parameter
    assert [(stop.to_day - stop.from_day) * 86_400 for stop in stops] == pytest.approx([sent_s + 6 * 3600.0] * 2)
    assert all(one.to_day == pytest.approx(other.from_day) for one, other in pairwise(result.mixing.timetable))


@pytest.mark.parametrize("basis", list(DependenceBasis))
def test_the_largest_share_of_the_first_sentence_is_the_dependences_to_the_digit(planned, make_group, basis):
    groups = (make_group("N1", 8), make_group("H1", 8), make_group("T1", 4))  # 62.5 % of the tokens: a tie of rounding
    result = planned(*groups, mixing=MixingChoice(strategy="data-parallel"), basis=basis)
    percent = 100.0 * result.dependence.layers["supplier"].largest
    assert f"largest share {percent:.1f}\N{NARROW NO-BREAK SPACE}%;" in result.mixing.why


def test_one_pool_keeps_costing_and_several_keep_costing_promise(planned, make_group):
    reserved = GroupTerms(tenure=Tenure.RESERVED)
    groups = make_group("N1", 8), make_group("H1", 16, terms=reserved), make_group("T1", 16, terms=reserved)
    assert "(H1 keeps costing)" in planned(*groups[:2]).mixing.why
    assert "(H1, T1 keep costing)" in planned(*groups).mixing.why


def test_a_run_of_less_than_one_step_is_one_step_promise(planned, make_group, small_plan):
    run = replace(small_plan.training, tokens=float(small_plan.training.tokens_per_step // 3))
    assert planned(make_group("N1", 8), workload=run).steps == 1
