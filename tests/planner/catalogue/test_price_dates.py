from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.catalogue.offers import Acquisition, Money, Offer
from planner.catalogue.price_dates import HALF_A_YEAR_DAYS, age_days, first_day, mixed_price_dates
from planner.catalogue.reader import load_catalogue
from planner.examples import example_names, example_plan
from planner.plan import offers_used


def _offer(printed: str) -> Offer:
    return Offer(
        key=printed, label=printed, accelerator="H100-SXM", acquisition=Acquisition.RENT,
        price=Money(amount=1.0, currency="USD"), date=printed,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("2026-07-15", date(2026, 7, 15)),
        ("2026-03", date(2026, 3, 1)),
        ("2026", date(2026, 1, 1)),
        ("2025Q2", date(2025, 4, 1)),
        ("2025H1", date(2025, 1, 1)),
        ("2025-26", date(2025, 1, 1)),  # two years
        ("2022-23", date(2022, 1, 1)),
        ("2023-10 (before rule)", date(2023, 10, 1)),
        ("", None),
        ("unknown", None),
        ("0000", None),
    ],
)
def test_a_printed_date_begins_on_its_first_day(printed: str, day: date | None):
    assert first_day(printed) == day


def test_every_price_has_a_date_and_an_age():
    catalogue = load_catalogue()
    ages = [age_days(price.date, catalogue.date) for price in catalogue.prices]
    assert all(age is not None and age >= 0 for age in ages)
    assert age_days("2026-07-15", "2026-11-29") == 137
    assert age_days("", "2026-11-29") is None


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_offers_further_apart_than_half_a_year_are_named_and_no_others(one: date, other: date):
    mixed = mixed_price_dates([_offer(one.isoformat()), _offer(""), _offer(other.isoformat())])
    apart = abs((one - other).days)
    if apart <= HALF_A_YEAR_DAYS:
        assert mixed is None
    else:
        assert mixed is not None
        assert (mixed.days, mixed.earliest.date, mixed.latest.date) == (
            apart, min(one, other).isoformat(), max(one, other).isoformat(),
        )  # fmt: skip


def test_offers_without_dates_mix_nothing():
    assert mixed_price_dates([_offer("")]) is None
    assert mixed_price_dates([]) is None


@pytest.mark.parametrize("name", example_names())
def test_no_example_mixes_prices_of_dates_far_apart(name: str):
    assert mixed_price_dates(offers_used(example_plan(name))) is None
