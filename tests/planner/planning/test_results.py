import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.anchoring import MeasuredRun
from planner.catalogue.accelerator import Evidence
from planner.catalogue.offers import Money
from planner.causes import IdleNodes, NoExperts, NoLegalGroup, SeveralStacks
from planner.cluster import Cluster, InterPoolLink, LinkKind, PairLink
from planner.dependence import DependenceBasis
from planner.errors import MissingFigureError
from planner.exports.documents import plan_document
from planner.mixing.inter_pool_links import link_terms
from planner.mixing.stage_options import StageOptions, StageRows
from planner.mixing.strategy import Division, MixingChoice, ShareCap
from planner.plan import Limits, PublishedFigure, fleet_digest
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
    return replace(small_plan.cluster, inter_pool_link=link_terms(LinkKind.DEVICE_DIRECT).link)


def anchor(plan, rate, **changes):
    run = plan.training
    values = {
        "name": "ours", "accelerator": "N1", "devices": 128, "shape": run.shape, "seq_len": run.seq_len,
        "global_batch": run.global_batch, "precision": run.precision, "tokens_per_s_per_device": rate,
    }  # fmt: skip
    return MeasuredRun(**{**values, **changes})


def test_the_numbers_follow_from_rates_goodput_and_rent(planned):
    result = planned()
    rate = 64 * 1000 * 0.9  # of either pool: one works while the other is released
    takeover_days = result.mixing.overhead_days
    turn_hours = 0.5e12 / rate / 3600
    assert result.tokens_per_s == pytest.approx(rate)
    assert result.days == pytest.approx(1e12 / rate / 86_400 + takeover_days)
    assert result.goodput == pytest.approx(0.9)
    assert result.cost.terms["Rent of N1"] == pytest.approx(64 * 20 * turn_hours)
    assert result.cost.terms["Rent of H1"] == pytest.approx(128 * 7 * turn_hours)
    assert sum(result.cost.terms.values()) == pytest.approx(result.cost.total.amount)
    assert result.cost.per_hour.amount == pytest.approx(
        (result.cost.total.amount - result.cost.terms["Migration"]) / result.days / 24, rel=0.05
    )
    baseline = 1e12 * 20 / (3600 * 900)
    assert result.baseline.unit_cost.amount == pytest.approx(baseline)
    assert result.saving == pytest.approx(1 - result.cost.unit_cost.amount / baseline)
    assert result.power_w == pytest.approx(1.8 * 500 * 128)  # of the larger: they never work together
    assert not result.blocked


def test_shares_and_days_without_a_supplier_follow_from_delivered_rates(planned):
    result = planned()
    layers = result.dependence.layers
    assert layers["supplier"].shares == pytest.approx({"Huawei": 0.5, "Nvidia": 0.5})
    alone_days = 1e12 / (64 * 1000 * 0.9) / 86_400
    assert layers["supplier"].days_without == pytest.approx({"Huawei": alone_days, "Nvidia": alone_days})
    assert layers["supplier"].retention_time == pytest.approx(result.days / alone_days)
    assert layers["supplier"].retention == 1.0  # turns of equal pools: either alone is no slower
    assert layers["jurisdiction"].hhi == pytest.approx(5000)


def test_shares_of_spend_follow_from_rents(planned):
    layers = planned(basis=DependenceBasis.SPEND).dependence.layers
    assert layers["supplier"].largest == pytest.approx(1280 / (1280 + 896), rel=0.002)  # and the takeover's


def test_every_headline_figure_explains_itself(planned):
    result = planned()
    assert set(result.explanations) >= HEADLINES
    assert f"{result.tokens_per_s:,.0f}" in result.explanations["tokens_per_s"]
    assert f"{result.cost.total.amount:,.0f}" in result.explanations["cost"]


