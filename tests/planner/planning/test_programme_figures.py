"""A programme has what a plan of one model has: energy by pool, cost opened into terms, cash, what is left out."""

import pytest
from msgspec.structs import replace

from planner.catalogue.offers import Money
from planner.cluster import GroupTerms, Tenure
from planner.exports.documents import plan_document
from planner.exports.plain_values import plain
from planner.exports.tables import result_tables
from planner.mixing.strategy import MixingChoice
from planner.plan import Programme, ProgrammeAim, ProgrammeModel, Trains
from planner.planning import plan_results

RATE = 64 * 1000 * 0.9  # delivered tokens/s of either pool of the small plan
DAY = RATE * 86_400  # tokens a pool trains in a day
N1, H1 = 64 * 20.0 * 24, 128 * 7.0 * 24  # CNY a day


@pytest.fixture
def models(small_plan):
    """Return the small plan as a programme of models of so many days each, on any pool or on those given."""

    def make(*days, pools=(), aim=ProgrammeAim.SHORTEST, **changes):
        named = (*pools, *[""] * (len(days) - len(pools)))
        all_models = tuple(
            ProgrammeModel(name=f"M{i}", tokens=own * DAY, pool=pool)
            for i, (own, pool) in enumerate(zip(days, named, strict=True))
        )
        return replace(small_plan, trains=Trains.PROGRAMME, programme=Programme(models=all_models, aim=aim), **changes)

    return make


@pytest.fixture
def planned(small_catalogue, one_line_model):
    def run(plan):
        return plan_results(plan, small_catalogue, model=one_line_model)

    return run


def test_energy_is_of_the_days_that_each_pool_works_and_sums_over_the_pools(planned, models):
    plan = models(30, 10, pools=("N1@N1", "H1@H1"), aim=ProgrammeAim.FIXED)
    result = planned(plan)
    watts = 500.0 * 1.8  # a device's TDP times what a server draws for each watt of it
    each = plan.energy.load * plan.energy.pue * 24 / 1000
    expected = {"N1": 64 * watts * 30 * each, "H1": 128 * watts * 10 * each}
    assert result.energy.by_pool_kwh == pytest.approx(expected)
    assert result.energy.energy_kwh == pytest.approx(sum(expected.values()))
    assert {pool.name: pool.energy_kwh for pool in result.pools} == pytest.approx(expected)
    assert result.power_w == pytest.approx((64 + 128) * watts)


def test_a_held_pool_draws_while_it_waits_for_the_last_model(planned, models, make_group, small_plan):
    groups = (make_group("N1", 8, terms=GroupTerms(tenure=Tenure.RESERVED)), make_group("H1", 16))
    plan = models(10, 30, pools=("N1@N1", "H1@H1"), aim=ProgrammeAim.FIXED)
    plan = replace(plan, cluster=replace(small_plan.cluster, groups=groups))
    kwh = 64 * 500.0 * 1.8 * plan.energy.pue * 24 / 1000
    expected = kwh * (10 * plan.energy.load + 20 * plan.energy.waiting_load)
    assert planned(plan).energy.by_pool_kwh["N1"] == pytest.approx(expected)


def test_the_money_opens_into_terms_and_months_that_sum_to_it(planned, models):
    result = planned(models(40, 100, pools=("N1@N1", "H1@H1"), aim=ProgrammeAim.FIXED))
    cost = 40 * N1 + 100 * H1
    assert result.cost.total.amount == pytest.approx(cost)
    run, trillion, hour, _saved = result.cost_terms
    assert {child.name: child.amount.amount for child in run.children} == pytest.approx(
        {"Rent of N1": 40 * N1, "Rent of H1": 100 * H1}
    )
    assert sum(child.amount.amount for child in trillion.children) == pytest.approx(cost / (140 * DAY) * 1e12)
    assert hour.amount.amount == pytest.approx((N1 + H1) / 24)
    month = 365.25 / 12
    paid = [one.amount for one in result.cash_by_month]
    assert paid == pytest.approx(
        [month * (N1 + H1), (40 - month) * N1 + month * H1, month * H1, (100 - 3 * month) * H1]
    )


def test_what_works_no_model_is_left_out_with_what_it_costs(planned, models, make_group, small_plan):
    owned = make_group("T1", 16, terms=GroupTerms(tenure=Tenure.RESERVED))
    groups = (make_group("N1", 8), make_group("H1", 16), owned)
    plan = replace(models(20, 20), cluster=replace(small_plan.cluster, groups=groups))
    result = planned(plan)
    (left,) = result.left_out
    assert (left.group, left.cost.amount) == ("T1", pytest.approx(128 * 4.0 * 24 * 20))
    assert left.cause["code"] == "trains-no-token"
    assert result.cost.terms["Waiting of T1"] == pytest.approx(left.cost.amount)
    codes = [one.code for one in result.remarks]
    assert "costs-without-training" in codes
    assert "trains-no-token" in codes
    assert plan_document(plan, result)["left_out"][0]["cost"]["amount"] == left.cost.amount
    released = planned(models(20)).left_out
    assert [(one.group, one.cost.amount) for one in released] == [("N1", 0.0)]


