import ast
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from planner import planfile
from planner.errors import PlanFileError
from planner.planfile.formats import FORMATS, PlanFormat
from planner.planfile.migrations import LINEAGE, Lineage, Migration, format_of, migrate
from planner.planfile.remarks import ReadAs

SOURCES = Path(planfile.__file__).parent
WHAT_A_STEP_MAY_IMPORT = {"sqlite3", "json", "msgspec", "typing", "collections.abc", "planner.planfile.json_edits"}
REMARKS = "planner.planfile.remarks"


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("CREATE TABLE plan (body TEXT)")
        connection.execute("INSERT INTO plan VALUES ('old')")
        connection.execute("PRAGMA user_version = 1")
        yield connection


def _lineage(*steps: Migration) -> Lineage:
    numbers = range(1, len(steps) + 2)
    return Lineage(formats=tuple(PlanFormat(number=each, minor=0, tables={}) for each in numbers), steps=steps)


def _renamed(connection: sqlite3.Connection) -> tuple[ReadAs]:
    connection.execute("ALTER TABLE plan RENAME COLUMN body TO text")
    return (ReadAs(field="the body", was="a body", now="a text"),)


def _extended(connection: sqlite3.Connection) -> tuple[ReadAs]:
    connection.execute("ALTER TABLE plan ADD COLUMN note TEXT DEFAULT ''")
    return (ReadAs(field="the note", was="unknown", now="empty"),)


def _fails_half_way(connection: sqlite3.Connection) -> tuple[()]:
    connection.execute("ALTER TABLE plan ADD COLUMN half TEXT")
    connection.execute("INSERT INTO nowhere VALUES (1)")
    return ()


def _columns(connection: sqlite3.Connection) -> list[str]:
    return [row[1] for row in connection.execute("PRAGMA table_info(plan)")]


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_there_is_a_step_between_any_two_formats_and_none_is_left_out():
    assert len(LINEAGE.steps) == len(LINEAGE.formats) - 1
    assert [each.number for each in FORMATS] == list(range(1, len(FORMATS) + 1))


def test_an_old_format_is_led_through_every_step_and_each_says_what_it_changed(connection: sqlite3.Connection):
    remarks = migrate(connection, _lineage(_renamed, _extended))
    assert (_columns(connection), _version(connection)) == (["text", "note"], 3)
    assert connection.execute("SELECT text FROM plan").fetchone() == ("old",)
    assert [remark.field for remark in remarks if isinstance(remark, ReadAs)] == ["the body", "the note"]


def test_only_the_steps_that_are_missing_run(connection: sqlite3.Connection):
    connection.execute("PRAGMA user_version = 2")
    assert len(migrate(connection, _lineage(_renamed, _extended))) == 1
    assert _columns(connection) == ["body", "note"]


def test_a_step_that_fails_is_undone_with_its_tables(connection: sqlite3.Connection):
    with pytest.raises(PlanFileError, match=r"plan.chipfolio has the older format 2 and cannot be brought up to date"):
        migrate(connection, _lineage(_renamed, _fails_half_way), name="plan.chipfolio")
    assert (_columns(connection), _version(connection)) == (["text"], 2)


@pytest.mark.parametrize(("version", "complaint"), [(2, "newer Chipfolio"), (0, "not a complete plan file")])
def test_an_unknown_format_is_refused(connection: sqlite3.Connection, version: int, complaint: str):
    connection.execute(f"PRAGMA user_version = {version}")
    with pytest.raises(PlanFileError, match=complaint):
        format_of(connection, _lineage())
    with pytest.raises(PlanFileError, match=complaint):
        migrate(connection, _lineage())


@pytest.mark.parametrize("module", sorted(SOURCES.glob("format_*_to_*.py")), ids=lambda path: path.stem)
def test_a_step_knows_neither_the_live_schema_nor_the_live_classes(module: Path):
    imported = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module or "")
    assert imported <= WHAT_A_STEP_MAY_IMPORT | {REMARKS}
    assert len(list(SOURCES.glob("format_*_to_*.py"))) == len(LINEAGE.steps)
