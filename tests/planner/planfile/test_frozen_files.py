"""Files of every released format, as their programs wrote them, opened by the program of today and of tomorrow."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import Column, Integer, Table, Text

from planner.planfile import schema
from planner.planfile.formats import FORMATS, PlanFormat
from planner.planfile.kept_headlines import kept_headlines
from planner.planfile.migrations import LINEAGE, Lineage, format_of, migrate
from planner.planfile.remarks import ChangedElsewhere, LostFields, OlderCatalogue, ReadAs
from planner.planfile.store import load_plan, save_plan

PLANS = Path(__file__).resolve().parents[2] / "plans"
FROZEN = sorted(PLANS.glob("format-*/*.chipfolio"))
NOTES = "CREATE TABLE notes (\n\tposition INTEGER NOT NULL, \n\tbody TEXT NOT NULL, \n\tPRIMARY KEY (position)\n)"
RENAMED = ReadAs(field="the name", was="written", now="read")


def _number(path: Path) -> int:
    return int(path.parent.name.removeprefix("format-"))


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.fixture(params=FROZEN, ids=_name)
def frozen(request: pytest.FixtureRequest) -> Path:
    return request.param


# What leading to a newer format changes in meaning; ``test_phases_at_once`` and its neighbours say to what.
CHANGED_ON_PURPOSE = {
    ("mixing", "strategy"),
    ("mixing", "parallel_phases"),
    ("mixing", "local", "statistical_efficiency"),
    ("mixing", "local", "step_synchronous"),
}

# Fields that a newer format calls by another name.
RENAMED_FIELDS = {"border": "inter_pool_link", "pair_borders": "pair_links"}


def _today(path: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return where a value of an older format stands in the plan of today."""
    if path[:1] == ("run",):
        return ("workload", *path[1:])
    if path[:1] != ("cluster",):
        return path
    if path[1:2] == ("pair_borders",) and path[3:4] == ("border",):
        path = (*path[:3], "link", *path[4:])
    return (path[0], RENAMED_FIELDS.get(path[1], path[1]), *path[2:])


