import pytest

from planner.command_line.text_table import number, percent, points, scaled, section, text_table


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (6.35e6, "6.35 M"),
        (9e12, "9.00 T"),
        (289.9e9, "290 B"),
        (999.9e3, "1.00 M"),
        (0.5, "0.5"),
        (0, "0"),
        (-2.5e6, "\N{MINUS SIGN}2.50 M"),
        (None, "unknown"),
        (float("nan"), "unknown"),
    ],
)
def test_large_numbers_are_scaled(value: float | None, text: str):
    assert scaled(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(1234.5, "1,234"), (0.12345, "0.123"), (42, "42"), (None, "unknown"), (float("inf"), "unknown")]
)
def test_numbers_keep_their_significant_digits(value: float | None, text: str):
    assert number(value) == text


def test_fractions_are_percent():
    assert (percent(0.2), percent(None)) == ("20.0 %", "unknown")


def test_columns_align_and_numbers_stand_to_the_right():
    table = text_table(("NAME", "N"), [("a", "1"), ("longer", "1,000")], numbers=(1,))
    assert table.splitlines() == ["  NAME        N", "  a           1", "  longer  1,000"]


def test_an_empty_section_is_left_out():
    assert section("Title", "") == ""
    assert section("Title", "  body") == "\nTitle\n  body\n"


def test_fractions_lie_points_apart_and_not_per_cent_promise():
    assert points(0.0887) == "8.9 points"
