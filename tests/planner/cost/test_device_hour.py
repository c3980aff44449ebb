import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.catalogue.offers import Acquisition, Money, RentTerms
from planner.cost import (
    EnergyTerms,
    PurchaseTerms,
    break_even_utilisation,
    capital_recovery_factor,
    device_hour,
    device_hours_price,
)
from planner.cost.purchase import Depreciation, annual_capital, capital, residual_per_hour
from planner.errors import UserError

H100_W = 10_200.0 / 8  # DGX H100: 10.2 kW for eight devices
US_ENERGY = EnergyTerms(pue=1.1)


def test_rent_is_converted_at_the_plans_rate(offer, price_terms):
    assert device_hours_price(offer(2.0, "USD"), 8, None, price_terms()) == pytest.approx(2.0 * 7.1 * 8)


def test_a_missing_rate_and_a_purchase_of_unknown_power_say_what_to_enter(offer, price_terms):
    with pytest.raises(UserError, match="EUR"):
        device_hour(offer(2.0, "EUR"), None, price_terms())
    with pytest.raises(UserError, match="enter a rent per device-hour"):
        device_hour(offer(2.0, acquisition=Acquisition.PURCHASE), None, price_terms())


def test_an_owned_h100_costs_what_epoch_says(offer, price_terms):
    terms = price_terms("USD", purchase=PurchaseTerms(depreciation=Depreciation.VALUE_DECAY), energy=US_ENERGY)
    hour = device_hour(offer(30_000.0, "USD", Acquisition.PURCHASE), H100_W, terms)
    assert hour.terms["hardware"] == pytest.approx(1.8093, abs=5e-5)
    assert hour.terms["interconnect"] == pytest.approx(0.4244, abs=5e-5)
    assert hour.terms["energy"] == pytest.approx(0.0987, abs=5e-5)
    assert hour.total == pytest.approx(2.3324, abs=1e-4)


def test_an_owned_h100_costs_the_annuity_of_its_terms(offer, price_terms):
    terms = price_terms("USD", energy=US_ENERGY)
    assert capital_recovery_factor(0.10, 4.0) == pytest.approx(0.315471, abs=5e-7)
    assert capital(30_000.0, terms.purchase) == pytest.approx(60_740.74, abs=5e-3)
    assert annual_capital(30_000.0, terms.purchase) == pytest.approx(17_198.75, abs=0.05)
    hour = device_hour(offer(30_000.0, "USD", Acquisition.PURCHASE), H100_W, terms)
    assert hour.terms["capital"] == pytest.approx(2.3082, abs=5e-5)
    assert hour.terms["maintenance and staff"] == pytest.approx(0.4076, abs=5e-5)
    assert hour.total == pytest.approx(2.8145, abs=1e-4)
    assert break_even_utilisation(30_000.0, 2.50, hour.terms["energy"], terms.purchase) == pytest.approx(
        0.961, abs=5e-4
    )


def test_every_component_of_a_rent_is_a_term_and_none_counts_by_itself(offer, price_terms):
    stated = RentTerms(
        discount=0.2,
        storage_per_hour=0.05,
        network_per_hour=0.04,
        support_uplift=0.03,
        goodput_uplift=0.05,
        setup_per_hour=0.02,
        debugging_per_hour=0.01,
    )
    hour = device_hour(offer(2.0, rent_terms=stated), None, price_terms())
    assert len(hour.terms) == 8
    assert hour.total == pytest.approx(2.0 * (1 - 0.2 + 0.03 + 0.05) + 0.12)
    assert dict(device_hour(offer(2.0), None, price_terms()).terms) == {"rent": 2.0}


@pytest.mark.parametrize("rent", [0.0, 0.05, 0.0987])
def test_energy_that_costs_as_much_as_the_rent_or_more_never_makes_buying_cheaper(rent):
    assert break_even_utilisation(30_000.0, rent, 0.0987, PurchaseTerms()) is None


def test_a_rent_just_above_the_energy_needs_more_hours_than_there_are():
    # a year of capital and upkeep, 17,198.75 + 0.05 x 60,740.74, over 8,766 hours that each earn a cent
    utilisation = break_even_utilisation(30_000.0, 0.0987 + 0.01, 0.0987, PurchaseTerms())
    assert utilisation == pytest.approx((17_198.75 + 3_037.04) / 8766 / 0.01, rel=1e-5)
    assert utilisation > 200


def test_what_is_left_at_the_end_takes_its_present_worth_off_an_annuity():
    # 15 % of 60,740.74 in four years at 10 %: 6,223.01 today, 1,963.18 a year, over 85 % of 8,766 hours
    left = 0.15 * 60_740.74 / 1.1**4
    assert residual_per_hour(30_000.0, PurchaseTerms()) == pytest.approx(left * 0.315471 / (8766 * 0.85), rel=1e-5)
    assert residual_per_hour(30_000.0, PurchaseTerms()) == pytest.approx(0.2635, abs=5e-5)


@given(st.tuples(st.floats(100.0, 1e6), st.floats(0.1, 20.0), st.floats(0.0, 0.5), st.floats(1.0, 10.0)))
def test_at_the_break_even_utilisation_both_cost_the_same(offer, price_terms, drawn):
    price, rent, rate, years = drawn

    def owned(utilisation):
        purchase = PurchaseTerms(discount_rate=rate, life_years=years, utilisation=utilisation)
        bought = offer(price, acquisition=Acquisition.PURCHASE)
        return device_hour(bought, H100_W, price_terms(purchase=purchase, energy=energy))

    energy = EnergyTerms(price_per_kwh=Money(amount=0.05, currency="CNY"))
    per_hour = owned(1.0).terms["energy"]
    terms = PurchaseTerms(discount_rate=rate, life_years=years)
    utilisation = break_even_utilisation(price, rent, per_hour, terms)
    assert utilisation is None or utilisation > 0.0
    if utilisation is not None and 0.0 < utilisation <= 1.0:
        assert owned(utilisation).total == pytest.approx(rent, rel=1e-9)


@given(st.floats(0.0, 1e6), st.floats(0.0, 10.0), st.sampled_from(list(Depreciation)))
def test_what_is_bought_costs_in_proportion_to_its_price(offer, price_terms, price, factor, way):
    def capital_part(amount):
        hour = device_hour(
            offer(amount, acquisition=Acquisition.PURCHASE),
            H100_W,
            price_terms(purchase=PurchaseTerms(depreciation=way)),
        )
        return hour.total - hour.terms["energy"]

    assert capital_part(price * factor) == pytest.approx(capital_part(price) * factor, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(
    ("field", "value"), [("utilisation", 0.0), ("utilisation", 1.1), ("life_years", 0.0), ("network_share", 1.0)]
)
def test_terms_that_cannot_be_are_refused_in_a_sentence(field, value):
    with pytest.raises(UserError, match="enter"):
        PurchaseTerms(**{field: value})
