import pytest
from msgspec.structs import replace

from planner.catalogue.offers import Money
from planner.cluster import Cluster, GroupTerms, Tenure
from planner.command_line.plan_text import plan_text
from planner.dependence import SupplierOutlook
from planner.exports.documents import plan_document
from planner.mixing.strategy import Division, MixingChoice
from planner.plan import Availability, AvailabilityKind
from planner.planning import plan_results
from planner.units import SECONDS_PER_DAY


@pytest.fixture
def planned(small_plan, small_catalogue, one_line_model):
    def plan(**changes):
        return plan_results(replace(small_plan, **changes), small_catalogue, model=one_line_model)

    return plan


def test_each_supplier_alone_does_the_whole_run_on_its_own_devices(planned):
    result = planned()
    nvidia, huawei = result.references
    assert (nvidia.supplier, nvidia.devices, huawei.supplier, huawei.devices) == ("Nvidia", 64, "Huawei", 128)
    assert nvidia.days == pytest.approx(1e12 / (64 * 1000 * 0.9) / SECONDS_PER_DAY)
    assert nvidia.cost.amount == pytest.approx(64 * 20 * nvidia.days * 24)
    assert nvidia.extra_days == pytest.approx(nvidia.days - result.days)
    assert nvidia.extra_cost.amount == pytest.approx(nvidia.cost.amount - result.cost.total.amount)
    assert nvidia.saving == pytest.approx(0.0)  # the baseline is the same device at the same price
    assert huawei.saving == pytest.approx(1 - (7 / 500) / (20 / 1000))


def test_a_strategy_that_best_shares_do_not_take_is_not_forced_on_a_supplier_alone_promise(planned, make_group):
    sites = tuple(make_group("N1", 8, key=site, site=site) for site in ("here", "there"))
    cluster = Cluster(groups=(*sites, make_group("H1", 40)))

    def alone(strategy):
        mixing = MixingChoice(strategy=strategy, division=Division.BEST)
        return [(one.days, one.cost.amount) for one in planned(cluster=cluster, mixing=mixing).references]

    assert alone("attention-expert-disaggregation") == alone("data-parallel") == alone("auto")


@pytest.mark.parametrize("tenure", [Tenure.OWNED, Tenure.RESERVED])
def test_owned_and_reserved_nodes_of_others_cost_on_as_beside_a_pool_alone(tenure, planned, small_plan, make_group):
    upkeep = Money(amount=0.5, currency="CNY") if tenure is Tenure.OWNED else None
    kept = make_group("N1", 8, terms=GroupTerms(tenure=tenure, upkeep_per_hour=upkeep))
    plan = replace(small_plan, cluster=replace(small_plan.cluster, groups=(kept, make_group("H1", 40))))
    result = planned(cluster=plan.cluster)
    (huawei,) = (one for one in result.references if one.supplier == "Huawei")
    assert result.mixing.fastest_alone.pool == "H1@H1"
    assert huawei.cost.amount == pytest.approx(result.mixing.fastest_alone.cost.amount)
    assert huawei.unit_cost.amount == pytest.approx(result.mixing.fastest_alone.unit_cost.amount)
    assert huawei.kept == result.mixing.fastest_alone.kept == ("N1",)
    assert [one["keep_costing"] for one in plan_document(plan, result)["references"]] == [[], ["N1"]]
    assert "Huawei alone, 320 devices, N1 still paid" in plan_text(plan, result)


def test_what_others_cost_on_is_unknown_without_a_price(planned, small_plan, make_group):
    kept = make_group("N1", 8, offer=None, terms=GroupTerms(tenure=Tenure.RESERVED))
    (huawei,) = (
        one
        for one in planned(cluster=replace(small_plan.cluster, groups=(kept, make_group("H1", 16)))).references
        if one.supplier == "Huawei"
    )
    assert huawei.cost is None


def test_a_reference_without_a_price_has_days_and_no_cost(planned, small_plan, make_group):
    groups = (make_group("N1", 8), make_group("H1", 16, offer=None))
    nvidia, huawei = planned(cluster=replace(small_plan.cluster, groups=groups)).references
    assert huawei.cost is None
    assert huawei.days > 0.0
    assert nvidia.cost is not None
    assert nvidia.extra_cost is None


def test_the_supply_risk_needs_an_outlook_for_every_supplier(planned):
    both = (SupplierOutlook(supplier="Nvidia", disruption=0.5), SupplierOutlook(supplier="Huawei", disruption=0.3))
    assert planned(outlooks=both[:1]).dependence.supply_risk is None
    # Both devices name jurisdictions that are neither the site's name nor under a rule there, but Huawei's is CN.
    expected = 0.5**2 * 0.5 * 1.0 + 0.5**2 * 0.3 * 0.8
    assert planned(outlooks=both).dependence.supply_risk == pytest.approx(expected)
    half = planned(outlooks=both, validated_elsewhere=0.5).dependence.supply_risk
    assert half == pytest.approx(expected / 2)


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        (Availability(kind=AvailabilityKind.BARRED), "H1 is marked as not available at the site"),
        (Availability(kind=AvailabilityKind.LIMITED, most_devices=64), "limited to 64 devices"),
    ],
)
def test_a_composed_plan_that_breaks_a_mark_is_warned_of(planned, mark, words):
    found = [warning for warning in planned(site_marks={"H1": mark}).warnings if words in warning]
    assert len(found) == 1
    assert "but the plan has 128 of it" in found[0]


@pytest.mark.parametrize(
    "mark", [Availability(), Availability(kind=AvailabilityKind.LIMITED, most_devices=128, note="the lease")]
)
def test_a_mark_that_is_kept_says_nothing(planned, mark):
    assert not any("marked" in warning for warning in planned(site_marks={"H1": mark}).warnings)


def test_a_layer_that_is_partly_unknown_is_said(planned):
    assert any("The HBM supplier of 100\u202f% of delivered compute is unknown" in text for text in planned().warnings)
