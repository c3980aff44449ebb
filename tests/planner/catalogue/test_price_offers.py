import pytest

from planner.catalogue.accelerator import Evidence
from planner.catalogue.offers import BINDING, HISTORY_TERMS, PURCHASE_TERMS, Acquisition, PriceStanding, PriceTerm
from planner.catalogue.price_offers import (
    find_offer,
    is_current,
    price_history,
    purchase_offers,
    rent_offers,
    within_a_year,
)
from planner.catalogue.reader import load_catalogue


def test_current_prices_come_first_and_a_stated_one_of_last_year_after_those_of_this():
    offers = rent_offers(load_catalogue(), "Ascend-910B2")
    assert [offer.date for offer in offers] == ["2026-07-15"] * 4 + ["2026-05", "2025-03-10"]
    assert offers[-1].key == "ling-device-a"
    assert [offer.price.amount for offer in offers].count(7.0) == 1


def test_history_is_never_offered():
    catalogue = load_catalogue()
    for key in catalogue.accelerators:
        both = rent_offers(catalogue, key), purchase_offers(catalogue, key)
        for offer in (*both[0], *both[1]):
            if offer.standing is None or offer.evidence is Evidence.ESTIMATE:
                continue
            assert offer.term not in HISTORY_TERMS, offer.key
            assert offer.standing in BINDING, offer.key
            assert within_a_year(catalogue, offer.date), offer.key


def test_a_place_with_a_current_price_offers_no_older_one():
    catalogue = load_catalogue()
    for key in catalogue.accelerators:
        current = {offer.place for offer in rent_offers(catalogue, key) if is_current(catalogue, offer.date)}
        dated = [offer for offer in rent_offers(catalogue, key) if offer.standing in BINDING]
        stale = [offer for offer in dated if offer.place in current and not is_current(catalogue, offer.date)]
        assert not stale, key


def test_every_rent_is_an_amount_per_device_hour_with_its_source():
    catalogue = load_catalogue()
    offers = [offer for key in catalogue.accelerators for offer in rent_offers(catalogue, key)]
    assert len({offer.key for offer in offers}) == len(offers)
    assert all(offer.acquisition is Acquisition.RENT and offer.source and offer.price.amount > 0 for offer in offers)


def test_every_observation_can_be_taken_by_its_key_whatever_its_age():
    offer = find_offer(load_catalogue(), "H100-SXM", "H100-SXM:rent-china-2024-01-25.6849-cny")
    assert offer is not None
    assert offer.price.amount == pytest.approx((20.5479 + 30.8219) / 2)
    assert offer.note.startswith("middle of 20.5479 to 30.8219")
    assert offer not in rent_offers(load_catalogue(), "H100-SXM")
    assert find_offer(load_catalogue(), "H100-SXM", "nothing") is None


def test_the_dated_series_holds_all_that_has_a_date_oldest_first():
    catalogue = load_catalogue()
    series = price_history(catalogue, "H100-SXM", Acquisition.RENT)
    assert len(series) == sum(price.kind == "rent" for price in catalogue.prices_for("H100-SXM"))
    spot = [price for price in series if price.region == "US (AWS)" and price.term is PriceTerm.SPOT]
    assert (spot[0].date, spot[0].normalised_amount) == ("2024-10-01", 4.23)
    assert (spot[-1].date, spot[-1].normalised_amount) == ("2026-09-30", 2.63)


def test_a_price_that_includes_a_share_of_the_server_says_so_and_mixes_with_no_bare_device():
    catalogue = load_catalogue()
    with_server = purchase_offers(catalogue, "Ascend-910B2", with_server=True)
    assert [(offer.date, offer.price.amount) for offer in with_server] == [("2026-05", 125_000.0), ("2026", 71_875.0)]
    assert all(offer.includes_server and offer.term is PriceTerm.WITH_SERVER for offer in with_server)
    assert not any(offer.includes_server for offer in purchase_offers(catalogue, "Ascend-910B2"))
    for price in catalogue.prices:
        assert price.includes_server is ("incl. server" in price.normalised_unit), price


def test_terms_go_with_the_kind_and_a_spot_price_has_no_seller_behind_it():
    for price in load_catalogue().prices:
        assert (price.term in PURCHASE_TERMS) is (price.kind == "purchase"), price
        assert price.term not in HISTORY_TERMS or price.standing not in BINDING, price
        assert "spot" not in price.unit or price.term is PriceTerm.SPOT, price
        assert "grey" not in price.region or price.standing is PriceStanding.GREY, price
        assert price.place in {"CN", "US", "EU", "global"}, price


def test_where_only_estimates_are_stated_the_offer_is_one_with_its_range():
    (offer,) = purchase_offers(load_catalogue(), "C550")
    assert (offer.price.amount, offer.price_low, offer.price_high) == (49_000.0, 23_500.0, 84_000.0)
    assert offer.evidence is Evidence.ESTIMATE
    assert offer.label.startswith("estimate, ")
    assert offer.note.startswith("estimated, not published")
    assert find_offer(load_catalogue(), "C550", offer.key) == offer


def test_where_nobody_sells_and_nothing_is_estimated_the_newest_derived_price_stands_in_as_an_estimate():
    (offer,) = purchase_offers(load_catalogue(), "P800")
    assert offer.label.startswith("derived price, ")
    assert offer.evidence is Evidence.ESTIMATE
    assert "NOT a P800 price" in offer.note


def test_no_price_holds_a_subsidy():
    assert not [price for price in load_catalogue().prices if "subsid" in f"{price.unit} {price.note}".lower()]
