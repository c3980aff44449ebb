"""What is offered for a pool that is too small is enough for that pool, and changes no other."""

from math import ceil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.catalogue.node import NodeDesign
from planner.causes import DoesNotFit, ExchangeRateMissing, NoBaseline, NoNodes, NoPriceEntered
from planner.cluster import Cluster
from planner.command_line.plan_text import plan_text
from planner.english import words
from planner.errors import NothingFitsError
from planner.exports.documents import plan_document
from planner.plan_result import BlockedPart
from planner.planning import plan_results

DEVICES_NEEDED = 40
HALF = NodeDesign(key="half", name="half a node", accelerator="N1", devices_per_node=4)


@pytest.fixture
def tight_model(one_line_model):
    """The model of one line on which fewer than 40 devices hold nothing."""

    def best(pool, run):
        if pool.devices < DEVICES_NEEDED:
            too_large = DoesNotFit(
                name=pool.accelerator.name,
                shape=run.shape.name,
                devices=pool.devices,
                needed_bytes=9e10,
                usable_bytes=8e10,
                largest="weights",
                largest_bytes=5e10,
            )
            raise NothingFitsError(words(too_large))
        return one_line_model.best(pool, run)

    return replace(one_line_model, best=best, fewest=lambda pool, _run: ceil(DEVICES_NEEDED / pool.devices_per_node))


@pytest.fixture
def two_designs(small_catalogue):
    return replace(small_catalogue, nodes={"half": HALF})


def with_nodes(plan, mend):
    groups = (replace(one, nodes=mend.nodes) if one.key == mend.group else one for one in plan.cluster.groups)
    return replace(plan, cluster=replace(plan.cluster, groups=tuple(groups)))


@given(
    nodes=st.tuples(*[st.integers(0, 7)] * 3),
    half=st.tuples(*[st.booleans()] * 3),
    apart=st.booleans(),
)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_offer_is_enough_for_the_pool_that_it_was_made_for(  # noqa: PLR0917 - fixtures
    small_plan, two_designs, tight_model, make_group, nodes, half, apart
):
    sites = ("here", "here", "there" if apart else "here")
    pairs = (
        make_group("N1", count, key=f"n{number}", site=site, node_design="half" if small else "")
        for number, (count, small, site) in enumerate(zip(nodes, half, sites, strict=True))
    )
    plan = replace(small_plan, cluster=Cluster(groups=(*pairs, make_group("H1", 16))))
    for block in plan_results(plan, two_designs, model=tight_model).blocked:
        if not isinstance(block.cause, DoesNotFit):
            continue
        assert block.mend is not None
        assert block.mend.group in block.groups
        left = plan_results(with_nodes(plan, block.mend), two_designs, model=tight_model).blocked
        assert not any(set(one.groups) & set(block.groups) for one in left)


def test_a_healthy_pool_at_another_site_is_left_alone(small_plan, small_catalogue, tight_model, make_group):
    small, healthy = make_group("N1", 2, key="small", site="here"), make_group("N1", 192, key="big", site="there")
    plan = replace(small_plan, cluster=Cluster(groups=(healthy, small)))
    result = plan_results(plan, small_catalogue, model=tight_model)
    (block,) = result.blocked
    assert block.groups == ("small",)
    assert (block.mend.group, block.mend.nodes) == ("small", DEVICES_NEEDED // 8)
    assert "With 5 nodes of group small it trains." in plan_text(plan, result)
    assert plan_document(plan, result)["blocked"][0]["mend"] == {"group": "small", "nodes": 5}


def test_where_no_number_of_nodes_is_known_to_be_enough_none_is_offered(
    small_plan, small_catalogue, tight_model, make_group
):
    plan = replace(small_plan, cluster=Cluster(groups=(make_group("N1", 2), make_group("H1", 16))))
    unsure = replace(tight_model, fewest=lambda _pool, _run: None)
    (block,) = plan_results(plan, small_catalogue, model=unsure).blocked
    assert isinstance(block.cause, DoesNotFit)
    assert block.mend is None


def test_every_reason_is_a_value_beside_its_words(small_plan, small_catalogue, one_line_model, make_group):
    groups = (replace(make_group("N1", 8), offer=None), make_group("H1", 16, key="own"))
    plan = replace(small_plan, cluster=Cluster(groups=groups), baseline=None)
    found = {block.part: block for block in plan_results(plan, small_catalogue, model=one_line_model).blocked}
    assert found[BlockedPart.PRICE].cause == NoPriceEntered(name="N1")
    assert found[BlockedPart.PRICE].groups == ("N1",)
    assert found[BlockedPart.SAVING].cause == NoBaseline()
    abroad = replace(plan, currency="JPY")
    reasons = plan_results(abroad, small_catalogue, model=one_line_model).blocked
    assert any(isinstance(block.cause, ExchangeRateMissing) for block in reasons)
    empty = plan_results(replace(plan, cluster=Cluster()), small_catalogue, model=one_line_model).blocked
    assert (empty[0].part, empty[0].cause) == (BlockedPart.CLUSTER, NoNodes())
