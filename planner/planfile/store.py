"""Plan files on disk: saved whole or not at all, read whole, checked like data from a stranger."""

import errno
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct, field
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from planner.errors import PlanFileError
from planner.exploration.explored_plan import ExploredPlan
from planner.plan import Plan
from planner.plan_result import PlanResult
from planner.planfile import schema
from planner.planfile.bounds import complaints
from planner.planfile.database_check import bounded, check_application, check_content, check_tables
from planner.planfile.digest import content_digest, write_digest, written_digest
from planner.planfile.exploration_row import exploration_body, read_exploration, write_exploration
from planner.planfile.fingerprint import Fingerprint, fingerprint_of_content, read_bounded, reason_of
from planner.planfile.formats import FORMATS
from planner.planfile.journal import settled_content
from planner.planfile.kept_headlines import kept_headlines
from planner.planfile.migrations import LINEAGE, Lineage, format_of, migrate
from planner.planfile.origin import FileOrigin, origin_of, origin_remarks, own_entries
from planner.planfile.plan_rows import ReadPlan, read_rows, write_rows
from planner.planfile.records import short
from planner.planfile.remarks import ChangedElsewhere, LostFields, Remark
from planner.sentences import sentence
from planner.whole_file import write_whole

_DAMAGE = (sqlite3.Error, DBAPIError, UnicodeError)


class StoredPlan(Struct, frozen=True, kw_only=True):
    """A plan read from a file: the last results (None where there are none that hold) and what wrote it.

    ``file_format`` and ``file_minor`` are the format found on disk; ``lost`` names fields that this program does not
    know and that saving would drop; ``altered`` says that the content does not match its digest, so that another
    program or a fault of the disk changed it. ``remarks`` is everything the user should know of the file, these two
    among it and what a migration changed in meaning; none of it makes the plan another one than was read.
    ``explored`` is what was explored of the plan as it stands, by this program (None: nothing that holds).
    ``headlines`` are the main figures as they were stored, by their key in ``planner.headlines``: they can be read of
    results that no longer hold, too.
    """

    plan: Plan
    result: PlanResult | None
    file_format: int
    program: str
    calibration: str
    fingerprint: Fingerprint
    lost: tuple[str, ...] = ()
    altered: bool = False
    file_minor: int = 0
    remarks: tuple[Remark, ...] = ()
    explored: ExploredPlan | None = None
    headlines: Mapping[str, float] = field(default_factory=dict)


def save_plan(
    path: Path,
    plan: Plan,
    result: PlanResult | None = None,
    *,
    explored: ExploredPlan | None = None,
    private: bool = False,
) -> Fingerprint:
    """Write a plan file whole or not at all and return its fingerprint; ``private``: for its owner's eyes alone.

    ``explored`` is kept where it was explored from the plan as it stands, node counts and adopted shares apart.
    Raises PlanFileError in one sentence; the file that was there is then unchanged.
    """
    wrong = next(complaints(plan), None)
    if wrong is not None:
        raise PlanFileError(sentence("The plan cannot be saved because {}; correct that value.", wrong))
    content = _content(plan, result, explored)
    try:
        write_whole(path, content, private=private)
        return fingerprint_of_content(path, content)
    except OSError as error:
        if error.errno == errno.EISDIR:
            raise PlanFileError(sentence("{} is a folder; give the plan file a name in it.", path)) from error
        raise PlanFileError(
            sentence("{} cannot be written ({}); the plan is not saved, choose another place.", path, reason_of(error))
        ) from error


def load_plan(path: Path, *, lineage: Lineage = LINEAGE) -> StoredPlan:
    """Read a plan file; an older format is brought up to date on a copy.

    Raises PlanFileError in one sentence for anything that is not a whole plan file of a format in the lineage.
    """
    content, fingerprint = read_bounded(path)
    with _opened(settled_content(path, content), path.name) as (connection, engine):
        found = format_of(connection, lineage, name=path.name)
        check_tables(connection, found, path.name)
        check_content(connection, found, path.name)
        origin = origin_of(connection)
        altered = written_digest(connection) != content_digest(connection)
        newer = tuple(origin_remarks(origin, found))
        headlines = kept_headlines(connection)
        changes = migrate(connection, lineage, name=path.name)
        read = _read(engine, path.name, origin, is_newer=origin.minor > found.minor)
        explored, left_out = read_exploration(engine, read.plan, program=origin.program)
    remarks = (*([ChangedElsewhere()] if altered else []), *newer, *changes, *left_out)
    return StoredPlan(
        plan=read.plan,
        result=read.result,
        file_format=found.number,
        file_minor=origin.minor,
        program=origin.program,
        calibration=origin.calibration,
        fingerprint=fingerprint,
        lost=read.lost,
        altered=altered,
        explored=explored,
        remarks=(*remarks, LostFields(fields=read.lost)) if read.lost else remarks,
        headlines=headlines,
    )


@contextmanager
def _opened(content: bytes, name: str) -> Iterator[tuple[sqlite3.Connection, Engine]]:
    """Open a stranger's database for a bounded time; whatever SQLite finds wrong with it is damage."""
    connection, engine = schema.memory_database()
    try:
        with bounded(connection, name):
            schema.fill(connection, content)
            check_application(connection, name)
            yield connection, engine
    except _DAMAGE as error:
        raise PlanFileError(sentence("{} is damaged ({}); restore a copy of it.", name, _words(error))) from error
    finally:
        engine.dispose()
        connection.close()


def _read(engine: Engine, name: str, origin: FileOrigin, *, is_newer: bool) -> ReadPlan:
    try:
        with engine.connect() as transaction:
            return read_rows(transaction, name, origin.catalogue)
    except PlanFileError as error:
        if not is_newer:
            raise
        raise PlanFileError(
            sentence(
                "{} was written by a newer Chipfolio ({}) and holds what this one cannot read; open it with that "
                "version. In detail: {}",
                name,
                origin.program,
                error,
            )
        ) from error


def _content(plan: Plan, result: PlanResult | None, explored: ExploredPlan | None) -> bytes:
    body = None if explored is None else exploration_body(explored, plan)
    connection, engine = schema.memory_database()
    try:
        with engine.begin() as transaction:
            # Ours word for word, whatever words a version of the database library would choose.
            for statement in FORMATS[-1].tables.values():
                transaction.exec_driver_sql(statement)
            write_rows(transaction, plan, result, own_entries(plan.catalogue.date, schema.MINOR))
            if body is not None:
                write_exploration(transaction, body)
            transaction.exec_driver_sql(f"PRAGMA application_id = {schema.APPLICATION_ID}")
            transaction.exec_driver_sql(f"PRAGMA user_version = {schema.FORMAT}")
        write_digest(connection)
        content = connection.serialize()
    except DBAPIError as error:
        raise PlanFileError(
            sentence("The plan cannot be saved ({}); shorten its longest texts.", _words(error))
        ) from error
    finally:
        engine.dispose()
        connection.close()
    if len(content) > schema.MOST_FILE_BYTES:
        raise PlanFileError(
            sentence(
                "The plan cannot be saved: its file would be larger than any that can be opened ({} MiB); take "
                "entries out of its catalogue or its lists.",
                schema.MOST_FILE_BYTES >> 20,
            )
        )
    return content


def _words(error: Exception) -> str:
    """Return the driver's words in one short line; they may quote a stranger's bytes."""
    return short(str(error.orig if isinstance(error, DBAPIError) else error))
