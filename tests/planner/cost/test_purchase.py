"""Purchase as a price per hour: bare cards and cards with their server, and what is owned already."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.catalogue.offers import Money
from planner.catalogue.reader import load_catalogue
from planner.cost import (
    OTHER_USE,
    Bill,
    Charge,
    EnergyTerms,
    PurchaseTerms,
    break_even_utilisation,
    owned_device_hour,
    run_cost,
    upkeep_per_hour,
    waiting_kwh,
)
from planner.cost.kinds import OTHER_USE_OF_POOL, RUNNING
from planner.cost.purchase import capital
from planner.errors import UserError

BARE, WITH_SERVER = 375_000.0, 312_500.0  # CNY: 350 to 400 k a card in 2023-10, 2 to 3 M a server of eight in 2025-06
RENT, HOURS_PER_YEAR = 27.5, 8766.0
SHARE_A_YEAR = 0.315471 * (1 - 0.15 / 1.1**4) + 0.05  # of the capital: annuity less residual value, and upkeep
ENERGY = 10.2 / 8 * 0.75 * 1.25 * 0.0938 * 7.25  # CNY an hour: 10.2 kW for eight devices


def test_a_bare_card_carries_the_server_and_a_card_with_its_server_does_not():
    terms = PurchaseTerms()
    assert capital(BARE, terms) == pytest.approx(BARE * 1.64 / 0.81)
    assert capital(BARE, terms) == pytest.approx(759_000.0, rel=1e-3)
    assert capital(WITH_SERVER, terms, with_server=True) == pytest.approx(WITH_SERVER / 0.81)
    assert capital(WITH_SERVER, terms, with_server=True) == pytest.approx(385_800.0, rel=1e-4)


def test_the_worked_break_evens_of_an_h800_come_out():
    terms = PurchaseTerms()
    bare = break_even_utilisation(BARE, RENT, ENERGY, terms)
    served = break_even_utilisation(WITH_SERVER, RENT, ENERGY, terms, with_server=True)
    assert bare == pytest.approx(BARE * 1.64 / 0.81 * SHARE_A_YEAR / HOURS_PER_YEAR / (RENT - ENERGY), rel=1e-5)
    assert (bare, served) == (pytest.approx(1.08, abs=0.005), pytest.approx(0.55, abs=0.005))


def test_the_h800_prices_worked_with_are_those_of_the_catalogue():
    bought = [price for price in load_catalogue().prices_for("H800-SXM") if price.kind == "purchase"]
    middles = {
        with_server: {
            (price.normalised_amount + (price.normalised_high or price.normalised_amount)) / 2
            for price in bought
            if price.includes_server is with_server
        }
        for with_server in (False, True)
    }
    assert middles[False] == {BARE}
    assert WITH_SERVER in middles[True]


@given(price=st.floats(1.0, 1e6), rate=st.floats(0.0, 0.5), years=st.floats(1.0, 10.0))
def test_a_price_with_the_server_is_cheaper_by_the_server_alone(price, rate, years):
    terms = PurchaseTerms(discount_rate=rate, life_years=years)
    assert capital(price, terms) == pytest.approx(capital(price, terms, with_server=True) * 1.64)
    assert upkeep_per_hour(price, terms) == pytest.approx(upkeep_per_hour(price * 1.64, terms, with_server=True))


def test_upkeep_of_what_is_owned_is_a_share_of_its_capital_over_all_hours():
    terms = PurchaseTerms(upkeep_share=0.06)
    expected = 0.06 * WITH_SERVER / 0.81 / HOURS_PER_YEAR
    assert upkeep_per_hour(WITH_SERVER, terms, with_server=True) == pytest.approx(expected)


def test_an_owned_device_costs_energy_upkeep_and_its_other_use_which_is_no_cash(offer, price_terms):
    upkeep = Money(amount=2.0, currency="USD")
    hour = owned_device_hour(offer(20.0), 1_000.0, upkeep, price_terms())
    energy = 1.0 * 0.75 * 1.25 * 0.0938 * 7.1
    assert hour.terms["energy"] == pytest.approx(energy)
    assert hour.terms["maintenance and staff"] == pytest.approx(14.2)
    assert hour.terms[OTHER_USE] == pytest.approx(20.0)
    assert hour.cash == pytest.approx(energy + 14.2)
    assert hour.total == pytest.approx(energy + 14.2 + 20.0)


def test_an_owned_device_of_unknown_power_or_upkeep_says_what_to_enter(offer, price_terms):
    with pytest.raises(UserError, match="power"):
        owned_device_hour(offer(20.0), None, Money(amount=1.0, currency="CNY"), price_terms())
    with pytest.raises(UserError, match="upkeep and staff"):
        owned_device_hour(offer(20.0), 1_000.0, None, price_terms())


amounts = st.floats(0.0, 1e6)


@given(paid=amounts, other=amounts, stops=amounts, unpaid_part=st.floats(0.0, 1.0))
def test_cash_and_other_use_sum_to_the_total(paid, other, stops, unpaid_part):
    charges = (
        Charge(kind=RUNNING, per_hour=paid, hours=2.0),
        Charge(kind=OTHER_USE_OF_POOL, per_hour=other, hours=2.0),
    )
    unpaid = stops * unpaid_part
    bill = Bill(charges=charges, currency="CNY", tokens=1e12, hours=2.0, once={"migration": stops}, once_no_cash=unpaid)
    result = run_cost(bill)
    assert result.total.amount == pytest.approx(2 * paid + 2 * other + stops)
    assert result.paid.amount == pytest.approx(2 * paid + stops - unpaid, abs=1e-6)
    assert (result.cash is None) == (2 * other + unpaid == 0.0)


def test_servers_that_are_kept_draw_their_waiting_load():
    assert waiting_kwh(10_200.0, 24.0, EnergyTerms(pue=1.1)) == pytest.approx(10.2 * 0.3 * 1.1 * 24.0)
    with pytest.raises(UserError, match="load while waiting"):
        EnergyTerms(waiting_load=1.5)
