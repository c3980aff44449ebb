"""What a library promises on either database: SQLite for one desk, PostgreSQL for a team."""

import hashlib
import sqlite3
from contextlib import suppress
from dataclasses import replace

import pytest
from sqlalchemy import update

from planner.errors import UserError
from planner.library.comparison import ChangedBy
from planner.library.entries import Kind, Publication
from planner.library.library_errors import LibraryConflictError, LibraryError
from planner.library.tables import versions
from planner.workload.presets import shape_keys, shape_preset
from planner.workload.shape_files import shape_to_toml

PRICES = (
    "accelerator,kind,term,standing,amount,amount_high,currency,unit,normalised_amount,normalised_high,normalised_unit,"
    "date,region,place,source,note,confidence\n"
    "N1,rent,on demand,contract,2.5,,USD,device-hour,2.5,,USD/device-hour,2026-11-01,,Reno,our contract,,high\n"
)


@pytest.fixture(params=["desk", "team"])
def library(request):
    return request.getfixturevalue(f"{request.param}_library")


def published(library, content, name="Q3", kind=Kind.PLAN, **changes):
    return library.publish(Publication(kind=kind, name=name, content=content, **{"reason": "as agreed", **changes}))


def test_what_is_published_is_opened_byte_for_byte(library, plan_bytes, small_plan):
    content = plan_bytes(notes="first")
    made = published(library, content)
    opened = library.open(Kind.PLAN, "Q3")
    assert opened.content == content
    assert opened.value.plan.notes == "first"
    assert opened.info == made
    assert (made.version, made.reason) == (1, "as agreed")
    assert made.digest == hashlib.sha256(content).hexdigest()


def test_every_version_stays_with_who_when_and_why(library, plan_bytes):
    first = published(library, plan_bytes(notes="one"), reason="begun")
    second = published(library, plan_bytes(notes="two"), reason="prices of\nNovember", based_on=1)
    assert library.versions(Kind.PLAN, "Q3") == (second, first)
    assert second.author
    assert second.published_at.tzinfo is not None
    assert second.published_at >= first.published_at
    assert second.reason == "prices of November"
    assert library.open(Kind.PLAN, "Q3", 1).value.plan.notes == "one"
    assert library.open(Kind.PLAN, "Q3").value.plan.notes == "two"


def test_the_later_of_two_editors_publishes_nothing_and_sees_what_both_changed(library, plan_bytes, small_plan):
    published(library, plan_bytes())
    theirs = plan_bytes(notes="theirs", currency="USD")
    mine = plan_bytes(notes="mine", validated_elsewhere=0.25)
    published(library, theirs, based_on=1, reason="in dollars")
    with pytest.raises(LibraryConflictError, match="version 2") as refused:
        published(library, mine, based_on=1)
    assert (refused.value.latest.version, refused.value.based_on) == (2, 1)
    assert library.open(Kind.PLAN, "Q3").content == theirs
    found = library.compare(Kind.PLAN, "Q3", mine, 1)
    assert [(one.path, one.base, one.mine, one.theirs, one.changed_by) for one in found.changes] == [
        ("currency", "CNY", "CNY", "USD", ChangedBy.THEIRS),
        ("notes", "", "mine", "theirs", ChangedBy.BOTH),
        ("validated_elsewhere", 0.0, 0.25, 0.0, ChangedBy.MINE),
    ]
    assert published(library, mine, based_on=2).version == 3


def test_a_new_entry_never_replaces_one_of_the_same_name(library, plan_bytes):
    published(library, plan_bytes(notes="theirs"))
    with pytest.raises(LibraryConflictError, match="not a new entry"):
        published(library, plan_bytes(notes="mine"))
    assert library.open(Kind.PLAN, "Q3").value.plan.notes == "theirs"


def test_the_same_publication_is_one_version_however_often_it_is_sent(library, plan_bytes):
    one = Publication(kind=Kind.PLAN, name="Q3", content=plan_bytes(), reason="once")
    assert library.publish(one) == library.publish(one)
    again = Publication(kind=Kind.PLAN, name="Q3", content=plan_bytes(), reason="once more", based_on=1)
    assert library.publish(again) == library.publish(again)
    assert [info.version for info in library.versions(Kind.PLAN, "Q3")] == [2, 1]