def test_a_pool_that_cannot_train_is_left_out_with_its_reason(planned, models, make_group, small_plan):
    held = make_group("T1", 1, terms=GroupTerms(tenure=Tenure.RESERVED))
    plan = replace(models(20), cluster=replace(small_plan.cluster, groups=(make_group("N1", 8), held)))
    (left,) = planned(plan).left_out
    assert "does not fit" in left.why
    assert left.cost.amount == pytest.approx(8 * 4.0 * 24 * 20)


def test_goodput_and_mfu_are_of_all_models(planned, models):
    result = planned(models(40, 100, pools=("N1@N1", "H1@H1"), aim=ProgrammeAim.FIXED))
    assert result.goodput == pytest.approx(0.9)
    by_name = {pool.name: pool.mfu for pool in result.pools}
    device_days = {"N1": 64 * 40, "H1": 128 * 100}  # at one peak rate
    mean = sum(by_name[name] * days for name, days in device_days.items()) / sum(device_days.values())
    assert result.mfu == pytest.approx(mean)
    assert result.explanations["goodput"]
    assert result.steps is None  # steps of several models are not in a row
    tokens_per_step = 4096 * 1024
    assert [model.steps for model in result.models] == [round(days * DAY / tokens_per_step) for days in (40, 100)]
    assert [model.step_s for model in result.models] == pytest.approx([tokens_per_step / RATE] * 2)


def test_porting_is_paid_once_for_each_further_stack_and_weighed(planned, models):
    def ported(amount, aim):
        mixing = MixingChoice(porting_cost=Money(amount=amount, currency="CNY"))
        return planned(replace(models(10, 10, aim=aim), mixing=mixing))

    both = ported(1e5, ProgrammeAim.SHORTEST)  # the baseline's stack is N1's
    assert both.cost.terms["Porting"] == pytest.approx(1e5)
    assert both.cost.total.amount == pytest.approx(10 * (N1 + H1) + 1e5)
    assert both.porting.cost.amount == pytest.approx(1e5)
    cheap = ported(1e5, ProgrammeAim.CHEAPEST)  # both on H1: 9,216 CNY a day less, twenty days
    assert [model.way for model in cheap.models] == ["H1@H1"] * 2
    expensive = ported(1e6, ProgrammeAim.CHEAPEST)
    assert [model.way for model in expensive.models] == ["N1@N1"] * 2
    assert "Porting" not in expensive.cost.terms


def test_days_hang_on_a_supplier_where_its_pool_works_by_itself(planned, models):
    result = planned(models(40, 100, pools=("N1@N1", "H1@H1"), aim=ProgrammeAim.FIXED))
    assert result.dependence.layers["supplier"].days_share == pytest.approx({"Huawei": 0.6})
    assert result.dependence.loss is not None


def test_capacity_on_demand_that_works_no_model_is_no_standby(planned, models):
    result = planned(models(40, pools=("N1@N1",), aim=ProgrammeAim.FIXED))
    assert result.dependence.layers["supplier"].days_without["Nvidia"] is None


def test_each_supplier_alone_works_all_models(planned, models):
    result = planned(models(40, 30))
    by_supplier = {one.supplier: one for one in result.references}
    assert {name: one.days for name, one in by_supplier.items()} == pytest.approx({"Nvidia": 70, "Huawei": 70})
    assert by_supplier["Huawei"].cost.amount == pytest.approx(70 * H1)


def test_result_document_and_tables_agree(planned, models):
    plan = models(40, 100)
    result = planned(plan)
    document, tables = plain(plan_document(plan, result)), {one.name: one for one in result_tables(plan, result)}
    assert document["result"]["cash"][0]["amount"] == result.cash_by_month[0].amount == tables["cash"].rows[0][1]
    assert document["energy"]["energy_kwh"] == result.energy.energy_kwh
    assert sum(pool["energy_kwh"] for pool in document["pools"]) == pytest.approx(result.energy.energy_kwh)
    assert document["cost_terms"][0]["amount"]["amount"] == tables["cost_terms"].rows[0][1]
    headline = {row[0]: row[1] for row in tables["result"].rows}
    assert (headline["goodput"], headline["energy"]) == (result.goodput, result.energy.energy_kwh)


def test_a_model_fixed_to_a_pool_may_take_any_of_its_windows(planned, models, make_group, small_plan):
    """From day 50 on the pool has twice the nodes: of two models of 60 days one needs 30 of those."""
    more = make_group("N1", 8, key="more", terms=GroupTerms(from_day=50.0))
    cluster = replace(small_plan.cluster, groups=(make_group("N1", 8), more))
    plan = replace(models(40, 60, pools=("N1@N1", "N1@N1"), aim=ProgrammeAim.FIXED), cluster=cluster)
    result = planned(plan)
    assert [(one.from_day, one.to_day) for one in result.models] == [
        (0.0, pytest.approx(40)),
        (50.0, pytest.approx(80)),
    ]
