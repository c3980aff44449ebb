import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale

from gui.panels.cluster.price_entry import (
    BadAmount,
    NoPrice,
    PriceEntry,
    PriceUnit,
    SeveralAmounts,
    SeveralTenures,
    UnitAgainstTenure,
    UnknownWord,
    parse_price,
    refusal_words,
    unit_of,
)
from planner.cluster import Tenure

CODES = ("CNY", "USD")
HOUR, DEVICE = PriceUnit.DEVICE_HOUR, PriceUnit.DEVICE


def entry(tenure=None, amount=None, currency=None, unit=None):
    return PriceEntry(tenure=tenure, amount=amount, currency=currency, unit=unit)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("rent 1.80", entry(Tenure.ON_DEMAND, 1.8)),
        ("1.80/h", entry(amount=1.8, unit=HOUR)),
        ("1.80", entry(amount=1.8)),
        ("buy 17000", entry(Tenure.BOUGHT, 17000.0)),
        ("buy 17,000", entry(Tenure.BOUGHT, 17000.0)),
        ("bought 17 000 CNY", entry(Tenure.BOUGHT, 17000.0, "CNY")),
        ("buy 17k", entry(Tenure.BOUGHT, 17000.0)),
        ("购买 1.7万元", entry(Tenure.BOUGHT, 17000.0, "CNY")),
        ("17000 per device", entry(Tenure.BOUGHT, 17000.0, unit=DEVICE)),
        ("owned", entry(Tenure.OWNED)),
        ("owned, other use 2.10 USD/h", entry(Tenure.OWNED, 2.1, "USD", HOUR)),
        ("reserve 2.1", entry(Tenure.RESERVED, 2.1)),
        ("reserved rent 2.1", entry(Tenure.RESERVED, 2.1)),
        ("rent on demand 3", entry(Tenure.ON_DEMAND, 3.0)),
        ("USD 2.5/h", entry(amount=2.5, currency="USD", unit=HOUR)),
        ("$2.50 per device-hour", entry(amount=2.5, currency="USD", unit=HOUR)),
        ("rent .5", entry(Tenure.ON_DEMAND, 0.5)),
        ("rent 1.80 dollars", entry(Tenure.ON_DEMAND, 1.8, "USD")),
        ("reserve 2.1 yuan per GPU-hour", entry(Tenure.RESERVED, 2.1, "CNY", HOUR)),
        ("17000 dollars per GPU", entry(Tenure.BOUGHT, 17000.0, "USD", DEVICE)),
        ("rent.5", entry(Tenure.ON_DEMAND, 0.5)),
        ("buy17000", entry(Tenure.BOUGHT, 17000.0)),
        ("buy 1.7e4.", entry(Tenure.BOUGHT, 17000.0)),
        ("ｒｅｎｔ　１．８０／ｈ", entry(Tenure.ON_DEMAND, 1.8, unit=HOUR)),
        ("租：１.８元／小时", entry(Tenure.ON_DEMAND, 1.8, "CNY", HOUR)),
        ("Rent 0", entry(Tenure.ON_DEMAND, 0.0)),
        ("rent 7.00 CNY/h", entry(Tenure.ON_DEMAND, 7.0, "CNY", HOUR)),
        ("租 1.8 元/小时", entry(Tenure.ON_DEMAND, 1.8, "CNY", HOUR)),
        ("购买 17000", entry(Tenure.BOUGHT, 17000.0)),
        ("预留 2.1", entry(Tenure.RESERVED, 2.1)),
        ("自有", entry(Tenure.OWNED)),
    ],
)
def test_a_price_is_understood_as_it_is_typed(text, meant):
    assert parse_price(text, CODES) == meant


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", NoPrice()),
        ("CNY", NoPrice()),
        ("cheap", UnknownWord(word="cheap")),
        ("3 Franks", UnknownWord(word="Franks")),
        ("EUR 3", UnknownWord(word="EUR")),
        ("-3", BadAmount(amount="-3")),
        ("1.2.3", BadAmount(amount="1.2.3")),
        ("1,80", BadAmount(amount="1,80")),
        ("0,5", BadAmount(amount="0,5")),
        ("0,005", BadAmount(amount="0,005")),
        ("rent,5", BadAmount(amount=",5")),
        ("rent ..5", BadAmount(amount="..5")),
        ("rent . 5", UnknownWord(word=".")),
        ("- 3", BadAmount(amount="- 3")),
        ("–3", BadAmount(amount="–3")),
        ("1.80/", UnknownWord(word="/")),
        ("1.80 2.50", SeveralAmounts()),
        ("buy or rent 3", UnknownWord(word="or")),
        ("buy rent 3", SeveralTenures()),
        ("buy 1.80/h", UnitAgainstTenure(tenure=Tenure.BOUGHT)),
        ("rent 17000 per device", UnitAgainstTenure(tenure=Tenure.ON_DEMAND)),
        ("owned 17000 per device", UnitAgainstTenure(tenure=Tenure.OWNED)),
    ],
)
def test_what_is_no_price_is_refused_in_one_sentence(text, refusal):
    found = parse_price(text, CODES)
    assert found == refusal
    words = refusal_words(found)
    assert words[-1] == "."
    assert "{" not in words


