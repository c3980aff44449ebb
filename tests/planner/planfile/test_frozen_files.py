"""Files of every released format, as their programs wrote them, opened by the program of today and of tomorrow."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import Column, Integer, Table, Text

from planner.planfile import schema
from planner.planfile.formats import FORMATS, PlanFormat
from planner.planfile.kept_headlines import kept_headlines
from planner.planfile.migrations import LINEAGE, Lineage, format_of, migrate
from planner.planfile.records import result_text
from planner.planfile.remarks import (
    ChangedElsewhere,
    DamagedExploration,
    LostFields,
    OlderCatalogue,
    OtherExploration,
    ReadAs,
)
from planner.planfile.store import StoredPlan, load_plan, save_plan

PLANS = Path(__file__).resolve().parents[2] / "plans"
FROZEN = sorted(PLANS.glob("format-*/*.chipfolio"))
PROGRAMS = {1: "0.1.0", 2: "0.1.0", 3: "0.2.0"}  # format: the first program that released it
HEADLINES = {
    "tokens_per_s": ("tokens_per_s",),
    "days": ("days",),
    "saving": ("saving",),
    "cost": ("cost", "total", "amount"),
}
NOTES = "CREATE TABLE notes (\n\tposition INTEGER NOT NULL, \n\tbody TEXT NOT NULL, \n\tPRIMARY KEY (position)\n)"
RENAMED = ReadAs(field="the name", was="written", now="read")


def _number(path: Path) -> int:
    return int(path.parent.name.removeprefix("format-"))


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.fixture(params=FROZEN, ids=_name)
def frozen(request: pytest.FixtureRequest) -> Path:
    return request.param


@cache
def _opened(path: Path) -> StoredPlan:
    return load_plan(path)


@pytest.fixture(params=sorted(PROGRAMS))
def one_of_each(request: pytest.FixtureRequest) -> Path:
    """A file of each format, for what holds of the format and not of what its files say."""
    return PLANS / f"format-{request.param}" / "ling-plus-baseline.chipfolio"


# What leading to a newer format changes in meaning; ``test_phases_at_once`` and its neighbours say to what.
FORMAT_OF_BLOCKS = 3  # shapes as lists of blocks, one model as one set of weights
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
    assert {_number(path) for path in FROZEN} >= set(PROGRAMS)
    assert {_number(path) for path in FROZEN} >= {each.number for each in FORMATS[:-1]}


@pytest.mark.parametrize("number", sorted(PROGRAMS))
def test_no_frozen_file_was_written_again(number: int):
    folder = PLANS / f"format-{number}"
    sums = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text("utf-8").splitlines())
    assert sums == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.chipfolio")}


def test_a_frozen_file_opens_whole_and_unaltered(frozen: Path):
    stored = _opened(frozen)
    assert (stored.file_format, stored.file_minor, stored.program) == (_number(frozen), 0, PROGRAMS[_number(frozen)])
    assert not stored.altered
    assert stored.lost == ()
    assert not [one for one in stored.remarks if isinstance(one, ChangedElsewhere | LostFields | DamagedExploration)]


def test_every_value_in_a_frozen_file_stands_in_the_plan(frozen: Path):
    plan = msgspec.to_builtins(_opened(frozen).plan, str_keys=True)
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
            changed = _number(frozen) < FORMAT_OF_BLOCKS and (path in CHANGED_ON_PURPOSE or of_shape)
            if path[:1] != ("catalogue",) and not changed:
                assert found[_today(path)] == value, (what, path)


def test_the_digest_in_a_frozen_file_is_that_of_its_rows_table_by_table(frozen: Path):
    digest = hashlib.sha256()
    for table in ("accelerators", "last_result", "node_designs", "offers", "plan", "prices"):
        rows = _query(frozen, f'SELECT * FROM "{table}" ORDER BY rowid')  # noqa: S608 - the test's own names
        digest.update(repr((table, rows)).encode())
    assert _query(frozen, "SELECT value FROM meta WHERE key = 'digest'") == [(digest.hexdigest(),)]


def test_the_frozen_statements_are_those_in_the_files(frozen: Path):
    found = dict(_query(frozen, "SELECT name, sql FROM sqlite_master WHERE sql > ''"))
    known = FORMATS[_number(frozen) - 1]
    optional = {name: sql for name, sql in known.optional.items() if name in found}
    assert found == {**known.tables, **optional}


def test_a_migrated_database_has_the_tables_of_the_newest_format(frozen: Path):
    connection, engine = schema.memory_database()
    schema.fill(connection, frozen.read_bytes())
    migrate(connection)
    assert format_of(connection) == FORMATS[-1]
    tables = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql > ''"))
    assert {name: tables[name] for name in FORMATS[-1].tables} == dict(FORMATS[-1].tables)
    assert tables.keys() <= {*FORMATS[-1].tables, *FORMATS[-1].optional}
    engine.dispose()
    connection.close()


def test_a_frozen_file_saved_again_is_of_the_newest_format_and_says_the_same(frozen: Path, tmp_path: Path):
    stored = _opened(frozen)
    again = tmp_path / "again.chipfolio"
    save_plan(again, stored.plan, stored.result)
    read = load_plan(again)
    assert (read.file_format, read.altered) == (FORMATS[-1].number, False)
    # The results are this program's; the figures stay those of the catalogue that the plan was made with.
    assert [type(one) for one in read.remarks] in ([], [OlderCatalogue])
    assert read.plan == stored.plan
    assert repr(read.result) == repr(stored.result)


def _result_in(path: Path) -> dict[str, Any]:
    """Return the result that a file holds as JSON; {} where it holds none."""
    rows = _query(path, "SELECT body FROM last_result")
    return json.loads(rows[0][0]) if rows else {}


def test_the_main_figures_in_a_frozen_file_are_read_whether_its_result_holds_or_not(frozen: Path):
    written = {path: value for path, value in _leaves(_result_in(frozen)) if value is not None}
    assert _opened(frozen).headlines == {key: written[path] for key, path in HEADLINES.items() if path in written}


def test_a_result_in_a_frozen_file_is_read_to_the_last_figure_and_word_or_not_at_all(frozen: Path):
    result = _opened(frozen).result
    if result is not None:
        written, read = _result_in(frozen), json.loads(result_text(result))
        words, said = ({one["text"] for one in each.pop("sentences")} for each in (written, read))
        assert read == written
        assert said >= words - {""}


def test_the_newest_frozen_files_hold_results_and_main_figures():
    newest = [path for path in FROZEN if _number(path) == max(PROGRAMS) and path.stem != "every-input"]
    assert len(newest) > len(PROGRAMS)
    assert all(_result_in(path)["days"] for path in newest)
    assert all(_opened(path).headlines.keys() >= {"days", "cost", "tokens_per_s"} for path in newest)


def test_what_was_explored_is_read_or_said_to_rest_on_another_program():
    path = PLANS / "format-3" / "explored.chipfolio"
    ((body,),), stored = _query(path, "SELECT body FROM exploration"), _opened(path)
    if stored.explored is None:
        assert OtherExploration() in stored.remarks
    else:
        assert stored.explored.exploration.fleets.nodes.tolist() == json.loads(body)["fleets"]["nodes"]
        assert stored.explored.exploration.frontier.tolist() == json.loads(body)["frontier"]


def test_what_users_may_keep_in_a_plan_stands_in_the_frozen_files():
    plans = {path.stem: _opened(path).plan for path in FROZEN if _number(path) == max(PROGRAMS)}
    kept = plans["timetable-with-terms"]
    assert len({group.terms for group in kept.cluster.groups}) > len(("held", "lent"))
    assert kept.mixing.caps
    assert kept.outlooks
    assert kept.scenarios
    assert kept.porting
    assert kept.cluster.pair_links
    assert kept.recourse.delay_cost_per_day
    assert plans["programme"].programme.models[-1].pool
    assert plans["edited-shape-lora"].training.shape.key.startswith("own:")
    assert plans["edited-shape-lora"].training.states.lora
    assert "Own-X1" in plans["own-catalogue"].catalogue.accelerators
    assert plans["own-catalogue"].measured_runs[-1].accelerator == "Own-X1"
    assert plans["chinese-names"].cluster.groups[0].key == "昇腾组"


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
    today, stored = _opened(frozen), load_plan(frozen, lineage=tomorrow)
    assert (stored.file_format, stored.altered, stored.lost) == (_number(frozen), False, ())
    assert stored.plan == today.plan
    assert stored.fingerprint == today.fingerprint
    assert RENAMED in stored.remarks
    assert tuple(one for one in stored.remarks if one != RENAMED) == today.remarks


def test_a_program_with_one_table_more_still_sees_a_changed_digit(one_of_each: Path, tomorrow: Lineage, tmp_path: Path):
    changed = tmp_path / "changed.chipfolio"
    changed.write_bytes(one_of_each.read_bytes())
    with closing(sqlite3.connect(changed)) as connection:
        connection.execute("UPDATE plan SET body = replace(body, '\"tokens\":', '\"tokens\":1')")
        connection.commit()
    for lineage in (LINEAGE, tomorrow):
        stored = load_plan(changed, lineage=lineage)
        assert stored.altered
        assert ChangedElsewhere() in stored.remarks


def test_what_a_migration_says_does_not_reach_the_file(one_of_each: Path, tomorrow: Lineage):
    before = one_of_each.read_bytes()
    load_plan(one_of_each, lineage=tomorrow)
    assert one_of_each.read_bytes() == before
