"""Plan files on disk: saved whole or not at all, read whole, checked like data from a stranger."""

import sqlite3
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, insert, literal_column, select
from sqlalchemy.exc import DBAPIError

from planner import __version__
from planner.catalogue.accelerator import Accelerator
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.node import NodeDesign
from planner.catalogue.offers import Offer, PriceObservation
from planner.errors import PlanFileError
from planner.performance.calibration import load_calibration
from planner.plan import Plan
from planner.plan_result import PlanResult
from planner.planfile import schema
from planner.planfile.bounds import complaints
from planner.planfile.digest import DIGEST, content_digest
from planner.planfile.fingerprint import Fingerprint, fingerprint_of_content, read_bounded, reason_of
from planner.planfile.migrations import migrate
from planner.planfile.records import from_text, printable, result_text, to_text, unknown_fields
from planner.whole_file import write_whole

_CATALOGUE_DATE = "catalogue"
_LONGEST_QUOTE = 120
_DAMAGE = (sqlite3.Error, DBAPIError, UnicodeError)
Entry = TypeVar("Entry", Accelerator, NodeDesign, Offer, PriceObservation)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPlan:
    """A plan read from a file: the last results (None where there are none that hold) and what wrote it.

    ``file_format`` is the format found on disk; ``lost`` names fields that this program does not know and that
    saving would drop; ``altered`` says that the content does not match its digest, so that another program or
    a fault of the disk changed it.
    """

    plan: Plan
    result: PlanResult | None
    file_format: int
    program: str
    calibration: str
    fingerprint: Fingerprint
    lost: tuple[str, ...] = ()
    altered: bool = False


def save_plan(path: Path, plan: Plan, result: PlanResult | None = None) -> Fingerprint:
    """Write a plan file whole or not at all and return its fingerprint.

    Raises PlanFileError in one sentence; the file that was there is then unchanged.
    """
    wrong = next(complaints(plan), None)
    if wrong is not None:
        raise PlanFileError(f"The plan cannot be saved because {wrong}; correct that value.")
    if path.is_dir():
        raise PlanFileError(f"{path} is a folder; give the plan file a name in it.")
    content = _content(plan, result)
    try:
        write_whole(path, content)
        return fingerprint_of_content(path, content)
    except OSError as error:
        raise PlanFileError(
            f"{path} cannot be written ({reason_of(error)}); the plan is not saved, choose another place."
        ) from error


def load_plan(path: Path) -> StoredPlan:
    """Read a plan file; an older format is brought up to date on a copy.

    Raises PlanFileError in one sentence for anything that is not a whole plan file of a known format.
    """
    content = read_bounded(path)
    fingerprint = fingerprint_of_content(path, content)
    connection, engine = _opened(content, path)
    try:
        _check_whole(connection, path)
        found = migrate(connection, engine, name=path.name)
        with engine.connect() as transaction:
            _check_tables(connection, path)
            return _stored(transaction, path, found, fingerprint)
    except _DAMAGE as error:
        raise PlanFileError(f"{path.name} is damaged ({_words(error)}); restore a copy of it.") from error
    finally:
        engine.dispose()
        connection.close()


def _opened(content: bytes, path: Path) -> tuple[sqlite3.Connection, Any]:
    try:
        connection, engine = schema.memory_database(content)
        application = int(connection.execute("PRAGMA application_id").fetchone()[0])
    except _DAMAGE as error:
        raise PlanFileError(f"{path.name} is damaged ({_words(error)}); restore a copy of it.") from error
    if application != schema.APPLICATION_ID:
        connection.close()
        raise PlanFileError(f"{path} is not a Chipfolio plan file; choose another.")
    return connection, engine