def test_a_search_finds_all_words_in_name_reason_author_and_content(library, plan_bytes):
    published(library, plan_bytes(), name="Autumn", reason="after 100% of the talks")
    published(library, plan_bytes(), name="Winter", reason="H2 contract")
    assert [info.name for info in library.browse(words="autumn TALKS").entries] == ["Autumn"]
    assert [info.name for info in library.browse(words="h2").entries] == ["Winter"]
    assert library.browse(words="0% t").total == 1  # a word with a sign of the pattern language means itself
    assert library.browse(words="_").total == 0
    assert library.browse(words="H1 China").total == 2
    assert library.browse(Kind.SHAPES).total == 0
    some = library.browse(most=1)
    assert (len(some.entries), some.total) == (1, 2)


def test_shapes_prices_and_catalogues_are_kept_as_plans_are(library, small_catalogue, tmp_path):
    shape = shape_preset(shape_keys()[0])
    published(library, shape_to_toml(shape).encode(), name="ours", kind=Kind.SHAPES)
    assert library.open(Kind.SHAPES, "ours").value == (shape,)
    published(library, PRICES.encode(), name="ours", kind=Kind.PRICES)
    assert library.open(Kind.PRICES, "ours").value[0].amount == 2.5
    more_expensive = PRICES.replace("2.5", "2.75").encode()
    changes = library.compare(Kind.PRICES, "ours", more_expensive, 1).changes
    assert [change.changed_by for change in changes] == [ChangedBy.MINE, ChangedBy.MINE]  # one went, one came


@pytest.mark.parametrize("kind", list(Kind))
def test_what_is_not_whole_is_not_published(library, kind, plan_bytes):
    broken = plan_bytes()[:5000] if kind is Kind.PLAN else b"\x00 neither"
    with pytest.raises(LibraryError, match="does not hold what it says"):
        published(library, broken, kind=kind)
    assert library.browse().total == 0


def test_a_plan_changed_by_another_program_is_not_published(library, plan_bytes):
    content = plan_bytes(notes="a note of 1234567 words").replace(b"1234567", b"1234568")
    with pytest.raises(LibraryError, match="changed by another program"):
        published(library, content)


def test_a_version_whose_bytes_changed_in_the_database_is_refused(desk_library, desk_database, plan_bytes):
    published(desk_library, plan_bytes())
    changed = plan_bytes(notes="forged")
    with desk_database.transaction() as transaction:
        transaction.execute(update(versions).values(content=changed, size_bytes=len(changed)))
    with pytest.raises(LibraryError, match="not what its digest says"):
        desk_library.open(Kind.PLAN, "Q3")


def test_odd_text_is_sought_and_finds_nothing(library):
    assert library.browse(words="\x00 \udcff %_\\ '\" ☃").total == 0
    with pytest.raises(LibraryError):
        library.versions(Kind.PLAN, "\x00\udcff")


def test_a_strangers_file_of_a_desk_is_refused_in_words(desk_library, desk_database, plan_bytes):
    published(desk_library, plan_bytes())
    for column, value in (("published_at", "yesterday"), ("version", "many"), ("content", 7), ("name", None)):
        forged = sqlite3.connect(desk_database.address.path)
        forged.executescript("PRAGMA ignore_check_constraints = ON; PRAGMA writable_schema = ON")
        with suppress(sqlite3.IntegrityError):
            forged.execute(f"UPDATE library_versions SET {column} = ?", (value,))  # noqa: S608 - names of columns
        forged.commit()
        forged.close()
        for asked in (desk_library.browse, lambda: desk_library.open(Kind.PLAN, "Q3")):
            with suppress(LibraryError):
                asked()


def test_what_is_not_there_is_said_by_its_name(library):
    for asked in (
        lambda: library.open(Kind.PLAN, "nothing"),
        lambda: library.open(Kind.PLAN, "nothing", 3),
        lambda: library.versions(Kind.PLAN, "nothing"),
        lambda: library.compare(Kind.PRICES, "nothing", PRICES.encode(), 0),
    ):
        with pytest.raises(LibraryError, match="nothing"):
            asked()


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": " "},
        {"reason": "half \udcff"},
        {"reason": "nul \x00"},
        {"name": ""},
        {"name": "a\nb"},
        {"based_on": -1},
        {"content": b""},
    ],
)
def test_a_publication_without_name_reason_or_content_is_refused(changes):
    whole = Publication(kind=Kind.PLAN, name="Q3", content=b"x", reason="why")
    with pytest.raises(UserError):
        replace(whole, **changes)
