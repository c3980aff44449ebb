from statistics import median

import pytest

from planner.catalogue.forward_rents import forward_rents
from planner.catalogue.offers import Money
from planner.catalogue.reader import load_catalogue


def test_the_forward_view_is_three_years_one_year_and_on_demand_with_a_fifth_more():
    view = forward_rents(load_catalogue(), "H100-SXM")
    assert (view.low, view.mid) == (Money(amount=1.3, currency="USD"), Money(amount=2.65, currency="USD"))
    assert view.three_years is not None
    assert view.one_year is not None
    assert (view.three_years.date, view.one_year.date) == ("2026-04-02", "2026-06")
    listed = [price.normalised_amount or 0.0 for price in view.on_demand]
    assert view.high is not None
    assert view.high.amount == pytest.approx(1.2 * median(listed))
    assert min(price.date for price in view.on_demand) >= "2026-08-01"


@pytest.mark.parametrize(
    ("key", "low", "mid"), [("H200-SXM", 1.6, 3.0), ("B200-SXM", 2.9, 4.25), ("B300-SXM", 3.48, 5.557)]
)
def test_contracts_are_read_from_the_table(key: str, low: float, mid: float):
    view = forward_rents(load_catalogue(), key)
    assert view.low is not None
    assert view.mid is not None
    assert view.high is not None
    assert (view.low.amount, view.mid.amount) == (low, mid)
    assert view.low.amount < view.mid.amount < view.high.amount


def test_each_provider_counts_once_with_its_newest_price():
    view = forward_rents(load_catalogue(), "A100-80-SXM")
    assert len({price.region.lower() for price in view.on_demand}) == len(view.on_demand)


def test_an_end_that_no_observation_gives_is_unknown():
    view = forward_rents(load_catalogue(), "MI325X")
    assert view.low == Money(amount=1.8, currency="USD")
    assert view.mid is None
    assert forward_rents(load_catalogue(), "Ascend-910B2").high is None
