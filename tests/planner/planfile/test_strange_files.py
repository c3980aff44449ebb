"""Files that are no plain plan files: they are refused at once, in words that are true, and nothing is left waiting."""

import errno
import os
import socket
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from planner.errors import PlanFileError
from planner.examples import example_plan
from planner.planfile import database_check, fingerprint
from planner.planfile.database_check import bounded
from planner.planfile.digest import table_names
from planner.planfile.fingerprint import changed_on_disk, fingerprint_of
from planner.planfile.schema import memory_database
from planner.planfile.store import load_plan, save_plan

PLAN = example_plan("ling-plus-baseline")
posix = pytest.mark.skipif(os.name == "nt", reason="pipes, sockets and devices lie in folders on POSIX systems only")


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "plan.chipfolio"
    save_plan(path, PLAN)
    return path


@pytest.fixture
def writer(saved: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(saved, isolation_level=None)) as connection:
        yield connection


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@posix
@pytest.mark.parametrize("kind", ["pipe", "socket"])
def test_what_is_no_file_is_neither_read_nor_replaced_nor_waited_for(tmp_path: Path, kind: str):
    path = tmp_path / "plan.chipfolio"
    if kind == "pipe":
        os.mkfifo(path)
    else:
        with socket.socket(socket.AF_UNIX) as one:
            one.bind(str(path))
    before = path.stat().st_mode
    with pytest.raises(PlanFileError, match="is a pipe, a socket or a device, not a file"):
        load_plan(path)
    with pytest.raises(PlanFileError, match=r"cannot be written \(it is a device, a pipe or a socket, not a file\)"):
        save_plan(path, PLAN)
    assert path.stat().st_mode == before
    assert not stat.S_ISREG(before)


@posix
@pytest.mark.parametrize("device", ["/dev/zero", "/dev/tty"])
def test_a_device_is_not_read_behind_a_link_either(tmp_path: Path, device: str):
    path = tmp_path / "plan.chipfolio"
    path.symlink_to(device)
    for one in (Path(device), path):
        with pytest.raises(PlanFileError, match="is a pipe, a socket or a device, not a file"):
            load_plan(one)


@posix
def test_a_file_that_became_a_pipe_is_known_as_changed(saved: Path):
    known = fingerprint_of(saved)
    saved.unlink()
    os.mkfifo(saved)
    assert changed_on_disk(saved, known)


@posix
def test_a_loop_of_links_is_said_to_be_one(tmp_path: Path):
    path, other = tmp_path / "a.chipfolio", tmp_path / "b.chipfolio"
    path.symlink_to(other)
    other.symlink_to(path)
    with pytest.raises(PlanFileError, match="a link that leads back to itself"):
        load_plan(path)
    with pytest.raises(PlanFileError, match="cannot be written"):
        save_plan(path, PLAN)
    assert _names(tmp_path) == {path.name, other.name}


@posix
def test_a_file_that_says_a_size_of_nothing_and_never_ends_is_cut_off(monkeypatch: pytest.MonkeyPatch, saved: Path):
    monkeypatch.setattr(fingerprint, "MOST_FILE_BYTES", 1000)
    real = os.fstat
    monkeypatch.setattr(
        fingerprint.os, "fstat", lambda descriptor: os.stat_result((*real(descriptor)[:6], 0, *real(descriptor)[7:]))
    )
    with pytest.raises(PlanFileError, match="larger than any plan file"):
        load_plan(saved)


def test_as_many_rows_as_any_plan_has_are_read_and_one_more_is_refused(saved: Path, writer, monkeypatch):
    most = max(writer.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in table_names(writer))  # noqa: S608 - our own names
    monkeypatch.setattr(database_check, "MOST_ROWS", most)
    assert load_plan(saved).plan == PLAN
    monkeypatch.setattr(database_check, "MOST_ROWS", most - 1)
    with pytest.raises(PlanFileError, match=f"has more than {most - 1} rows in \\w+; it is no plan of ours"):
        load_plan(saved)


@posix
def test_the_longest_name_that_the_system_lets_be_is_saved_and_one_letter_more_is_refused(tmp_path: Path):
    longest = os.pathconf(tmp_path, "PC_NAME_MAX")
    path = tmp_path / ("n" * (longest - len(".chipfolio")) + ".chipfolio")
    save_plan(path, PLAN)
    assert load_plan(path).plan == PLAN
    over = path.with_name("n" + path.name)
    with pytest.raises(PlanFileError, match="cannot be written"):
        save_plan(over, PLAN)
    with pytest.raises(PlanFileError, match=r"cannot be read|There is no file"):
        load_plan(over)
    assert _names(tmp_path) == {path.name}


def test_a_write_protected_file_and_one_of_several_names_are_kept(saved: Path):
    before = saved.read_bytes()
    saved.chmod(0o444)
    with pytest.raises(PlanFileError, match=r"cannot be written \(it is write-protected\); the plan is not saved"):
        save_plan(saved, example_plan("ling-plus"))
    assert saved.read_bytes() == before
    saved.chmod(0o644)
    twin = saved.with_name("twin.chipfolio")
    twin.hardlink_to(saved)
    with pytest.raises(PlanFileError, match=r"it has 2 names \(hard links\), of which the others would keep"):
        save_plan(saved, example_plan("ling-plus"))
    assert saved.read_bytes() == twin.read_bytes() == before
    twin.unlink()
    save_plan(saved, example_plan("ling-plus"))
    assert load_plan(saved).plan == example_plan("ling-plus")


