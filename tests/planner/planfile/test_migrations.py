import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from planner.errors import PlanFileError
from planner.examples import example_plan
from planner.planfile.digest import content_digest
from planner.planfile.migrations import MIGRATIONS, migrate
from planner.planfile.schema import FORMAT, memory_database
from planner.planfile.store import load_plan, save_plan

Database = tuple[sqlite3.Connection, Engine]


@pytest.fixture
def database() -> Iterator[Database]:
    connection, engine = memory_database()
    connection.execute("CREATE TABLE plan (body TEXT)")
    connection.execute("INSERT INTO plan VALUES ('old')")
    connection.execute("PRAGMA user_version = 1")
    yield connection, engine
    engine.dispose()
    connection.close()


def _renamed(transaction: Connection) -> None:
    transaction.exec_driver_sql("ALTER TABLE plan RENAME COLUMN body TO text")


def _extended(transaction: Connection) -> None:
    transaction.exec_driver_sql("ALTER TABLE plan ADD COLUMN note TEXT DEFAULT ''")


def _fails_half_way(transaction: Connection) -> None:
    transaction.exec_driver_sql("ALTER TABLE plan ADD COLUMN half TEXT")
    transaction.exec_driver_sql("INSERT INTO nowhere VALUES (1)")


def _columns(connection: sqlite3.Connection) -> list[str]:
    return [row[1] for row in connection.execute("PRAGMA table_info(plan)")]


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_there_is_a_step_for_every_format_before_this_one():
    assert len(MIGRATIONS) == FORMAT - 1


def test_an_old_format_is_led_through_every_step(database: Database):
    connection, engine = database
    assert migrate(connection, engine, steps=(_renamed, _extended)) == 1
    assert (_columns(connection), _version(connection)) == (["text", "note"], 3)
    assert connection.execute("SELECT text FROM plan").fetchone() == ("old",)


def test_only_the_steps_that_are_missing_run(database: Database):
    connection, engine = database
    connection.execute("PRAGMA user_version = 2")
    assert migrate(connection, engine, steps=(_renamed, _extended)) == 2
    assert _columns(connection) == ["body", "note"]


def test_a_step_that_fails_is_undone_with_its_tables(database: Database):
    connection, engine = database
    with pytest.raises(PlanFileError, match=r"plan.chipfolio has the older format 2 and cannot be brought up to date"):
        migrate(connection, engine, steps=(_renamed, _fails_half_way), name="plan.chipfolio")
    assert (_columns(connection), _version(connection)) == (["text"], 2)


@pytest.mark.parametrize(("version", "complaint"), [(2, "newer Chipfolio"), (0, "not a complete plan file")])
def test_an_unknown_format_is_refused(database: Database, version: int, complaint: str):
    connection, engine = database
    connection.execute(f"PRAGMA user_version = {version}")
    with pytest.raises(PlanFileError, match=complaint):
        migrate(connection, engine, steps=())


def test_a_file_of_format_1_keeps_its_border_and_gets_none_of_single_pairs(tmp_path: Path):
    path = tmp_path / "old.chipfolio"
    plan = example_plan("ling-plus")
    save_plan(path, plan)
    _as_format_1(path)
    stored = load_plan(path)
    assert stored.file_format == 1
    assert not stored.altered
    assert stored.plan == plan
    assert stored.plan.cluster.pair_borders == ()
    save_plan(path, stored.plan)
    assert load_plan(path).file_format == FORMAT


def test_a_file_of_format_1_that_was_changed_elsewhere_stays_known_as_changed(tmp_path: Path):
    path = tmp_path / "old.chipfolio"
    save_plan(path, example_plan("ling-plus"))
    _as_format_1(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE plan SET body = replace(body, 'Ling-Plus', 'Lang-Plus')")
        connection.commit()
    assert load_plan(path).altered


def _as_format_1(path: Path) -> None:
    """Write what the first format held: no borders of pairs, and its own digest."""
    connection, engine = memory_database(path.read_bytes())
    try:
        with engine.begin() as transaction:
            body = json.loads(transaction.exec_driver_sql("SELECT body FROM plan").scalar_one())
            del body["cluster"]["pair_borders"]
            transaction.exec_driver_sql("UPDATE plan SET body = ?", (json.dumps(body, separators=(",", ":")),))
            transaction.exec_driver_sql(
                "UPDATE meta SET value = ? WHERE key = 'digest'", (content_digest(transaction),)
            )
            transaction.exec_driver_sql("PRAGMA user_version = 1")
        path.write_bytes(connection.serialize())
    finally:
        engine.dispose()
        connection.close()
