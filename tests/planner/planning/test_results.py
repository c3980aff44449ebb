from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.anchoring import MeasuredRun
from planner.catalogue.accelerator import Evidence
from planner.catalogue.offers import Money
from planner.cluster import Border, BorderKind, Cluster, PairBorder
from planner.dependence import DependenceBasis
from planner.errors import MissingFigureError
from planner.exports.documents import plan_document
from planner.mixing.borders import border_terms
from planner.mixing.stage_options import StageOptions, StageRows
from planner.mixing.strategy import MixingChoice, MixingStrategy
from planner.plan import Limits, PublishedFigure
from planner.planning import plan_results
from planner.workload.training_run import TrainingPrecision

HEADLINES = {"tokens_per_s", "days", "cost", "cost_per_trillion_tokens", "saving", "largest", "effective", "retention",
             "goodput", "mfu"}  # fmt: skip


@pytest.fixture
def planned(small_plan, small_catalogue, one_line_model):
    def plan(**changes):
        return plan_results(replace(small_plan, **changes), small_catalogue, model=one_line_model)

    return plan


@pytest.fixture
def on_one_fabric(small_plan):
    return replace(small_plan.cluster, border=border_terms(BorderKind.DEVICE_DIRECT).border)


def anchor(plan, rate, **changes):
    run = plan.run
    values = {
        "name": "ours", "accelerator": "N1", "devices": 128, "shape": run.shape, "seq_len": run.seq_len,
        "global_batch": run.global_batch, "precision": run.precision, "tokens_per_s_per_device": rate,
    }  # fmt: skip
    return MeasuredRun(**{**values, **changes})


def test_the_numbers_follow_from_rates_goodput_and_rent(planned):
    result = planned()
    rate = (64 * 1000 + 128 * 500) * 0.9
    price = 64 * 20 + 128 * 7
    assert result.tokens_per_s == pytest.approx(rate)
    assert result.days == pytest.approx(1e12 / rate / 86_400)
    assert result.goodput == pytest.approx(0.9)
    assert result.cost.total.amount == pytest.approx(price * 1e12 / rate / 3600)
    assert result.cost.per_hour.amount == pytest.approx(price)
    baseline = 1e12 * 20 / (3600 * 900)
    assert result.baseline.cost_per_trillion_tokens.amount == pytest.approx(baseline)
    assert result.saving == pytest.approx(1 - result.cost.per_trillion_tokens.amount / baseline)
    assert result.power_w == pytest.approx(1.8 * 500 * 192)
    assert not result.blocked


def test_shares_and_retention_follow_from_delivered_rates(planned):
    layers = planned().dependence.layers
    assert layers["supplier"].shares == pytest.approx({"Huawei": 0.5, "Nvidia": 0.5})
    assert layers["supplier"].retention == pytest.approx(0.5)
    assert layers["jurisdiction"].hhi == pytest.approx(5000)


def test_shares_of_spend_follow_from_rents(planned):
    layers = planned(basis=DependenceBasis.SPEND).dependence.layers
    assert layers["supplier"].largest == pytest.approx(1280 / (1280 + 896))


def test_every_headline_figure_explains_itself(planned):
    result = planned()
    assert set(result.explanations) >= HEADLINES
    assert f"{result.tokens_per_s:,.0f}" in result.explanations["tokens_per_s"]
    assert f"{result.cost.total.amount:,.0f}" in result.explanations["cost"]


@pytest.mark.parametrize(
    ("choice", "word"),
    [
        (MixingChoice(parallel_phases=False), ") / 2 ="),
        (MixingChoice(strategy=MixingStrategy.DATA_PARALLEL), "x efficiency"),
    ],
)
def test_the_rate_is_explained_by_the_formula_it_follows(planned, on_one_fabric, choice, word):
    result = planned(mixing=choice, cluster=on_one_fabric)
    assert word in result.explanations["tokens_per_s"]
    delivered = sum(pool.delivered_tokens_per_s for pool in result.pools)
    factor = result.mixing.efficiency if choice.strategy is MixingStrategy.DATA_PARALLEL else 1 / len(result.pools)
    assert result.tokens_per_s == pytest.approx(delivered * factor)


