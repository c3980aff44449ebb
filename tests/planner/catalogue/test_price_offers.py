import pytest

from planner.catalogue.offers import Acquisition
from planner.catalogue.price_offers import find_offer, purchase_offers, rent_offers
from planner.catalogue.reader import load_catalogue


def test_stated_offers_come_first_and_their_own_observation_is_not_offered_twice():
    offers = rent_offers(load_catalogue(), "Ascend-910B2")
    assert offers[0].key == "ling-device-a"
    assert [offer.price.amount for offer in offers].count(7.0) == 1
    assert len(offers) == 6


def test_every_rent_is_an_amount_per_device_hour_with_its_source():
    catalogue = load_catalogue()
    observed = [price for price in catalogue.prices if price.kind == "rent"]
    offers = [offer for key in catalogue.accelerators for offer in rent_offers(catalogue, key)]
    # Five stated offers; four of the six observations of the Ling report are these, two name a sister product.
    assert len(offers) == len(observed) + 5 - 4
    assert len({offer.key for offer in offers}) == len(offers)
    assert all(offer.acquisition is Acquisition.RENT and offer.source and offer.price.amount > 0 for offer in offers)


def test_a_range_becomes_its_middle_and_says_so():
    offer = find_offer(load_catalogue(), "H100-SXM", "H100-SXM:rent-china-2024-01-25.6849-cny")
    assert offer is not None
    assert offer.price.amount == pytest.approx((20.5479 + 30.8219) / 2)
    assert offer.note.startswith("middle of 20.5479 to 30.8219")


def test_a_price_that_includes_a_share_of_the_server_is_no_offer_of_a_bare_device():
    catalogue = load_catalogue()
    shares = {price.amount for price in catalogue.prices_for("A800-80-SXM") if "incl." in price.normalised_unit}
    assert shares
    assert [offer.price.amount for offer in purchase_offers(catalogue, "A800-80-SXM")] == [95000.0]


def test_an_unknown_offer_is_none():
    assert find_offer(load_catalogue(), "H100-SXM", "nothing") is None
