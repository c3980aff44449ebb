"""The default offer of five accelerators at three sites, each looked up by hand in the table of prices."""

import pytest

from planner.catalogue.accelerator import Evidence
from planner.catalogue.default_offer import OfferReason, default_offer
from planner.catalogue.offers import Acquisition
from planner.catalogue.price_offers import is_binding
from planner.catalogue.reader import load_catalogue

CURRENT, DATED, ESTIMATE = OfferReason.CURRENT, OfferReason.DATED, OfferReason.ESTIMATE


@pytest.mark.parametrize(
    ("key", "site", "why", "amount", "currency", "date", "by_hand"),
    [
        # Ten clouds list it by the hour on 2026-10-24: 3.21, 3.2126, 3.7969, 3.8883, 3.99, 4.0811, 4.4868, 4.5, 5.373
        # and 6.155; Akash and Vast.ai are market places. The fifth of ten.
        ("H100-SXM", "US", CURRENT, 3.99, "USD", "2026-10-24", "the fifth of ten list prices of the newest day"),
        # Nothing of 2026-08 or later in China. Of 2026-07-15 a month's contract (9,500 CNY a device) comes before
        # the clouds' 30.48 and 42.
        ("H100-SXM", "CN", DATED, 13.0137, "CNY", "2026-07-15", "the last month's contract"),
        # One cloud in the US is newer (2026-10-08) than the four of 2026-08-22 that deliver anywhere.
        ("MI300X", "US", CURRENT, 2.59, "USD", "2026-10-08", "the only one of the newest day"),
        # 2.39, 2.59, 2.99, 3.45 of 2026-08-22: the second of four.
        ("MI300X", "DE", CURRENT, 2.59, "USD", "2026-08-22", "the second of four list prices"),
        ("MI300X", "CN", OfferReason.NO_PRICE, None, "", "", "no price in China but a channel's of 2025Q2"),
        # 3.5, 7.9 and 38.45 by the hour; by the month 2.0548 to 2.5685, the middle of which is 2.31165.
        ("Ascend-910B2", "CN", DATED, 2.31165, "CNY", "2026-07-15", "the month's contract before hourly list prices"),
        ("Ascend-910B2", "US", OfferReason.NO_PRICE, None, "", "", "every price is of China"),
        # Only rents of 2.7 (on demand) and no spot: one row of 2026-08 in the US.
        ("TPU-v6e", "US", CURRENT, 2.7, "USD", "2026-08", "the only list price"),
        ("TPU-v6e", "CN", OfferReason.NO_PRICE, None, "", "", "not rented out in China"),
        # No price observed anywhere: rule P1, 280 TFLOP/s at 84, 175 and 300 CNY.
        ("C550", "CN", ESTIMATE, 49_000.0, "CNY", "", "280 x 175"),
    ],
)
def test_the_default_offer_is_the_one_found_by_hand(  # noqa: PLR0917 - a table of what was looked up
    key: str, site: str, why: OfferReason, amount: float | None, currency: str, date: str, by_hand: str
):
    found = default_offer(load_catalogue(), key, site)
    assert found.why is why, by_hand
    assert found.words.endswith(".")
    if amount is None:
        assert found.offer is None
    else:
        assert found.offer is not None
        assert (found.offer.price.amount, found.offer.price.currency, found.offer.date) == (amount, currency, date)


def test_the_rules_leave_no_default_where_they_presume_a_denial():
    found = default_offer(load_catalogue(), "B200-SXM", "CN")
    assert (found.why, found.offer) == (OfferReason.RULES, None)
    assert "export rules" in found.words


def test_a_default_is_lawful_listed_and_of_the_site_or_an_estimate_that_says_so():
    catalogue = load_catalogue()
    for key in catalogue.accelerators:
        for site in ("CN", "US", "FR", "SG"):
            found = default_offer(catalogue, key, site)
            if found.offer is None:
                assert found.why in {OfferReason.NO_PRICE, OfferReason.RULES}
            elif found.why is OfferReason.ESTIMATE:
                assert found.offer.evidence is Evidence.ESTIMATE
            else:
                assert is_binding(found.offer), (key, site)
                assert found.offer.place in catalogue.places_of(site), (key, site)


def test_a_purchase_can_be_asked_for_by_itself():
    found = default_offer(load_catalogue(), "H200-SXM", "CN", acquisition=Acquisition.PURCHASE)
    assert found.offer is not None
    assert (found.offer.price.amount, found.offer.date, found.why) == (27_000.0, "2025-12-31", DATED)


def test_a_site_without_a_row_of_its_own_takes_what_is_delivered_anywhere():
    catalogue = load_catalogue()
    assert catalogue.places_of("JP") == ("global",)
    assert catalogue.places_of("CN") == ("CN",)
    assert set(catalogue.places_of("FR")) == {"EU", "global"}