def test_the_bands_hold_the_figures(planned):
    result = planned()
    figures = {
        "tokens_per_s": result.tokens_per_s, "days": result.days, "cost": result.cost.total.amount,
        "cost_per_trillion_tokens": result.cost.per_trillion_tokens.amount, "saving": result.saving,
    }  # fmt: skip
    for name, value in figures.items():
        low, middle, high = result.bands[name]
        assert low < middle < high
        assert low < value < high


def test_a_baseline_planned_as_the_plan_saves_exactly_nothing(planned, make_group):
    result = planned(cluster=Cluster(groups=(make_group("N1", 16),)))
    assert result.saving == 0.0
    assert result.bands["saving"] == pytest.approx((0.0, 0.0, 0.0), abs=1e-12)


def test_an_anchored_accelerator_meets_its_measurement_exactly(planned, small_plan, make_group):
    run = anchor(small_plan, 600.0, includes_goodput=True)
    result = planned(cluster=Cluster(groups=(make_group("N1", 16),)), measured_runs=(run,))
    assert result.tokens_per_s == pytest.approx(600.0 * 128, rel=1e-12)
    assert result.pools[0].site_factor == pytest.approx(600 / 900)
    assert result.pools[0].log_sd < 0.2


def test_an_anchor_reaches_other_accelerators_in_part(planned, small_plan):
    result = planned(measured_runs=(anchor(small_plan, 600.0, includes_goodput=True),))
    own, other = result.pools
    assert own.site_factor < other.site_factor < 1.0
    assert other.log_sd > own.log_sd


def test_a_pool_that_does_not_fit_is_named_and_leaves_the_others_their_numbers(planned, make_group):
    groups = (make_group("N1", 8), make_group("H1", 1))
    result = planned(cluster=Cluster(groups=groups))
    assert result.tokens_per_s == pytest.approx(64 * 900)
    assert [part.subject for part in result.blocked] == ["H1"]
    assert "use 16 devices" in result.blocked[0].reason
    assert "left out" in result.warnings[0]


def test_an_unknown_accelerator_is_named(planned, make_group):
    groups = (make_group("N1", 8), replace(make_group("H1", 8), accelerator="X9"))
    result = planned(cluster=Cluster(groups=groups))
    assert result.tokens_per_s is not None
    assert "X9" in result.blocked[0].reason


def test_a_missing_price_blocks_the_money_and_not_the_speed(planned, make_group):
    result = planned(cluster=Cluster(groups=(make_group("N1", 8, offer=None), make_group("H1", 16))))
    assert (result.cost, result.saving) == (None, None)
    assert result.pools[0].price_per_hour is None
    assert result.tokens_per_s is not None
    assert "days" in result.bands
    assert "cost" not in result.bands
    assert "no price" in result.blocked[0].reason


def test_a_missing_exchange_rate_blocks_the_money(planned):
    result = planned(currency="EUR")
    assert result.cost is None
    assert result.tokens_per_s is not None
    assert any("EUR" in part.reason for part in result.blocked)


def test_an_empty_cluster_and_no_baseline_are_said(planned):
    result = planned(cluster=Cluster(), baseline=None)
    assert result.tokens_per_s is None
    assert result.total_params > 0
    assert {part.subject for part in result.blocked} == {"Cluster", "Saving"}


def test_a_missing_figure_is_passed_on(planned, one_line_model, small_plan, small_catalogue):
    def unknown(pool, run):
        raise MissingFigureError(f"{pool.accelerator.name}: the memory bandwidth is unknown; enter it.")

    result = plan_results(small_plan, small_catalogue, model=replace(one_line_model, best=unknown))
    assert result.tokens_per_s is None
    assert any("memory bandwidth" in part.reason for part in result.blocked)


