import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale

from gui.charts.base.ticks import tick_texts
from gui.look import formats
from gui.look.language import LanguageController
from planner.catalogue.offers import Money
from planner.command_line.text_table import scaled

THIN = formats.THIN


@pytest.fixture(autouse=True)
def english():
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (6.35e6, f"6.35{THIN}M"),
        (690_000, f"690{THIN}k"),
        (999.6, f"1.00{THIN}k"),
        (999_600, f"1.00{THIN}M"),
        (12.345, "12.3"),
        (0, "0"),
        (-5.08e6, f"−5.08{THIN}M"),
        (None, "–"),
        (math.nan, "–"),
    ],
)
def test_si_shows_three_significant_digits(value, text):
    assert formats.si(value) == text


@pytest.mark.parametrize("value", [5e11, 2.35e11, 1.08e9, 9e12])
def test_a_terminal_and_a_window_write_tokens_parameters_and_money_alike(value):
    assert formats.si(value).replace(THIN, " ") == scaled(value)
    assert tick_texts([0.0, value], scaled=True)[1][-1] == scaled(value)[-1]


def test_a_unit_follows_the_suffix():
    assert formats.si(1.6e12, "B/s", digits=2) == f"1.6{THIN}TB/s"
    assert formats.si(6.4e10, "B") == f"64.0{THIN}GB"
    assert formats.money(Money(amount=5.08e6, currency="CNY")) == f"5.08{THIN}M{THIN}CNY"


def test_a_band_says_what_its_ends_share_once():
    assert formats.band((0.091, 0.118, 0.146), formats.percent) == f"9.1 – 14.6{THIN}%"
    assert formats.band((900e3, 1e6, 1.1e6), formats.si) == f"900{THIN}k – 1.10{THIN}M"
    assert formats.band(None, formats.si) == ""
    assert formats.band((54.1, 114.0, None), formats.days_number) == "54.1 – never ends"
    assert formats.band((None, 0.3, 0.5), formats.percent) == f"never ends – 50.0{THIN}%"


@pytest.mark.parametrize(
    ("change", "text"), [(1.2e6, f"+1.20{THIN}M"), (-361e3, f"−361{THIN}k"), (0.0, "0"), (-0.0, "0")]
)
def test_a_change_says_its_direction_and_none_has_none(change, text):
    assert formats.signed(change, formats.si) == text


@given(st.floats(-0.049, 0.049))
def test_what_is_shown_as_zero_has_no_sign(value):
    assert formats.fixed(value, 1) == "0.0"
    assert formats.signed(value, lambda shown: formats.fixed(shown, 1)) == "0.0"


@pytest.mark.parametrize(
    ("days", "text"), [(151.2, "151 days"), (36.6, "36.6 days"), (3.21, "3.2 days"), (0.5, f"12.0{THIN}h")]
)
def test_durations_are_days_and_short_ones_hours(days, text):
    assert formats.duration(days) == text


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("9.0 T", 9e12),
        ("9e12", 9e12),
        ("4,096", 4096),
        ("180", 180),
        ("1.5k", 1500),
        ("290 B", 290e9),
        ("1 234 567.5", 1234567.5),
        (f"−{THIN}3", -3),
        (".5", 0.5),
        ("１．５", 1.5),
        ("9 6", None),
        ("0,005", None),
        ("0 005", None),
        ("about 2", None),
        ("x", None),
        ("", None),
    ],
)
def test_a_quantity_is_understood_as_typed(typed, number):
    assert formats.parse_quantity(typed) == number


@pytest.mark.parametrize(("typed", "count"), [("1,024", 1024), ("1.5k", 1500), ("0", 0), ("96.5", None), ("-3", None)])
def test_a_count_is_read_and_nothing_else_made_one(typed, count):
    assert formats.parse_whole(typed) == count


@given(st.floats(min_value=1e-2, max_value=9e17))
def test_what_is_shown_is_understood_and_within_half_a_digit(value):
    understood = formats.parse_quantity(formats.si(value))
    assert understood == pytest.approx(value, rel=0.0051)


@pytest.mark.parametrize(
    ("value", "text"),
    [(37.58e6, f"3,760{THIN}万"), (153e6, f"1.53{THIN}亿"), (15e12, f"15.0{THIN}万亿"), (9_999_999, f"1,000{THIN}万"),
     (-4.18e6, f"{formats.MINUS}418{THIN}万"), (5640, "5,640"), (0, "0")],
)  # fmt: skip
def test_amounts_in_chinese_count_by_ten_thousands_and_are_read_again(monkeypatch, value, text):
    assert "万" not in formats.si(value)
    monkeypatch.setattr(LanguageController, "active", "zh_CN")
    assert formats.si(value) == text
    assert formats.parse_quantity(text) == pytest.approx(value, rel=0.0051)
    assert formats.money(Money(amount=1.2e7, currency="CNY")) == f"1,200{THIN}万元"


def test_numbers_follow_the_locale():
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    assert formats.whole(1664) == "1.664"
    assert formats.si(6.35e6) == f"6,35{THIN}M"
    assert formats.parse_quantity("6,35 M") == pytest.approx(6.35e6)


def test_a_whole_number_is_trimmed_like_any_other():
    assert formats.trimmed(8) == formats.trimmed(8.0) == "8"
    assert formats.trimmed(0.680) == "0.68"


@pytest.mark.parametrize(
    "shown",
    [formats.whole(-3), formats.fixed(-2.5, 1), formats.percent(-0.25), formats.trimmed(-7.0), formats.si(-2e6)],
)
def test_below_zero_stands_a_true_minus_that_is_read_again(shown):
    assert shown.startswith(formats.MINUS)
    assert "-" not in shown
    assert formats.parse_quantity(shown.removesuffix("%")) < 0


def test_a_change_of_a_run_is_said_in_the_unit_of_the_run():
    assert formats.duration(0.995) == f"23.9{formats.THIN}h"
    assert formats.duration(0.995, of=233.0) == "1.0 days"
    assert formats.duration_band((0.5, 1.0, 2.5), 1.0) == f"12.0 – 60.0{formats.THIN}h"
