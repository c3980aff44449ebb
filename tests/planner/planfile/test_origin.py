import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from planner import __version__
from planner.catalogue.reader import load_catalogue
from planner.errors import PlanFileError
from planner.examples import example_plan
from planner.performance.training.calibration import load_calibration
from planner.planfile.formats import FORMATS
from planner.planfile.remarks import (
    ChangedElsewhere,
    LostFields,
    NewerCalibration,
    NewerCatalogue,
    NewerMinor,
    OlderCalibration,
    OlderCatalogue,
    ReadAs,
    Remark,
    remark_text,
)
from planner.planfile.store import load_plan, save_plan

PLAN = example_plan("ling-plus-baseline")
NEWEST = FORMATS[-1]


@pytest.fixture
def edited(tmp_path: Path) -> Callable[..., Path]:
    """Return a way to write a plan file and change it with SQL."""

    def write(*statements: str) -> Path:
        path = tmp_path / "plan.chipfolio"
        save_plan(path, PLAN)
        with closing(sqlite3.connect(path)) as connection:
            for statement in statements:
                connection.execute(statement)
            connection.commit()
        return path

    return write


def _meta(key: str, value: str) -> str:
    return f"INSERT OR REPLACE INTO meta VALUES ('{key}', '{value}')"  # noqa: S608 - the test's own words


def test_a_file_of_ours_says_what_wrote_it_and_there_is_nothing_to_remark(edited: Callable[..., Path]):
    path = edited()
    with closing(sqlite3.connect(path)) as connection:
        meta = dict(connection.execute("SELECT key, value FROM meta"))
    assert meta["minor"] == str(NEWEST.minor)
    assert meta["program"] == __version__
    assert meta["catalogue"] == PLAN.catalogue.date
    stored = load_plan(path)
    assert (stored.file_format, stored.file_minor, stored.remarks) == (NEWEST.number, NEWEST.minor, ())


def test_a_newer_minor_version_opens_and_its_fields_are_named(edited: Callable[..., Path]):
    newer = NEWEST.minor + 3
    path = edited(
        _meta("minor", str(newer)),
        _meta("program", "9.1"),
        _meta("mood", "good"),
        "UPDATE plan SET body = json_set(body, '$.colour', 'red')",
    )
    stored = load_plan(path)
    assert stored.plan == PLAN
    assert (stored.file_minor, stored.lost) == (newer, ("colour",))
    known = NewerMinor(file=f"{NEWEST.number}.{newer}", known=f"{NEWEST.number}.{NEWEST.minor}", program="9.1")
    assert stored.remarks == (ChangedElsewhere(), known, LostFields(fields=("colour",)))


def test_a_newer_minor_version_that_cannot_be_read_is_refused_as_newer(edited: Callable[..., Path]):
    path = edited(
        _meta("minor", str(NEWEST.minor + 1)), "UPDATE plan SET body = json_set(body, '$.mixing.division', 'magic')"
    )
    with pytest.raises(PlanFileError, match=r"was written by a newer Chipfolio .*open it with that version.*magic"):
        load_plan(path)


@pytest.mark.parametrize("minor", ["", "x", "-1", "1.5", "99999999999999", "٣", "0"])
def test_a_minor_version_that_is_no_number_is_none(edited: Callable[..., Path], minor: str):
    stored = load_plan(edited(_meta("minor", minor)))
    assert (stored.file_minor, stored.remarks) == (0, ())


@pytest.mark.parametrize(
    ("key", "value", "remarks"),
    [
        ("catalogue", "9999-12-31", (NewerCatalogue(file="9999-12-31", own=load_catalogue().date),)),
        ("catalogue", "1999-12-31", (OlderCatalogue(file="1999-12-31", own=load_catalogue().date),)),
        ("catalogue", "tomorrow", ()),
        ("calibration", "9999.1", (NewerCalibration(file="9999.1", own=load_calibration().version),)),
        ("calibration", "2020.12.31", (OlderCalibration(file="2020.12.31", own=load_calibration().version),)),
        ("calibration", "9999.1 " + "9" * 5000, ()),
    ],
)
def test_another_catalogue_or_calibration_is_remarked_with_which_is_newer(
    edited: Callable[..., Path], key: str, value: str, remarks: tuple[Remark, ...]
):
    assert load_plan(edited(_meta(key, value))).remarks == remarks


def test_a_calibration_is_compared_by_its_numbers_not_by_its_letters(edited: Callable[..., Path]):
    head, last = load_calibration().version.rsplit(".", 1)
    newer = f"{head}.{int(last) * 10}"
    assert load_plan(edited(_meta("calibration", newer))).remarks == (
        NewerCalibration(file=newer, own=load_calibration().version),
    )


@pytest.mark.parametrize(
    ("remark", "words"),
    [
        (ChangedElsewhere(), "changed by another program or a fault of the disk"),
        (NewerMinor(file="2.3", known="2.0", program="9.1"), "by chipfolio 9.1 in format 2.3; this program knows 2.0"),
        (NewerMinor(file="2.3", known="2.0", program=""), "by a newer chipfolio"),
        (LostFields(fields=("a", "b")), "does not know a, b; it plans without, and saving drops"),
        (LostFields(fields=tuple("abcdefgh")), "a, b, c, d, e and 3 more"),
        (NewerCatalogue(file="2027-01-01", own="2026-11-23"), "catalogue of 2027-01-01, newer than this program's"),
        (NewerCalibration(file="2027.1", own="2026.11"), "calibration 2027.1, newer than this program's 2026.11"),
        (OlderCatalogue(file="2025-01-01", own="2026-11-23"), "catalogue of 2025-01-01, older than this program's"),
        (OlderCalibration(file="2025.1", own="2026.11"), "calibration 2025.1, older than this program's 2026.11"),
        (
            ReadAs(field="the way of working", was="phases", now="in turn"),
            "the way of working was phases and is now in",
        ),
        (LostFields(fields=("\x1b[2J\n\u202e",)), "does not know [2J ; it plans"),
    ],
)
def test_a_remark_is_one_printable_sentence(remark: Remark, words: str):
    said = remark_text(remark)
    assert words in said
    assert said.endswith(".")
    assert said.isprintable()
