"""What the command line says of a plan's money and of other fleets beside it."""

import pytest
from msgspec.structs import replace

from planner.cluster import Cluster, GroupTerms
from planner.command_line.money_text import references_text
from planner.planning import plan_results


@pytest.fixture
def said(small_plan, small_catalogue, one_line_model):
    def text(*groups):
        plan = replace(small_plan, cluster=Cluster(groups=groups))
        return references_text(plan, plan_results(plan, small_catalogue, model=one_line_model))

    return text


def test_the_one_supplier_that_can_do_the_run_alone_is_said_beside_a_mix_promise(said, make_group):
    leaving, staying = make_group("N1", 8, terms=GroupTerms(until_day=20.0)), make_group("H1", 16)
    text = said(leaving, staying)
    assert "Huawei alone, 128 devices" in text
    assert "Nvidia alone" not in text


def test_a_fleet_of_one_supplier_stands_beside_itself_nowhere(said, make_group):
    assert said(make_group("H1", 16)) == ""