def test_a_file_in_wal_mode_that_holds_everything_is_read(saved: Path, writer: sqlite3.Connection):
    assert writer.execute("PRAGMA journal_mode = WAL").fetchone() == ("wal",)
    writer.close()
    assert 2 in saved.read_bytes()[18:20]
    stored = load_plan(saved)
    assert stored.plan == PLAN
    assert not stored.altered
    assert stored.fingerprint == fingerprint_of(saved)


def test_a_file_whose_last_changes_lie_in_a_log_is_refused_by_the_logs_name(saved: Path, writer: sqlite3.Connection):
    writer.execute("PRAGMA journal_mode = WAL")
    writer.execute("UPDATE plan SET body = replace(body, '9000000000000.0', '8000000000000.0')")
    with pytest.raises(PlanFileError, match=r"its last changes lie in plan.chipfolio-wal beside it \(WAL mode\)"):
        load_plan(saved)
    writer.close()
    stored = load_plan(saved)
    assert (stored.plan.training.tokens, stored.altered) == (8e12, True)


def test_a_file_in_the_middle_of_a_change_is_refused(saved: Path, writer: sqlite3.Connection):
    # More changed pages than the cache holds: SQLite writes them to the file before the change is whole.
    writer.execute("PRAGMA cache_size = 1")
    writer.execute("BEGIN IMMEDIATE")
    for table in ("prices", "offers", "accelerators", "node_designs"):
        writer.execute(f"UPDATE {table} SET body = replace(body, 'a', 'bb')")  # noqa: S608 - the test's own names
    with pytest.raises(PlanFileError, match="is being changed by another database program, or a change was cut short"):
        load_plan(saved)
    writer.execute("ROLLBACK")
    assert load_plan(saved).plan == PLAN


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("ALTER TABLE offers ADD COLUMN big TEXT AS (hex(zeroblob(30000000)))", "offers"),
        ("ALTER TABLE plan ADD COLUMN note TEXT DEFAULT 'x'", "plan"),
        ("CREATE INDEX slow ON plan (length(body))", "slow"),
        ("CREATE TABLE sqlite AS SELECT * FROM meta", "sqlite"),
        ("ALTER TABLE prices RENAME COLUMN body TO text", "prices"),
        ("ANALYZE", "sqlite_stat1"),
    ],
)
def test_a_schema_that_is_not_ours_word_for_word_is_refused_before_it_runs(
    saved: Path, writer: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, statement: str, named: str
):
    writer.execute(statement)
    writer.close()
    monkeypatch.setattr("planner.planfile.store.check_content", lambda *_: pytest.fail("something was evaluated"))
    with pytest.raises(PlanFileError, match=rf"not a whole plan file of format \d+ \(its schema differs in .*{named}"):
        load_plan(saved)


def test_another_check_of_a_row_is_another_schema(saved: Path, writer: sqlite3.Connection):
    writer.execute("PRAGMA writable_schema = ON")
    writer.execute("UPDATE sqlite_master SET sql = replace(sql, 'id = 1', 'hex(zeroblob(9)) <> 0') WHERE name = 'plan'")
    writer.close()
    with pytest.raises(PlanFileError, match="its schema differs in plan"):
        load_plan(saved)


def test_another_layout_of_the_same_words_is_ours(saved: Path, writer: sqlite3.Connection):
    writer.execute("PRAGMA writable_schema = ON")
    writer.execute("UPDATE sqlite_master SET sql = replace(sql, char(9), '    ')")
    writer.close()
    assert load_plan(saved).plan == PLAN


def test_a_database_that_works_without_end_is_given_up_and_the_wait_is_named():
    connection, engine = memory_database()
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    words = "plan was given up: reading its database takes more than 0 seconds"
    with pytest.raises(PlanFileError, match=words), bounded(connection, "plan", seconds=0):
        connection.execute(endless).fetchone()
    assert connection.execute("SELECT 1").fetchone() == (1,)
    engine.dispose()
    connection.close()


def test_an_error_within_the_time_is_left_as_it_is():
    with (
        closing(sqlite3.connect(":memory:")) as connection,
        pytest.raises(sqlite3.OperationalError, match="no such"),
        bounded(connection, "plan"),
    ):
        connection.execute("SELECT * FROM nowhere")


@pytest.mark.parametrize(("digits", "words"), [(400, "is a count of more than"), (5_000, "out of range")])
def test_a_count_of_hundreds_of_digits_is_refused_in_one_short_line(
    saved: Path, writer: sqlite3.Connection, digits: int, words: str
):
    count = "1" * digits
    writer.execute("UPDATE plan SET body = replace(body, '\"hidden\":5376', '\"hidden\":' || ?)", (count,))
    with pytest.raises(PlanFileError, match=words) as caught:
        load_plan(saved)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        ("'$.purchase.utilisation', 7", "Utilisation is 7"),
        ("'$.energy.pue', 0", "PUE is 0"),
        ("'$.workload.shape.channel_mixers.moe.routing_groups', 0", "routing_groups is 0"),
        ("'$.workload.shape.blocks[0][0]', 0", "0 layers"),
    ],
)
def test_what_a_value_class_refuses_is_said_of_the_file(saved: Path, writer: sqlite3.Connection, edit: str, words: str):
    writer.execute(f"UPDATE plan SET body = json_set(body, {edit})")  # noqa: S608 - the test's own words
    with pytest.raises(PlanFileError, match=rf"plan.chipfolio: the plan does not hold: .*{words}"):
        load_plan(saved)


def test_the_reason_of_an_error_without_words_is_its_name():
    assert fingerprint.reason_of(OSError()) == "OSError"
    assert fingerprint.reason_of(OSError(errno.EIO, "broken")) == "broken"
