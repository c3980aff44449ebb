"""Fleets whose shares no cap chooses (fixed ways, programmes) are feasible only where they keep the caps."""

from itertools import product

import pytest
from msgspec.structs import replace

from planner.cluster import GroupTerms
from planner.exploration import planned_frontier
from planner.exploration.evaluation import OVER_CAP
from planner.exploration.explore import explore
from planner.exploration.replanning import with_nodes
from planner.mixing.strategy import MixingChoice, ShareCap
from planner.mixing.timetables.timetable_problem import CapMeasure
from planner.plan import Programme, ProgrammeModel, Trains
from planner.planning import plan_results

CAPS = {
    "largest": (ShareCap(share=0.68),),
    "HHI": (ShareCap(share=0.56, measure=CapMeasure.HHI),),
    "two layers": (ShareCap(share=0.9), ShareCap(layer="jurisdiction", share=0.7)),
}
MODELS = tuple(ProgrammeModel(name=f"M{i}", tokens=tokens) for i, tokens in enumerate((4e11, 3e11, 2e11)))


def of_kind(plan, kind):
    if kind == "programme":
        return replace(plan, trains=Trains.PROGRAMME, programme=Programme(models=MODELS))
    return replace(plan, mixing=replace(plan.mixing, strategy="local-sgd"))


@pytest.mark.parametrize(
    ("kind", "caps"),
    [
        *product(["arrays", "programme"], CAPS),
        ("one by one", "two layers"),
        *(pytest.param("windows", caps, marks=pytest.mark.slow) for caps in CAPS),
    ],
)
def test_what_is_feasible_keeps_every_cap_as_its_own_plan_says(  # noqa: PLR0917 - fixtures
    small_plan, small_catalogue, make_group, one_line_model, monkeypatch, kind, caps
):
    if kind == "arrays":
        monkeypatch.setattr(planned_frontier, "MOST_EVERY", 0)
    late = GroupTerms(from_day=20.0) if kind == "windows" else GroupTerms()
    groups = [make_group("N1", 0, most=8, step=4), make_group("H1", 0, most=8, step=8), make_group("T1", 4, terms=late)]
    groups[2] = replace(groups[2], explore_min_nodes=4, explore_max_nodes=4)
    mixing = MixingChoice(caps=CAPS[caps])
    plan = replace(small_plan, cluster=replace(small_plan.cluster, groups=tuple(groups)), mixing=mixing)
    plan = of_kind(plan, kind)
    found = explore(plan, catalogue=small_catalogue, model=one_line_model)
    alone = {
        nodes: plan_results(with_nodes(plan, nodes), small_catalogue, model=one_line_model)
        for nodes in product(range(0, 9, 4), range(0, 9, 8), [4])
    }
    kept = {nodes for nodes, result in alone.items() if result.cost is not None and not result.unmet}
    assert {tuple(nodes) for nodes in found.fleets.nodes.tolist()} == kept
    assert {tuple(found.fleets.nodes[row].tolist()) for row in found.frontier} <= kept
    assert OVER_CAP in found.blocked
    assert found.candidates == found.feasible + sum(found.blocked.values()) == len(alone)
    assert 0 < len(kept) < len(alone)
