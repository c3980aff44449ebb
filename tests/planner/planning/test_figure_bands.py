"""A planned figure lies inside its band, and is the same in plan and risk report."""

import pytest
from msgspec.structs import replace

from planner.catalogue.accelerator import Evidence
from planner.cluster import Cluster
from planner.headlines import HEADLINES
from planner.plan import Baseline
from planner.planning import plan_results
from planner.planning.model import PerformanceModel
from planner.uncertainty.risk_report import risk_report

DRAWS = 400


@pytest.fixture
def best_at_eight_nodes(one_line_model):
    """The one-line model whose devices are fastest in a pool of eight nodes."""

    def peaked(pool, run):
        found = one_line_model.best(pool, run)
        return replace(found, tokens_per_s=found.tokens_per_s * min(pool.nodes / 8, 8 / pool.nodes) ** 0.3)

    return PerformanceModel(best=peaked, exactly=one_line_model.exactly, goodput=one_line_model.goodput)


def test_a_band_reaches_to_what_is_planned_though_every_other_number_of_nodes_costs_more(
    small_plan, small_catalogue, make_group, best_at_eight_nodes
):
    group = make_group("N1", 8, nodes_evidence=Evidence.ESTIMATE)
    baseline = Baseline(name="the same", accelerator="N1", nodes=8, offer=group.offer)
    plan = replace(small_plan, cluster=Cluster(groups=(group,)), baseline=baseline)
    result = plan_results(plan, small_catalogue, model=best_at_eight_nodes)
    low, middle, high = result.bands["saving"]
    assert low < middle < 0.0
    assert high == result.saving == pytest.approx(0.0, abs=1e-12)
    for figure in HEADLINES:
        if figure.key in result.bands:
            low, _, high = result.bands[figure.key]
            assert low <= figure.value(result) <= high, figure.key
    report = risk_report(plan, small_catalogue, model=best_at_eight_nodes, draws=DRAWS)
    assert report.bands["saving"][2] == result.saving