def test_groups_of_one_accelerator_and_site_train_as_one_pool(planned, make_group):
    together = planned(cluster=Cluster(groups=(make_group("N1", 8), make_group("N1", 8, key="N1b"))))
    assert len(together.pools) == 1
    assert together.pools[0].devices == 128
    assert together.pools[0].groups == ("N1", "N1b")
    apart = planned(cluster=Cluster(groups=(make_group("N1", 8), make_group("N1", 8, key="N1b", site="other"))))
    assert len(apart.pools) == 2


def test_broken_limits_are_said(planned):
    limits = Limits(
        budget=Money(amount=1.0, currency="USD"), deadline_days=1.0, power_w=1.0, required_suppliers=("AMD",),
        excluded_suppliers=("Nvidia",),
    )  # fmt: skip
    words = " ".join(planned(limits=limits).warnings)
    for word in ("deadline", "budget", "limit is 0.00 MW", "AMD is required", "Nvidia is excluded"):
        assert word in words


def test_an_unknown_foundry_and_estimates_are_said(planned, make_group):
    words = " ".join(planned(cluster=Cluster(groups=(make_group("T1", 8),))).warnings)
    assert "foundry" in words
    assert "estimated" in words


def test_phases_in_turn_stop_for_takeovers(planned):
    result = planned(mixing=MixingChoice(parallel_phases=False))
    assert result.mixing.overhead_days > 0.25
    assert result.cost.terms["Migration"] > 0
    assert sum(result.cost.terms.values()) == pytest.approx(result.cost.total.amount)
    assert result.mixing.efficiency < 1.0


def test_porting_is_a_term_of_its_own(planned):
    choice = MixingChoice(porting_cost=Money(amount=1000.0, currency="USD"))
    assert planned(mixing=choice).cost.terms["Porting"] == pytest.approx(7000.0)


def test_one_job_over_all_pools_is_no_faster_than_their_sum(planned, on_one_fabric):
    alone = planned()
    tied = planned(cluster=on_one_fabric, mixing=MixingChoice(strategy=MixingStrategy.DATA_PARALLEL))
    assert tied.mixing.strategy is MixingStrategy.DATA_PARALLEL
    assert tied.tokens_per_s < alone.tokens_per_s
    assert tied.goodput == pytest.approx(0.81)


def test_a_fixed_strategy_that_is_not_admissible_is_refused_in_one_sentence(planned):
    refused = planned(mixing=MixingChoice(strategy=MixingStrategy.DATA_PARALLEL))
    assert refused.tokens_per_s is None
    (block,) = refused.blocked
    assert block.reason == (
        "The mixing strategy data-parallel is refused here: The pools stand at different sites; an exchange of "
        "gradients every step needs one fast fabric. Choose auto or another strategy."
    )


def test_a_border_of_one_pair_is_the_one_that_its_pools_meet(planned, small_plan, on_one_fabric):
    apart = PairBorder(first=("N1", "N1"), second=("H1", "H1"), border=Border())
    fixed = MixingChoice(strategy=MixingStrategy.DATA_PARALLEL)
    assert planned(cluster=on_one_fabric, mixing=fixed).blocked == ()
    one_pair = replace(on_one_fabric, pair_borders=(apart,))
    assert "different sites" in planned(cluster=one_pair, mixing=fixed).blocked[0].reason
    elsewhere = replace(apart, second=("T1", "T1"))  # takes no part
    assert planned(cluster=replace(one_pair, pair_borders=(elsewhere,)), mixing=fixed).blocked == ()


