import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from gui.document import edits
from gui.document.terms_edits import every_purchase_offer, far_off, group_of, with_price_of, with_tenure
from gui.look import formats
from gui.look.language import LanguageChoice, LanguageController
from gui.look.terms_words import entry_words, terms_words
from gui.panels.cluster.cluster_columns import COLUMNS, cell_tip, column_number, group_row
from gui.panels.cluster.price_entry import PriceEntry, parse_price
from gui.panels.cluster.terms_button import TermsButton
from planner.catalogue.accelerator import Evidence
from planner.catalogue.offers import Acquisition, Money, Offer, PriceTerm
from planner.catalogue.price_offers import purchase_offers, rent_offers
from planner.cluster import GroupTerms, NodeGroup, Tenure, Waiting
from planner.estimate_marks import offer_estimates
from planner.risk.spreads import load_spreads
from planner.workload.training_run import TrainingPrecision


@pytest.fixture
def terms(qtbot, ling_plus, catalogue, themes):
    made = TermsButton()
    qtbot.addWidget(made)
    made.show_plan(ling_plus, catalogue)
    made.show_group("A")
    return made


def typed(terms, qtbot, text, field=None):
    line = terms.form.price if field is None else field
    with qtbot.waitSignal(terms.edit_requested) as blocker:
        line.selectAll()
        qtbot.keyClicks(line, text)
        qtbot.keyClick(line, Qt.Key.Key_Return)
    return group_of(blocker.args[0].plan, terms.key)


def chosen(terms, qtbot, box, data):
    with qtbot.waitSignal(terms.edit_requested) as blocker:
        box.setCurrentIndex(box.findData(data))
        box.activated.emit(box.currentIndex())
    return group_of(blocker.args[0].plan, terms.key)


def test_a_purchase_is_a_purchase_and_no_rent_of_as_much(terms, qtbot):
    group = typed(terms, qtbot, "buy 110000")
    assert group.tenure is Tenure.BOUGHT
    assert group.offer.acquisition is Acquisition.PURCHASE
    assert group.offer.price == Money(amount=110_000.0, currency="CNY")
    assert group.offer.source == "entered in this plan"
    assert terms_words(group) == f"buy {formats.whole(110_000)} CNY per device"


def test_an_amount_alone_keeps_the_tenure_and_the_currency(terms, qtbot):
    group = typed(terms, qtbot, "6.25")
    assert (group.tenure, group.offer.price) == (Tenure.ON_DEMAND, Money(amount=6.25, currency="CNY"))
    assert terms_words(group) == "rent 6.25 CNY/h, released"


@pytest.mark.parametrize("text", ["6.25", "buy 110000", "owned 3.20"])
def test_a_price_that_is_typed_is_the_users_own_no_estimate_and_not_varied(terms, qtbot, text):
    offer = typed(terms, qtbot, text).offer
    assert offer_estimates(offer, "A") == ()
    assert load_spreads().price[offer.evidence] == 0.0


def test_a_rent_an_hour_makes_what_was_bought_rented(terms, qtbot, ling_plus, catalogue):
    offer = purchase_offers(catalogue, "Ascend-910B2", with_server=True)[0]
    first, *others = ling_plus.cluster.groups
    bought = replace(first, offer=offer, terms=GroupTerms(tenure=Tenure.BOUGHT))
    terms.show_plan(replace(ling_plus, cluster=replace(ling_plus.cluster, groups=(bought, *others))), catalogue)
    group = typed(terms, qtbot, "7.5/h")
    assert (group.tenure, group.offer.acquisition) == (Tenure.ON_DEMAND, Acquisition.RENT)


def test_the_shown_price_typed_again_keeps_its_offer(terms, qtbot, ling_plus):
    group = typed(terms, qtbot, "reserve 7.00")
    assert group.tenure is Tenure.RESERVED
    assert group.offer == group_of(ling_plus, "A").offer


def test_what_is_not_understood_is_said_and_changes_nothing(terms, qtbot):
    with qtbot.assertNotEmitted(terms.edit_requested), qtbot.waitSignal(terms.refused) as blocker:
        terms.form.price.selectAll()
        qtbot.keyClicks(terms.form.price, "buy 1.80/h")
        qtbot.keyClick(terms.form.price, Qt.Key.Key_Return)
    assert "per device" in blocker.args[0]
    assert terms.form.price.text() == "rent 7.00 CNY/h"


