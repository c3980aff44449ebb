from dataclasses import replace

import pytest

from gui.document.new_plan import new_plan
from planner.examples import example_plan
from planner.plan import Site

BEFORE = example_plan("ling-plus")


@pytest.mark.parametrize(("code", "currency"), [("CN", "CNY"), ("US", "USD"), ("FI", "USD")])
def test_a_new_plan_counts_in_what_its_site_pays_in(code, currency):
    assert new_plan(BEFORE, name="new", site=Site(name=code, code=code)).currency == currency


def test_a_currency_without_a_rate_is_not_begun_with():
    rates = replace(BEFORE.rates, base_per_unit={})
    assert new_plan(replace(BEFORE, rates=rates), name="new", site=Site(name="Oslo", code="NO")).currency == "CNY"