def test_pools_too_small_to_train_alone_are_stages_of_a_pipeline_or_left_out(
    small_plan, small_catalogue, one_line_model, on_one_fabric, make_group
):
    rows = {name: np.array([0.0]) for name in StageRows.__dataclass_fields__}
    ones = dict.fromkeys(("width", "tp", "cp", "ep", "etp", "recompute_share"), np.array([1.0]))
    stages = StageOptions(
        paces=((8, 1),),
        rows=StageRows(**{**rows, **ones, "layer_s": np.array([1.0]), "static_bytes": np.array([1.0])}),
        layers=small_plan.run.shape.layers,
        usable_bytes=6.0,
        capacity_bytes=8.0,
    )

    def best(pool, run):
        roomy = pool.memory_bytes > 1e12
        return one_line_model.best(replace(pool, devices=16) if roomy and pool.devices < 16 else pool, run)

    model = replace(one_line_model, best=best, stages=lambda _pool, _run: stages)
    small = replace(on_one_fabric, groups=(make_group("N1", 1), make_group("H1", 1)))
    result = plan_results(replace(small_plan, cluster=small), small_catalogue, model=model)
    assert result.mixing.strategy is MixingStrategy.PIPELINE
    assert "Too small to hold the model alone, and fit only as stages: N1, H1." in result.mixing.why
    assert sum(stage.layers for stage in result.mixing.stages) == 8
    assert [pool.accelerator for pool in result.pools] == ["N1", "H1"]
    assert result.references == ()  # no supplier does the run alone
    assert "N1 does not fit the model alone; it fits as 1 of the 2 stages." in result.warnings
    apart = replace(small, border=Border())
    alone = plan_results(replace(small_plan, cluster=apart), small_catalogue, model=model)
    assert alone.tokens_per_s is None
    assert "does not fit" in alone.blocked[0].reason


def test_a_pool_in_a_pipeline_shows_the_layout_that_the_plan_runs(
    small_plan, small_catalogue, one_line_model, on_one_fabric, make_group
):
    rows = {name: np.array([0.0]) for name in StageRows.__dataclass_fields__}
    ones = dict.fromkeys(
        ("width", "cp", "ep", "etp", "recompute_share", "static_bytes", "weight_bytes"), np.array([1.0])
    )
    stages = StageOptions(
        paces=((4, 1),),
        rows=StageRows(
            **{**rows, **ones, "tp": np.array([1.0]), "layer_s": np.array([1.0]), "recompute": np.array([4.0])}
        ),
        layers=small_plan.run.shape.layers,
        usable_bytes=1e3,
        capacity_bytes=2e3,
    )
    model = replace(one_line_model, stages=lambda _pool, _run: stages)
    fixed = MixingChoice(strategy=MixingStrategy.PIPELINE)
    cluster = replace(on_one_fabric, groups=(make_group("N1", 2), make_group("H1", 2)))
    result = plan_results(replace(small_plan, cluster=cluster, mixing=fixed), small_catalogue, model=model)
    assert result.mixing.strategy is MixingStrategy.PIPELINE
    shown = plan_document(replace(small_plan, cluster=cluster, mixing=fixed), result)["pools"]
    for pool, document in zip(result.pools, shown, strict=True):
        own = [stage for stage in result.mixing.stages if stage.accelerator == pool.accelerator]
        fullest = max(own, key=lambda stage: stage.memory_bytes)
        layout = document["layout"]
        assert (layout["pp"], layout["dp"], layout["recompute"]) == (len(result.mixing.stages), 4, fullest.recompute)
        assert document["memory_gib"] == pytest.approx(fullest.memory_bytes / 2**30)
        held = sum(stage.layers for stage in own)
        assert any(f"{held} layers on {len(own)} of" in sentence for sentence in pool.estimate.assumptions)


def test_a_published_figure_stands_beside_the_prediction_and_changes_nothing(planned):
    figure = PublishedFigure(name="report", quantity="saving", value=0.2, unit="fraction", source="s")
    result = planned(published=(figure,))
    (comparison,) = result.comparisons
    assert (comparison.published, comparison.predicted) == (0.2, planned().saving)
    assert comparison.band == result.bands["saving"]


