import pytest
from msgspec.structs import replace

from gui.document.new_plan import new_plan
from planner.examples import example_plan
from planner.plan import Site
from planner.workload.optimisers import Optimiser
from planner.workload.recipe import MOST_TEAMS, SUPPLIER
from planner.workload.states import MEGATRONS_STATES, States
from planner.workload.training_run import Routing

BEFORE = example_plan("ling-plus")


@pytest.mark.parametrize(("code", "currency"), [("CN", "CNY"), ("US", "USD"), ("FI", "USD")])
def test_a_new_plan_counts_in_what_its_site_pays_in(code, currency):
    assert new_plan(BEFORE, name="new", site=Site(name=code, code=code)).currency == currency


def test_a_currency_without_a_rate_is_not_begun_with():
    rates = replace(BEFORE.rates, base_per_unit={})
    assert new_plan(replace(BEFORE, rates=rates), name="new", site=Site(name="Oslo", code="NO")).currency == "CNY"


def test_a_new_plan_never_inherits_how_the_plan_before_ran_its_software():
    tuned = replace(
        BEFORE.workload,
        recipe=SUPPLIER,
        stack_release="NeMo 26.08",
        overload=1.2,
        states=States(optimiser=Optimiser.MUON),
        routing=Routing.BALANCED,
    )
    found = new_plan(replace(BEFORE, workload=tuned), name="new", site=BEFORE.site).workload
    kept = found.recipe, found.stack_release, found.overload, found.states, found.routing
    assert kept == (MOST_TEAMS, None, None, MEGATRONS_STATES, Routing.NATURAL)