def test_a_price_far_off_the_observations_is_asked_about_first(terms, qtbot):
    with qtbot.assertNotEmitted(terms.edit_requested):
        terms.form.price.selectAll()
        qtbot.keyClicks(terms.form.price, "17000")
        qtbot.keyClick(terms.form.price, Qt.Key.Key_Return)
    assert "three times" in terms.form.question.words.text()
    assert f"{formats.whole(17_000)} CNY per device-hour" in terms.form.question.words.text()
    with qtbot.waitSignal(terms.edit_requested) as blocker:
        qtbot.mouseClick(terms.form.question.button, Qt.MouseButton.LeftButton)
    assert group_of(blocker.args[0].plan, "A").offer.price.amount == 17_000.0
    assert terms.form.question.isHidden()


def test_a_price_that_is_asked_about_is_shown_and_keys_answer(terms, qtbot):
    form = terms.form
    before = form.price.text()
    for answer in (Qt.Key.Key_Escape, Qt.Key.Key_Return):
        with qtbot.assertNotEmitted(terms.edit_requested):
            form.price.selectAll()
            qtbot.keyClicks(form.price, "rent 17000")
            qtbot.keyClick(form.price, Qt.Key.Key_Return)
            form.price.editingFinished.emit()  # as the keyboard goes on to the button
        assert form.price.text() == "rent 17000"
        if answer is Qt.Key.Key_Escape:
            qtbot.keyClick(form.question.button, answer)
            assert (form.question.isHidden(), form.price.text()) == (True, before)
    with qtbot.waitSignal(terms.edit_requested) as blocker:
        qtbot.keyClick(form.question.button, answer)
    assert group_of(blocker.args[0].plan, "A").offer.price.amount == 17_000.0
    assert form.price.text() == before, "what holds till the edit is made"


def test_the_question_names_the_prices_that_are_listed(ling_plus, catalogue):
    for acquisition, offers in ((Acquisition.RENT, rent_offers), (Acquisition.PURCHASE, every_purchase_offer)):
        listed = [ling_plus.rates.convert(one.price, "CNY").amount for one in offers(catalogue, "Ascend-910B2")]
        asked = far_off(ling_plus, "Ascend-910B2", Money(amount=1e9, currency="CNY"), acquisition, catalogue)
        assert (asked.lowest, asked.highest) == (min(listed), max(listed))


@pytest.mark.parametrize("factor", [0.3, 3.1])
def test_three_times_off_is_counted_from_the_ends_of_what_was_observed(ling_plus, catalogue, factor):
    rates = ling_plus.rates
    seen = [
        rates.convert(Money(amount=amount, currency=offer.price.currency), "CNY").amount
        for offer in rent_offers(catalogue, "H20-SXM")
        for amount in (offer.price.amount, offer.price_low, offer.price_high)
        if amount is not None
    ]
    end = max(seen) if factor > 1 else min(seen)
    far = Money(amount=end * factor, currency="CNY")
    near = Money(amount=end * (2.9 if factor > 1 else 0.35), currency="CNY")
    assert far_off(ling_plus, "H20-SXM", far, Acquisition.RENT, catalogue) is not None
    assert far_off(ling_plus, "H20-SXM", near, Acquisition.RENT, catalogue) is None


def test_an_observed_price_brings_its_tenure_along(terms, qtbot, catalogue):
    offer = purchase_offers(catalogue, "Ascend-910B2", with_server=True)[0]
    number = next(place for place in range(terms.form.observed.count()) if terms.form.observed.itemData(place) == offer)
    with qtbot.waitSignal(terms.edit_requested) as blocker:
        terms.form.observed.setCurrentIndex(number)
        terms.form.observed.activated.emit(number)
    group = group_of(blocker.args[0].plan, "A")
    assert (group.tenure, group.offer) == (Tenure.BOUGHT, offer)


def test_what_is_owned_is_priced_by_its_other_use(terms, qtbot, ling_plus):
    group = chosen(terms, qtbot, terms.form.tenure, Tenure.OWNED)
    assert group.tenure is Tenure.OWNED
    assert group.offer.acquisition is Acquisition.RENT
    assert group.waiting is Waiting.HELD
    assert terms_words(group).startswith("owned, other use")


