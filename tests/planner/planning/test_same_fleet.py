"""The same fleet written otherwise gives the same figures: names, order and groups of one pool change nothing."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.catalogue.accelerator import Evidence
from planner.cluster import Cluster, GroupTerms, Waiting
from planner.mixing.strategy import Division, MixingChoice, ShareCap
from planner.planning import plan_results

relaxed = settings.get_profile("plans")

BEST_BELOW_A_CAP = MixingChoice(division=Division.BEST, caps=(ShareCap(share=0.7),))
CHOICES = st.sampled_from(
    [
        MixingChoice(strategy="in-turn"),
        MixingChoice(strategy="data-parallel"),
        MixingChoice(strategy="local-sgd"),
        BEST_BELOW_A_CAP,
    ]
)


@pytest.fixture
def figures(small_plan, small_catalogue, one_line_model):
    def of(groups, mixing):
        plan = replace(small_plan, cluster=Cluster(groups=tuple(groups)), mixing=mixing)
        found = plan_results(plan, small_catalogue, model=one_line_model)
        assert found.cost is not None
        layer = found.dependence.layers["supplier"]
        bands = tuple(value for _, band in sorted(found.bands.items()) for value in band)
        return found.days, found.cost.total.amount, found.power_w, found.saving, layer.largest, *bands

    return of


@relaxed
@given(
    nodes=st.tuples(*[st.integers(2, 40)] * 3),
    known=st.sampled_from([Evidence.MEASURED, Evidence.ESTIMATE]),
    waiting=st.sampled_from([None, *Waiting]),
    choice=CHOICES,
    part=st.floats(0.0, 1.0),
)
# pools as fast and as dear as each other: which of them works most is a tie, and so is which goes first
@example(nodes=(20, 40, 15), known=Evidence.MEASURED, waiting=Waiting.HELD, choice=BEST_BELOW_A_CAP, part=0.0)
def test_names_order_and_split_groups_change_no_figure(figures, make_group, *, nodes, known, waiting, choice, part):
    def group(key, count, name, site):
        terms = GroupTerms(waiting=waiting)
        return make_group(key, count, key=name, site=site, terms=terms, nodes_evidence=known)

    parts = ("N1", "here"), ("H1", "here"), ("N1", "there")  # an accelerator at two sites
    groups = [group(key, count, f"{key}{site}", site) for (key, site), count in zip(parts, nodes, strict=True)]
    planned = figures(groups, choice)
    first = 1 + int(part * (nodes[0] - 2))
    halves = [replace(groups[0], nodes=first), replace(groups[0], key="rest", nodes=nodes[0] - first)]
    renamed = [replace(one, key=f"z{9 - i}", site=f"site {one.site[::-1]}") for i, one in enumerate(groups)]
    for same in (groups[::-1], [*halves, *groups[1:]], renamed, [*groups, make_group("T1", 0)]):
        assert figures(same, choice) == pytest.approx(planned, rel=1e-6)