def test_weaker_price_evidence_widens_the_cost(planned, make_group):
    def width(grade):
        group = make_group("N1", 8)
        priced = replace(group, offer=replace(group.offer, evidence=grade))
        low, _, high = planned(cluster=Cluster(groups=(priced,))).bands["cost"]
        return high / low

    widths = [width(grade) for grade in Evidence]
    assert widths == sorted(widths)
    assert widths[-1] > widths[0]


def test_spare_devices_are_paid_for_and_said(planned, make_group, small_plan, small_catalogue, one_line_model):
    def halves(pool, run):
        whole = one_line_model.best(pool, run)
        return whole if pool.devices % 64 == 0 else replace(whole, tokens_per_s=whole.tokens_per_s / 2)

    plan = replace(small_plan, cluster=Cluster(groups=(make_group("N1", 11),)))
    result = plan_results(plan, small_catalogue, model=replace(one_line_model, best=halves))
    assert (result.pools[0].devices, result.pools[0].spare_devices) == (88, 24)
    assert result.tokens_per_s == pytest.approx(64 * 900)
    assert result.cost.per_hour.amount == pytest.approx(88 * 20)
    assert any("spare" in warning for warning in result.warnings)


relaxed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)


@relaxed
@given(nodes=st.lists(st.integers(0, 40), min_size=3, max_size=3), in_turn=st.booleans())
def test_shares_sum_to_one_and_terms_to_the_total(planned, make_group, nodes, in_turn):
    groups = tuple(make_group(key, count) for key, count in zip(("N1", "H1", "T1"), nodes, strict=True))
    result = planned(cluster=Cluster(groups=groups), mixing=MixingChoice(parallel_phases=not in_turn))
    if result.tokens_per_s is None:
        assert all(count < 2 for count in nodes)
        return
    assert sum(pool.token_share for pool in result.pools) == pytest.approx(1.0)
    assert sum(result.cost.terms.values()) == pytest.approx(result.cost.total.amount)
    for layer in result.dependence.layers.values():
        assert sum(layer.shares.values()) == pytest.approx(1.0)
        assert 0.0 <= layer.retention <= 1.0


@relaxed
@given(nodes=st.integers(2, 40))
def test_a_pool_that_costs_nothing_never_hurts(planned, small_plan, make_group, nodes):
    free = make_group("T1", nodes)
    free = replace(free, offer=replace(free.offer, price=Money(amount=0.0, currency="CNY")))
    before = planned()
    after = planned(cluster=Cluster(groups=(*small_plan.cluster.groups[:2], free)))
    assert after.cost.total.amount < before.cost.total.amount
    assert after.days < before.days


def test_a_border_without_bandwidth_is_said(planned, small_plan):
    border = replace(small_plan.cluster.border, bytes_per_s=0.0)
    result = planned(cluster=replace(small_plan.cluster, border=border))
    assert any("border" in part.reason for part in result.blocked)


def test_a_baseline_that_costs_nothing_gives_no_saving(planned, small_plan):
    free = replace(small_plan.baseline.offer, price=Money(amount=0.0, currency="CNY"))
    result = planned(baseline=replace(small_plan.baseline, offer=free))
    assert result.saving is None
    assert any("costs nothing" in part.reason for part in result.blocked)


def test_a_measured_run_without_a_rate_is_said_and_left_out(planned, small_plan):
    result = planned(measured_runs=(anchor(small_plan, 0.0),))
    assert result.pools[0].site_factor == 1.0
    assert any("above zero" in part.reason for part in result.blocked)


def test_a_negative_rent_is_refused(planned, make_group):
    group = make_group("N1", 8)
    negative = replace(group, offer=replace(group.offer, price=Money(amount=-1.0, currency="CNY")))
    assert planned(cluster=Cluster(groups=(negative,))).cost is None


def test_fp8_without_a_rate_says_so(planned, small_plan):
    result = planned(run=replace(small_plan.run, precision=TrainingPrecision.FP8))
    assert any("FP8" in part.reason for part in result.blocked)