def test_a_year_s_rent_is_the_first_price_of_other_use(qtbot, ling_plus, catalogue, themes):
    plan = edits.add_group(ling_plus, "H200-SXM", catalogue)
    key = plan.cluster.groups[-1].key
    owned = group_of(with_tenure(plan, key, Tenure.OWNED, catalogue), key)
    assert owned.offer.term is PriceTerm.YEAR_1
    rent = formats.fixed(owned.offer.price.amount, 2)
    shown = replace(owned, offer=replace(owned.offer, price=replace(owned.offer.price, amount=2.31165)))
    assert terms_words(shown) == f"owned, other use 2.31 {owned.offer.price.currency}/h, its 1-year rent"
    assert rent in terms_words(owned)
    quoted = replace(shown, offer=replace(shown.offer, term=PriceTerm.RESERVED))
    assert terms_words(quoted).endswith("/h, its rent")
    assert "other use is filled in" in cell_tip(group_row(quoted, plan, catalogue), COLUMNS[column_number("terms")])
    own = replace(shown, offer=edits.entered_offer(shown, Acquisition.RENT, Money(amount=2.31165, currency="CNY")))
    assert terms_words(own) == "owned, other use 2.31165 CNY/h"


def test_no_more_is_explored_of_what_is_owned_than_there_is_until_the_user_says_so(terms, qtbot, ling_plus):
    before = group_of(ling_plus, "A")
    group = chosen(terms, qtbot, terms.form.tenure, Tenure.OWNED)
    assert before.explore_max_nodes > before.nodes == group.explore_max_nodes
    few = edits.change_group(edits.change_group(ling_plus, "A", nodes=63), "A", terms=group.terms)
    assert group_of(few, "A").explore_step_nodes == 9  # a step of 128 would never come to the 63 that are owned
    own = edits.change_group(ling_plus, "A", terms=group.terms, explore_max_nodes=before.nodes)
    assert group_of(edits.change_group(own, "A", nodes=24), "A").explore_max_nodes == 24
    wider = edits.change_group(own, "A", explore_max_nodes=200)
    assert group_of(edits.change_group(wider, "A", nodes=24), "A").explore_max_nodes == 200
    rented = edits.change_group(own, "A", terms=GroupTerms())
    assert group_of(rented, "A").explore_max_nodes == before.nodes * edits.EXPLORE_FACTOR


def test_a_price_that_only_rounds_to_the_shown_one_is_another(ling_plus, catalogue):
    cheap = replace(group_of(ling_plus, "A").offer, price=Money(amount=0.06815, currency="CNY"))
    plan = edits.change_group(ling_plus, "A", offer=cheap)
    keep, take = (
        with_price_of(plan, "A", Tenure.ON_DEMAND, amount=amount, currency="CNY", catalogue=catalogue)
        for amount in (0.0682, 0.07)
    )
    assert group_of(keep, "A").offer == cheap
    assert group_of(take, "A").offer.price.amount == 0.07


def test_a_price_that_was_entered_as_an_estimate_is_ones_own_once_it_is_typed_again(ling_plus, catalogue):
    entered = edits.entered_offer(group_of(ling_plus, "A"), Acquisition.RENT, Money(amount=1.9, currency="CNY"))
    plan = edits.change_group(ling_plus, "A", offer=replace(entered, evidence=Evidence.ESTIMATE))
    again = with_price_of(plan, "A", Tenure.ON_DEMAND, amount=1.9, currency="CNY", catalogue=catalogue)
    assert group_of(again, "A").offer == entered


def test_waiting_share_days_upkeep_and_precision_have_a_field_each(terms, qtbot, ling_plus, catalogue):
    lent = chosen(terms, qtbot, terms.form.waiting, Waiting.LENT)
    assert lent.waiting is Waiting.LENT
    assert typed(terms, qtbot, "60", terms.form.from_day).terms.from_day == 60.0
    assert typed(terms, qtbot, "90", terms.form.until_day).terms.until_day == 90.0
    assert typed(terms, qtbot, "0.45", terms.form.upkeep).terms.upkeep_per_hour == Money(amount=0.45, currency="CNY")
    assert typed(terms, qtbot, "30 %", terms.form.lent_share).terms.lent_share == pytest.approx(0.3)
    fp8 = chosen(terms, qtbot, terms.form.precision, TrainingPrecision.FP8)
    assert fp8.precision is TrainingPrecision.FP8
    assert terms_words(fp8) == "rent 7.00 CNY/h, released, FP8"