def _check_whole(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse damage, and views and triggers, which would run a stranger's SQL."""
    faults = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if faults != "ok":
        raise PlanFileError(f"{path.name} is damaged ({str(faults).splitlines()[-1]}); restore a copy of it.")
    _check_kinds({"table", "index"}, {kind for kind, _ in _schema_entries(connection)}, path)


def _check_tables(connection: sqlite3.Connection, path: Path) -> None:
    _check_kinds(set(schema.metadata.tables), {name for _, name in _schema_entries(connection)}, path, whole=True)


def _check_kinds(wanted: set[str], found: set[str], path: Path, *, whole: bool = False) -> None:
    odd = found ^ wanted if whole else found - wanted
    if odd:
        raise PlanFileError(f"{path.name} is not a whole plan file ({', '.join(sorted(odd))}); restore a copy of it.")


def _schema_entries(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    return list(connection.execute("SELECT type, name FROM sqlite_master WHERE sql > ''"))


def _content(plan: Plan, result: PlanResult | None) -> bytes:
    connection, engine = schema.memory_database()
    try:
        with engine.begin() as transaction:
            schema.metadata.create_all(transaction)
            _write(transaction, plan, result)
            transaction.exec_driver_sql(f"PRAGMA application_id = {schema.APPLICATION_ID}")
            transaction.exec_driver_sql(f"PRAGMA user_version = {schema.FORMAT}")
        return connection.serialize()
    finally:
        engine.dispose()
        connection.close()


def _write(transaction: Connection, plan: Plan, result: PlanResult | None) -> None:
    catalogue = plan.catalogue
    versions = {
        "program": __version__,
        "calibration": load_calibration().version,
        _CATALOGUE_DATE: catalogue.date,
    }
    _insert(transaction, schema.plan_body, [{"id": 1, "body": to_text(replace(plan, catalogue=Catalogue()))}])
    for table, entries in (
        (schema.accelerators, catalogue.accelerators),
        (schema.node_designs, catalogue.nodes),
        (schema.offers, catalogue.offers),
    ):
        _insert(transaction, table, [{"key": key, "body": to_text(entry)} for key, entry in entries.items()])
    _insert(
        transaction,
        schema.prices,
        [{"position": position, "body": to_text(price)} for position, price in enumerate(catalogue.prices)],
    )
    if result is not None:
        _insert(transaction, schema.last_result, [{"id": 1, "body": result_text(result)}])
    _insert(transaction, schema.meta, [{"key": key, "value": value} for key, value in versions.items()])
    _insert(transaction, schema.meta, [{"key": DIGEST, "value": content_digest(transaction)}])


def _insert(transaction: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        transaction.execute(insert(table), rows)


def _stored(transaction: Connection, path: Path, found: int, fingerprint: Fingerprint) -> StoredPlan:
    meta = {str(row.key): str(row.value) for row in _rows(transaction, schema.meta, path)}
    bodies = [row.body for row in _rows(transaction, schema.plan_body, path)]
    if len(bodies) != 1:
        raise PlanFileError(f"{path.name} holds no plan; restore a copy of it.")
    body = from_text(bodies[0], Plan, f"{path.name}: the plan")
    plan = replace(body, catalogue=_catalogue(transaction, path, meta.get(_CATALOGUE_DATE, "")))
    wrong = next(complaints(plan), None)
    if wrong is not None:
        raise PlanFileError(f"{path.name} does not hold: {wrong}; restore a copy of the file.")
    return StoredPlan(
        plan=plan,
        result=_last_result(transaction, path),
        file_format=found,
        program=meta.get("program", ""),
        calibration=meta.get("calibration", ""),
        fingerprint=fingerprint,
        lost=unknown_fields(bodies[0], body),
        altered=meta.get(DIGEST) != content_digest(transaction),
    )


def _catalogue(transaction: Connection, path: Path, date: str) -> Catalogue:
    return Catalogue(
        date=date,
        accelerators=_keyed(transaction, schema.accelerators, Accelerator, path),
        nodes=_keyed(transaction, schema.node_designs, NodeDesign, path),
        offers=_keyed(transaction, schema.offers, Offer, path),
        prices=tuple(
            from_text(row.body, PriceObservation, f"{path.name}: price {row.position}")
            for row in _rows(transaction, schema.prices, path)
        ),
    )


def _keyed(transaction: Connection, table: Table, kind: type[Entry], path: Path) -> dict[str, Entry]:
    rows = _rows(transaction, table, path)
    return {str(row.key): from_text(row.body, kind, f"{path.name}: {table.name} {row.key}") for row in rows}


def _last_result(transaction: Connection, path: Path) -> PlanResult | None:
    """Return the last result; one that another version wrote and that no longer fits is computed again instead."""
    for row in _rows(transaction, schema.last_result, path):
        try:
            return from_text(row.body, PlanResult, path.name)
        except PlanFileError:
            return None
    return None


def _rows(transaction: Connection, table: Table, path: Path) -> list[Any]:
    # rowid order is the order of writing, so that mappings keep theirs.
    rows = transaction.execute(select(table).order_by(literal_column("rowid"))).fetchmany(schema.MOST_ROWS + 1)
    if len(rows) > schema.MOST_ROWS:
        raise PlanFileError(
            f"{path.name} has more than {schema.MOST_ROWS} rows in {table.name}; it is no plan of ours."
        )
    for row in rows:
        for cell in row:
            if not isinstance(cell, int | str) or len(str(cell)) > schema.MOST_BODY_BYTES:
                raise PlanFileError(f"{path.name} has a value in {table.name} that is no text; restore a copy of it.")
    return list(rows)


def _words(error: Exception) -> str:
    """Return the driver's words in one short line; they may quote a stranger's bytes."""
    text = str(error.orig if isinstance(error, DBAPIError) else error)
    return printable(text)[:_LONGEST_QUOTE]