@pytest.fixture
def german():
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(("text", "amount"), [("rent 1,80", 1.8), ("buy 17.000", 17000.0), ("1.80", 1.8)])
def test_amounts_are_read_as_the_locale_writes_them(german, text, amount):
    assert parse_price(text).amount == amount


@given(
    text=st.sampled_from(["rent 1.80", "buy 17000", "1.80/h", "owned, other use 2.10 USD/h", "购买 1.7万元"]),
    sign=st.sampled_from("%~!?#*_<(=|²½°·\u0660"),
    place=st.integers(0, 30),
)
def test_no_sign_is_passed_over_beside_a_price(text, sign, place):
    assert not isinstance(parse_price(text[:place] + sign + text[place:], CODES), PriceEntry)


_FULL_WIDTH = {ord("0") + digit: ord("０") + digit for digit in range(10)} | {ord("."): ord("．")}


@given(
    amount=st.decimals(0, 99999, places=3).map(lambda amount: amount.normalize()),
    word=st.sampled_from(["rent ", "buy ", "reserve", ""]),
    point=st.sampled_from([".", ",", "．"]),
    how=st.tuples(st.booleans(), st.booleans()),
    language=st.sampled_from(["English", "German", "French", "Chinese"]),
)
def test_an_amount_is_the_one_typed_or_is_refused(amount, word, point, how, language):
    bare, wide = how  # without the zero before the point; in full-width digits
    typed, (whole, _, part) = f"{amount:f}", f"{amount:f}".partition(".")
    if part:
        typed = ("" if bare and whole == "0" else whole) + point + part
    before = QLocale()
    QLocale.setDefault(QLocale(getattr(QLocale.Language, language)))
    try:
        group = QLocale().groupSeparator()
        found = parse_price(word + (typed.translate(_FULL_WIDTH) if wide else typed))
    finally:
        QLocale.setDefault(before)
    said = {amount}
    if len(part) == 3 and 1 <= len(whole) <= 3 and whole != "0" and point.replace("．", ".") == group:
        said = {amount * 1000}  # a group of thousands, as the language writes it
    assert isinstance(found, BadAmount) or found.amount in {float(one) for one in said}
    assert isinstance(found, PriceEntry) or point != "."


@given(text=st.text(max_size=30))
def test_any_text_is_a_price_or_a_sentence(text):
    found = parse_price(text, CODES)
    if isinstance(found, PriceEntry):
        assert found.amount is None or found.amount >= 0
        assert found.tenure is not None or found.amount is not None
        assert found.tenure is None or found.unit in {None, unit_of(found.tenure)}
    else:
        assert refusal_words(found)