def test_only_what_applies_is_shown(terms, qtbot, ling_plus, catalogue):
    assert terms.form.lent_share.isHidden()
    assert terms.form.upkeep.isHidden()
    first, *others = ling_plus.cluster.groups
    own = replace(first, terms=GroupTerms(tenure=Tenure.OWNED, waiting=Waiting.LENT))
    terms.show_plan(replace(ling_plus, cluster=replace(ling_plus.cluster, groups=(own, *others))), catalogue)
    assert not terms.form.lent_share.isHidden()
    assert not terms.form.upkeep.isHidden()


def test_a_last_day_before_the_first_is_no_edit(terms, qtbot, ling_plus, catalogue):
    first, *others = ling_plus.cluster.groups
    late = replace(first, terms=GroupTerms(from_day=60.0))
    terms.show_plan(replace(ling_plus, cluster=replace(ling_plus.cluster, groups=(late, *others))), catalogue)
    with qtbot.assertNotEmitted(terms.edit_requested):
        terms.form.until_day.selectAll()
        qtbot.keyClicks(terms.form.until_day, "30")
        qtbot.keyClick(terms.form.until_day, Qt.Key.Key_Return)
    assert "after the first" in terms.form.question.words.text()
    assert terms.form.until_day.value is None


def test_the_terms_are_reported_in_words():
    offer = Offer(
        key="k", label="", accelerator="x", acquisition=Acquisition.RENT, price=Money(amount=2.1, currency="USD")
    )
    group = NodeGroup(
        key="g",
        accelerator="x",
        nodes=1,
        offer=offer,
        terms=GroupTerms(tenure=Tenure.OWNED, from_day=60.0),
    )  # fmt: skip - a list of fields
    assert terms_words(group) == "owned, other use 2.10 USD/h, from day 60"
    lent = replace(group, terms=GroupTerms(tenure=Tenure.RESERVED, waiting=Waiting.LENT, until_day=90.0))
    assert terms_words(lent) == "reserve 2.10 USD/h, lent at 50\u202f%, until day 90"
    assert terms_words(replace(group, offer=None, terms=GroupTerms())) == "rent, no price, released"


@given(amount=st.integers(1, 10**8), tenure=st.sampled_from(Tenure))
def test_a_price_is_understood_as_it_is_shown(amount, tenure):
    price = Money(amount=amount / 100, currency="USD")
    acquisition = Acquisition.PURCHASE if tenure is Tenure.BOUGHT else Acquisition.RENT
    offer = Offer(key="k", label="", accelerator="x", acquisition=acquisition, price=price)
    group = NodeGroup(key="g", accelerator="x", nodes=1, offer=offer, terms=GroupTerms(tenure=tenure))
    found = parse_price(entry_words(group), ("USD",))
    assert isinstance(found, PriceEntry)
    assert (found.tenure, found.amount, found.currency) == (tenure, pytest.approx(amount / 100), "USD")


@pytest.mark.parametrize("tenure", list(Tenure))
def test_a_price_shown_in_chinese_can_be_typed_back(qapp, tenure):
    languages = LanguageController(qapp, LanguageChoice.CHINESE)
    try:
        acquisition = Acquisition.PURCHASE if tenure is Tenure.BOUGHT else Acquisition.RENT
        price = Money(amount=2.1, currency="USD")
        offer = Offer(key="k", label="", accelerator="x", acquisition=acquisition, price=price)
        group = NodeGroup(key="g", accelerator="x", nodes=1, offer=offer, terms=GroupTerms(tenure=tenure))
        words = entry_words(group)
        assert not re.search(r"rent|buy|own|reserve", words)
        assert parse_price(words, ("USD",)).tenure is tenure
    finally:
        languages.set_choice(LanguageChoice.ENGLISH)
        languages.deleteLater()


@pytest.mark.usefixtures("dressed")
@pytest.mark.parametrize("text", ["buy 110000", "owned"])
def test_a_price_is_read_from_its_start_and_says_its_unit_once_promise(terms, qtbot, ling_plus, catalogue, text):
    with qtbot.waitSignal(terms.edit_requested) as asked:
        terms.form.price.selectAll()
        qtbot.keyClicks(terms.form.price, text)
        qtbot.keyClick(terms.form.price, Qt.Key.Key_Return)
    form = terms.form
    form.show()
    terms.show_plan(asked.args[0].plan, catalogue)
    field = form.price
    assert field.cursorPosition() == 0
    assert field.fontMetrics().horizontalAdvance(field.text()) < field.width()
    said = [part.text() for part in form.findChildren(QLabel) if not part.isHidden()] + [field.text()]
    assert sum("per device" in words or words.endswith("/h") for words in said) == 1