@pytest.mark.parametrize(
    ("choice", "word"),
    [
        (MixingChoice(strategy="in-turn"), "one pool at a time"),
        (MixingChoice(strategy="data-parallel"), "x efficiency"),
    ],
)
def test_the_rate_is_explained_by_the_formula_it_follows(planned, on_one_fabric, choice, word):
    result = planned(mixing=choice, cluster=on_one_fabric)
    assert word in result.explanations["tokens_per_s"]
    in_turn = planned(mixing=MixingChoice(strategy="in-turn"), cluster=on_one_fabric)
    delivered = sum(pool.delivered_tokens_per_s for pool in in_turn.pools)
    factor = 1 / len(result.pools) if result.mixing.efficiency is None else result.mixing.efficiency
    assert result.tokens_per_s == pytest.approx(delivered * factor)


def test_the_bands_hold_the_figures(planned):
    result = planned()
    figures = {
        "tokens_per_s": result.tokens_per_s, "days": result.days, "cost": result.cost.total.amount,
        "cost_per_trillion_tokens": result.cost.unit_cost.amount, "saving": result.saving,
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


def test_a_measured_run_far_from_the_model_is_asked_about(planned, small_plan):
    near = planned(measured_runs=(anchor(small_plan, 600.0, includes_goodput=True),))
    far = planned(measured_runs=(anchor(small_plan, 90.0, includes_goodput=True),))
    assert "measured-far-from-model" not in {one.code for one in near.remarks}
    (asked,) = (one for one in far.remarks if one.code == "measured-far-from-model")
    assert asked.data["runs"][0][2] == pytest.approx(0.1)  # the model of this test says 900
    assert "0.10 times" in asked.words


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
    for word in ("deadline", "budget", "limit is 0.000001 MW", "AMD is required", "Nvidia is excluded"):
        assert word in words


def test_an_unknown_foundry_and_estimates_are_said(planned, make_group):
    words = " ".join(planned(cluster=Cluster(groups=(make_group("T1", 8),))).warnings)
    assert "foundry" in words
    assert "estimated" in words


def test_pools_in_turn_stop_for_takeovers_and_show_no_efficiency(planned):
    result = planned(mixing=MixingChoice(strategy="in-turn"))
    assert result.mixing.overhead_days > 0.25
    assert result.cost.terms["Migration"] > 0
    assert sum(result.cost.terms.values()) == pytest.approx(result.cost.total.amount)
    assert result.mixing.efficiency is None


def test_porting_is_a_term_of_its_own(planned):
    choice = MixingChoice(porting_cost=Money(amount=1000.0, currency="USD"))
    assert planned(mixing=choice).cost.terms["Porting"] == pytest.approx(7000.0)


def test_one_job_over_all_pools_is_no_faster_than_their_sum(planned, on_one_fabric):
    tied = planned(cluster=on_one_fabric, mixing=MixingChoice(strategy="data-parallel"))
    assert tied.mixing.strategy == "data-parallel"
    in_turn = planned(cluster=on_one_fabric, mixing=MixingChoice(strategy="in-turn"))
    assert tied.tokens_per_s < sum(pool.delivered_tokens_per_s for pool in in_turn.pools)
    assert tied.goodput == pytest.approx(0.81)


def test_a_fixed_strategy_that_cannot_run_is_refused_in_one_sentence_with_its_cause(planned):
    refused = planned(mixing=MixingChoice(strategy="attention-expert-disaggregation"))
    assert refused.tokens_per_s is None
    (block,) = refused.blocked
    assert block.reason.startswith("Attention-expert disaggregation is refused here: ")
    assert isinstance(block.cause, NoExperts | SeveralStacks)


def test_a_slow_link_is_computed_and_warned_of_not_refused(planned, on_one_fabric):
    fixed = MixingChoice(strategy="data-parallel")
    slow, fast = planned(mixing=fixed), planned(mixing=fixed, cluster=on_one_fabric)
    assert slow.days >= fast.days
    assert {"far-apart", "thin-link"} & {one.code for one in slow.remarks}


def test_a_link_of_one_pair_is_the_one_that_its_pools_meet(planned, small_plan, on_one_fabric):
    apart = PairLink(first=("N1", "N1"), second=("H1", "H1"), link=InterPoolLink())
    fixed = MixingChoice(strategy="data-parallel")
    direct = planned(cluster=on_one_fabric, mixing=fixed)
    one_pair = replace(on_one_fabric, pair_links=(apart,))
    assert any("different sites" in words for words in planned(cluster=one_pair, mixing=fixed).warnings)
    elsewhere = replace(apart, second=("T1", "T1"))  # takes no part
    assert planned(cluster=replace(one_pair, pair_links=(elsewhere,)), mixing=fixed).days == direct.days


def one_stage(plan, **columns):
    """Return one option: a device a stage, a second and a byte a layer, four replicas of one sequence."""
    ones = dict.fromkeys(("width", "tp", "cp", "ep", "etp", "recompute_share", "layer_s", "static_bytes"), 1.0)
    nothing = dict.fromkeys(StageRows.__struct_fields__, 0.0)
    rows = StageRows(**{name: np.array([value]) for name, value in (nothing | ones | columns).items()})
    layers = plan.training.shape.layers
    return StageOptions(paces=((4, 1),), rows=rows, layers=layers, usable_bytes=1e3, capacity_bytes=2e3)


def test_the_stages_of_a_large_pool_lose_to_scale_what_the_pool_alone_loses(
    small_plan, small_catalogue, one_line_model, on_one_fabric, make_group
):
    cluster = replace(on_one_fabric, groups=(make_group("N1", 256), make_group("H1", 256)))
    fixed = replace(small_plan, cluster=cluster, mixing=MixingChoice(strategy="pipeline"))
    plain = replace(one_stage(small_plan), paces=((512, 1),))  # four stages of 512 devices each

    def rate(**losses):
        model = replace(one_line_model, stages=lambda _pool, _run: replace(plain, **losses))
        return plan_results(fixed, small_catalogue, model=model).tokens_per_s

    # 2,048 devices are eight doublings of eight, of which two beyond 512; the fabric takes as long as before
    lossy = rate(loss_per_doubling=0.02, loss_beyond_512=0.05)
    assert rate() / lossy == pytest.approx(1 + 8 * 0.02 + 2 * 0.05, rel=1e-3)


def test_pools_too_small_to_train_alone_are_stages_of_a_pipeline_or_left_out(
    small_plan, small_catalogue, one_line_model, on_one_fabric, make_group
):
    stages = replace(one_stage(small_plan), paces=((8, 1),), usable_bytes=6.0, capacity_bytes=8.0)

    def best(pool, run):
        roomy = not pool.memory_bound
        return one_line_model.best(replace(pool, devices=16) if roomy and pool.devices < 16 else pool, run)

    model = replace(one_line_model, best=best, stages=lambda _pool, _run: stages)
    small = replace(on_one_fabric, groups=(make_group("N1", 1), make_group("H1", 1)))
    result = plan_results(replace(small_plan, cluster=small), small_catalogue, model=model)
    assert result.mixing.strategy == "pipeline"
    assert "Too small to hold the model alone, and fit only as stages: N1, H1." in result.mixing.why
    assert sum(stage.layers for stage in result.mixing.stages) == 8
    assert [pool.accelerator for pool in result.pools] == ["N1", "H1"]
    assert result.references == ()  # no supplier does the run alone
    assert "N1 does not fit the model alone; it fits as 1 of the 2 stages." in result.warnings
    in_turn = MixingChoice(strategy="in-turn")
    alone = plan_results(replace(small_plan, cluster=small, mixing=in_turn), small_catalogue, model=model)
    assert alone.tokens_per_s is None
    assert "does not fit" in alone.blocked[0].reason


def test_a_pool_in_a_pipeline_shows_the_layout_that_the_plan_runs(
    small_plan, small_catalogue, one_line_model, on_one_fabric, make_group
):
    stages = one_stage(small_plan, recompute=4.0, weight_bytes=1.0, gradient_bytes=1.0)
    model = replace(one_line_model, stages=lambda _pool, _run: stages)
    fixed = MixingChoice(strategy="pipeline")
    cluster = replace(on_one_fabric, groups=(make_group("N1", 2), make_group("H1", 2)))
    result = plan_results(replace(small_plan, cluster=cluster, mixing=fixed), small_catalogue, model=model)
    assert result.mixing.strategy == "pipeline"
    shown = plan_document(replace(small_plan, cluster=cluster, mixing=fixed), result)["pools"]
    for pool, document in zip(result.pools, shown, strict=True):
        own = [stage for stage in result.mixing.stages if stage.accelerator == pool.accelerator]
        fullest = max(own, key=lambda stage: stage.memory_bytes)
        layout = document["layout"]
        assert (layout["pp"], layout["dp"], layout["recompute"]) == (len(result.mixing.stages), 4, fullest.recompute)
        assert document["memory_gib"] == pytest.approx(fullest.memory_bytes / 2**30)
        held = sum(stage.layers for stage in own)
        assert any(f"{held} layers on {len(own)} of" in sentence for sentence in pool.estimate.assumptions)


@pytest.mark.parametrize(("slower", "layers"), [(1.0, 4), (3.0, 7)])
def test_a_pool_of_a_pipeline_has_the_share_of_the_layers_that_it_holds_wherever_shares_are_said(  # noqa: PLR0917 - fixtures
    small_plan, small_catalogue, one_line_model, on_one_fabric, make_group, slower, layers
):
    seconds = {"N1": 1.0, "H1": slower}  # of a layer
    model = replace(
        one_line_model, stages=lambda pool, _run: one_stage(small_plan, layer_s=seconds[pool.accelerator.key])
    )
    cluster = replace(on_one_fabric, groups=(make_group("N1", 2), make_group("H1", 2)))
    caps = tuple(ShareCap(share=share) for share in (0.4, 0.9))
    plan = replace(small_plan, cluster=cluster, mixing=MixingChoice(strategy="pipeline", caps=caps))
    result = plan_results(plan, small_catalogue, model=model)
    stages = result.mixing.stages
    held = {
        pool.pool: sum(stage.layers for stage in stages if stage.accelerator == pool.accelerator) / 8
        for pool in result.pools
    }
    assert held["N1@N1"] == layers / 8
    assert sum(held.values()) == 1.0
    assert result.mixing.shares == result.mixing.timetable[0].shares == pytest.approx(held)
    assert {pool.pool: pool.token_share for pool in result.pools} == pytest.approx(held)
    layer = result.dependence.layers["supplier"]
    assert sorted(layer.shares.values()) == pytest.approx(sorted(held.values()))
    assert [one.reached for one in result.unmet if one.limit == "cap"] == [layer.largest]
    document = plan_document(plan, result)
    assert [pool["token_share"] for pool in document["pools"]] == pytest.approx(list(held.values()))


def test_a_published_figure_stands_beside_its_own_fleet_and_changes_nothing(planned, small_plan, make_group):
    figure = PublishedFigure(
        name="report", quantity="saving", value=0.2, unit="fraction", source="s", of_fleet=fleet_digest(small_plan)
    )
    result = planned(published=(figure,))
    (comparison,) = result.comparisons
    assert (comparison.published, comparison.predicted) == (0.2, planned().saving)
    assert comparison.band == result.bands["saving"]
    edited = planned(published=(figure,), cluster=Cluster(groups=(make_group("N1", 9), make_group("H1", 16))))
    assert edited.comparisons == ()


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
    assert result.pools[0].idle == IdleNodes(pool="N1", nodes=11, used_nodes=8)
    assert any("3 of 11 nodes stay idle" in words and "8 nodes train as fast" in words for words in result.warnings)
    fewer = plan_results(
        replace(small_plan, cluster=Cluster(groups=(make_group("N1", 8),))),
        small_catalogue,
        model=replace(one_line_model, best=halves),
    )
    assert fewer.tokens_per_s == pytest.approx(result.tokens_per_s)
    assert fewer.pools[0].idle is None
    assert fewer.cost.per_hour.amount == pytest.approx(result.cost.per_hour.amount * (1 - 3 / 11))


relaxed = settings.get_profile("plans")


@relaxed
@given(nodes=st.lists(st.integers(0, 40), min_size=3, max_size=3), in_turn=st.booleans())
def test_shares_sum_to_one_and_terms_to_the_total(planned, make_group, nodes, in_turn):
    groups = tuple(make_group(key, count) for key, count in zip(("N1", "H1", "T1"), nodes, strict=True))
    result = planned(cluster=Cluster(groups=groups), mixing=MixingChoice(strategy="in-turn" if in_turn else "auto"))
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
def test_a_pool_that_costs_nothing_never_hurts_best_shares(planned, small_plan, make_group, nodes):
    free = make_group("T1", nodes)
    free = replace(free, offer=replace(free.offer, price=Money(amount=0.0, currency="CNY")))
    best = MixingChoice(division=Division.BEST, caps=(ShareCap(share=0.6),))
    before = planned(mixing=best)
    after = planned(cluster=Cluster(groups=(*small_plan.cluster.groups[:2], free)), mixing=best)
    assert after.cost.total.amount <= before.cost.total.amount * (1 + 1e-6)


def test_a_link_without_bandwidth_is_said(planned, small_plan):
    link = replace(small_plan.cluster.inter_pool_link, bytes_per_s=0.0)
    result = planned(cluster=replace(small_plan.cluster, inter_pool_link=link))
    assert any("link between the pools" in part.reason for part in result.blocked)


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
    result = planned(workload=replace(small_plan.training, precision=TrainingPrecision.FP8))
    assert any("FP8" in part.reason for part in result.blocked)


def test_idle_nodes_of_several_pools_are_one_sentence(small_plan, make_group, small_catalogue, one_line_model):
    def halves(pool, run):
        whole = one_line_model.best(pool, run)
        return whole if pool.devices % 64 == 0 else replace(whole, tokens_per_s=whole.tokens_per_s / 2)

    plan = replace(small_plan, cluster=Cluster(groups=(make_group("N1", 11), make_group("H1", 17))))
    warnings = plan_results(plan, small_catalogue, model=replace(one_line_model, best=halves)).warnings
    said = [words for words in warnings if "idle" in words]
    assert said == ["Fewer nodes train as fast, the others stay idle and are paid for: N1 8 of 11, H1 16 of 17."]


def test_idle_nodes_of_a_pool_that_works_no_token_are_not_said_to_be_paid_for_promise(
    small_plan, make_group, small_catalogue, one_line_model
):
    def halves(pool, run):
        whole = one_line_model.best(pool, run)
        return whole if pool.devices % 64 == 0 else replace(whole, tokens_per_s=whole.tokens_per_s / 2)

    plan = replace(
        small_plan,
        cluster=Cluster(groups=(make_group("N1", 11), make_group("H1", 17))),
        mixing=MixingChoice(strategy="in-turn", division=Division.BY_USER, token_shares={"N1@N1": 1.0}),
    )
    result = plan_results(plan, small_catalogue, model=replace(one_line_model, best=halves))
    assert [pool.token_share for pool in result.pools] == pytest.approx([1.0, 0.0])
    said = [words for words in result.warnings if "idle" in words]
    assert len(said) == 1
    assert said[0].startswith("N1: 3 of 11 nodes stay idle")


def test_a_layout_that_frameworks_refuse_is_said(planned, small_plan, small_catalogue, one_line_model):
    def refused(pool, run):
        return replace(one_line_model.best(pool, run), causes=(NoLegalGroup(stages=8, micro_batches=5),))

    result = plan_results(small_plan, small_catalogue, model=replace(one_line_model, best=refused))
    assert any("N1: frameworks refuse" in words and "8 stages with 5" in words for words in result.warnings)