def _query(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as connection:
        return connection.execute(sql).fetchall()


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(value, dict | list) and value:
        for key, entry in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(entry, (*path, key))
    else:
        yield path, value


def test_there_are_frozen_files_of_every_format_that_was_released():
    assert {_number(path) for path in FROZEN} >= {1, 2}
    assert {_number(path) for path in FROZEN} >= {each.number for each in FORMATS[:-1]}


def test_a_frozen_file_opens_whole_and_unaltered(frozen: Path):
    stored = load_plan(frozen)
    assert (stored.file_format, stored.file_minor, stored.program) == (_number(frozen), 0, "0.1.0")
    assert not stored.altered
    assert stored.lost == ()
    assert not [one for one in stored.remarks if isinstance(one, ChangedElsewhere | LostFields)]


def test_every_value_in_a_frozen_file_stands_in_the_plan(frozen: Path):
    plan = msgspec.to_builtins(load_plan(frozen).plan, str_keys=True)
    ((body,),) = _query(frozen, "SELECT body FROM plan")
    parts = {"": (json.loads(body), plan)}
    for table, part in (("accelerators", "accelerators"), ("node_designs", "nodes"), ("offers", "offers")):
        for key, entry in _query(frozen, f"SELECT key, body FROM {table} ORDER BY rowid"):  # noqa: S608 - the test's own
            parts[f"{table} {key}"] = (json.loads(entry), plan["catalogue"][part][key])
    for position, entry in _query(frozen, "SELECT position, body FROM prices"):
        parts[f"price {position}"] = (json.loads(entry), plan["catalogue"]["prices"][position])
    for what, (written, read) in parts.items():
        found = dict(_leaves(json.loads(json.dumps(read))))
        for path, value in _leaves(written):
            # in the body the catalogue is empty: its entries are rows of their own
            of_shape = path[:2] == ("run", "shape") or (path[:1] == ("measured_runs",) and path[2:3] == ("shape",))
            if path[:1] != ("catalogue",) and path not in CHANGED_ON_PURPOSE and not of_shape:
                assert found[_today(path)] == value, (what, path)


def test_the_digest_in_a_frozen_file_is_that_of_its_rows_table_by_table(frozen: Path):
    digest = hashlib.sha256()
    for table in ("accelerators", "last_result", "node_designs", "offers", "plan", "prices"):
        rows = _query(frozen, f'SELECT * FROM "{table}" ORDER BY rowid')  # noqa: S608 - the test's own names
        digest.update(repr((table, rows)).encode())
    assert _query(frozen, "SELECT value FROM meta WHERE key = 'digest'") == [(digest.hexdigest(),)]


def test_the_frozen_statements_are_those_in_the_files(frozen: Path):
    found = dict(_query(frozen, "SELECT name, sql FROM sqlite_master WHERE sql > ''"))
    assert found == dict(FORMATS[_number(frozen) - 1].tables)


def test_a_migrated_database_has_the_tables_of_the_newest_format(frozen: Path):
    connection, engine = schema.memory_database()
    schema.fill(connection, frozen.read_bytes())
    migrate(connection)
    assert format_of(connection) == FORMATS[-1]
    assert dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql > ''")) == dict(FORMATS[-1].tables)
    engine.dispose()
    connection.close()


def test_a_frozen_file_saved_again_is_of_the_newest_format_and_says_the_same(frozen: Path, tmp_path: Path):
    stored = load_plan(frozen)
    again = tmp_path / "again.chipfolio"
    save_plan(again, stored.plan, stored.result)
    read = load_plan(again)
    assert (read.file_format, read.altered) == (FORMATS[-1].number, False)
    # The results are this program's; the figures stay those of the catalogue that the plan was made with.
    assert [type(one) for one in read.remarks] == [OlderCatalogue]
    assert read.plan == stored.plan
    assert repr(read.result) == repr(stored.result)


def test_the_main_figures_of_a_result_that_no_longer_holds_are_still_read():
    frozen = next(path for path in FROZEN if _name(path) == "format-1/ling-plus")
    with closing(sqlite3.connect(frozen)) as connection:
        (body,) = connection.execute("SELECT body FROM last_result").fetchone()
    written, stored = json.loads(body), load_plan(frozen)
    assert stored.result is None
    assert stored.headlines == {
        **{key: written[key] for key in ("tokens_per_s", "days", "saving")},
        "cost": written["cost"]["total"]["amount"],
    }


@pytest.mark.parametrize(
    ("figures", "kept"),
    [
        ({"days": 2.5, "saving": -0.1, "of_tomorrow": [1]}, {"days": 2.5, "saving": -0.1}),
        ({"days": 1e308, "saving": 0.2}, {"saving": 0.2}),
        ({"days": "many"}, {}),
        ({"cost": {}}, {}),
        ([], {}),
    ],
)
def test_of_a_strangers_result_only_figures_that_can_be_are_kept(figures: object, kept: dict[str, float]):
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE last_result (id INTEGER, body TEXT)")
        assert kept_headlines(connection) == {}
        connection.execute("INSERT INTO last_result VALUES (1, ?)", [json.dumps(figures)])
        assert kept_headlines(connection) == kept


@pytest.fixture
def tomorrow() -> Iterator[Lineage]:
    """A program with one format more, which has one table more, in its frozen formats and in its live schema alike."""

    def with_notes(connection: sqlite3.Connection) -> tuple[ReadAs]:
        connection.execute(NOTES)
        connection.execute("INSERT INTO notes VALUES (1, '{}')")
        return (RENAMED,)

    newest = FORMATS[-1]
    planted = PlanFormat(number=newest.number + 1, minor=0, tables={**newest.tables, "notes": NOTES})
    table = Table("notes", schema.metadata, Column("position", Integer, primary_key=True), Column("body", Text))
    yield Lineage(formats=(*FORMATS, planted), steps=(*LINEAGE.steps, with_notes))
    schema.metadata.remove(table)


def test_a_program_with_one_table_more_opens_every_frozen_file_unaltered(frozen: Path, tomorrow: Lineage):
    today, stored = load_plan(frozen), load_plan(frozen, lineage=tomorrow)
    assert (stored.file_format, stored.altered, stored.lost) == (_number(frozen), False, ())
    assert stored.plan == today.plan
    assert stored.fingerprint == today.fingerprint
    assert stored.remarks == (*today.remarks, RENAMED)


def test_a_program_with_one_table_more_still_sees_a_changed_digit(frozen: Path, tomorrow: Lineage, tmp_path: Path):
    changed = tmp_path / "changed.chipfolio"
    changed.write_bytes(frozen.read_bytes())
    with closing(sqlite3.connect(changed)) as connection:
        connection.execute("UPDATE plan SET body = replace(body, '\"tokens\":', '\"tokens\":1')")
        connection.commit()
    for lineage in (LINEAGE, tomorrow):
        stored = load_plan(changed, lineage=lineage)
        assert stored.altered
        assert ChangedElsewhere() in stored.remarks


def test_what_a_migration_says_does_not_reach_the_file(frozen: Path, tomorrow: Lineage):
    before = frozen.read_bytes()
    load_plan(frozen, lineage=tomorrow)
    assert frozen.read_bytes() == before
