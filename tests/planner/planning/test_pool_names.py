"""No two pools of a plan are called alike, so that nothing that is laid by name is counted twice or lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.catalogue.pool_names import pool_names
from planner.cluster import Cluster
from planner.exports.documents import plan_document
from planner.exports.plain_values import plain
from planner.planning import plan_results

KEYS = ("N1", "H1", "T1", "unknown")


@given(
    places=st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(["", "a", "b"])), max_size=6),
    called=st.lists(st.sampled_from(["Card", "Board", "unknown"]), min_size=3, max_size=3),
)
def test_no_two_pools_are_called_alike_promise(small_catalogue, places, called):
    entries = {
        key: replace(small_catalogue.accelerators[key], name=name) for key, name in zip(KEYS, called, strict=False)
    }
    names = pool_names(places, entries)
    assert set(names) == set(places)
    assert len(set(names.values())) == len(names)


def test_energy_and_cost_by_pool_sum_to_the_runs_though_two_accelerators_are_called_alike_promise(
    small_plan, small_catalogue, one_line_model, make_group
):
    entries = small_catalogue.accelerators
    twin = replace(entries["H1"], name=entries["N1"].name)
    catalogue = replace(small_catalogue, accelerators={**entries, "H1": twin})
    plan = replace(small_plan, cluster=Cluster(groups=(make_group("N1", 8), make_group("H1", 16))))
    found = plan_results(plan, catalogue, model=one_line_model)
    assert sum(pool.energy_kwh for pool in found.pools) == pytest.approx(found.energy.energy_kwh)
    terms = plain(plan_document(plan, found))["result"]["cost_terms"]
    assert sum(terms.values()) == pytest.approx(found.cost.total.amount)
