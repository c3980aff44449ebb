"""A plan as rows of a plan file's tables, and back; every value is checked on the way in."""

from collections.abc import Iterator
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, Row, Table, insert, literal_column, select

from planner.catalogue.accelerator import Accelerator
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.node import NodeDesign
from planner.catalogue.offers import Offer, PriceObservation
from planner.errors import PlanFileError
from planner.plan import Plan
from planner.plan_result import PlanResult
from planner.planfile import schema
from planner.planfile.bounds import complaints
from planner.planfile.records import from_text, result_from, result_text, short, to_text, unknown_fields
from planner.sentences import sentence

Entry = TypeVar("Entry", Accelerator, NodeDesign, Offer, PriceObservation)


class ReadPlan(Struct, frozen=True, kw_only=True):
    """A plan, the results stored with it (None where none hold), and the fields that this program does not know."""

    plan: Plan
    result: PlanResult | None
    lost: tuple[str, ...]


def write_rows(transaction: Connection, plan: Plan, result: PlanResult | None, origin: dict[str, str]) -> None:
    """Write a plan's rows into empty tables; ``origin`` is what the meta table says of the writer."""
    catalogue = plan.catalogue
    _insert(transaction, schema.plan_body, [{"id": 1, "body": to_text(replace(plan, catalogue=Catalogue()))}])
    for table, entries in (
        (schema.accelerators, catalogue.accelerators),
        (schema.node_designs, catalogue.nodes),
        (schema.offers, catalogue.offers),
    ):
        _insert(transaction, table, [{"key": key, "body": to_text(entry)} for key, entry in entries.items()])
    prices = [{"position": position, "body": to_text(price)} for position, price in enumerate(catalogue.prices)]
    _insert(transaction, schema.prices, prices)
    if result is not None:
        _insert(transaction, schema.last_result, [{"id": 1, "body": result_text(result)}])
    _insert(transaction, schema.meta, [{"key": key, "value": value} for key, value in origin.items()])


def read_rows(transaction: Connection, name: str, catalogue_date: str) -> ReadPlan:
    """Return the plan that the tables hold; raise PlanFileError, naming the place, for a value that does not fit."""
    bodies = [row.body for row in _rows(transaction, schema.plan_body, name)]
    if len(bodies) != 1:
        raise PlanFileError(sentence("{} holds no plan; restore a copy of it.", name))
    body = from_text(bodies[0], Plan, sentence("{}: the plan", name))
    lost = [*unknown_fields(bodies[0], body)]
    catalogue = Catalogue(
        date=catalogue_date,
        accelerators=dict(_entries(transaction, schema.accelerators, Accelerator, name, lost)),
        nodes=dict(_entries(transaction, schema.node_designs, NodeDesign, name, lost)),
        offers=dict(_entries(transaction, schema.offers, Offer, name, lost)),
        prices=tuple(price for _, price in _entries(transaction, schema.prices, PriceObservation, name, lost)),
    )
    plan = replace(body, catalogue=catalogue)
    wrong = next(complaints(plan), None)
    if wrong is not None:
        raise PlanFileError(sentence("{} does not hold: {}; restore a copy of the file.", name, wrong))
    return ReadPlan(plan=plan, result=_last_result(transaction, name), lost=tuple(dict.fromkeys(lost)))


def _insert(transaction: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        if any(isinstance(cell, str) and len(cell) > schema.MOST_BODY_BYTES for cell in row.values()):
            raise PlanFileError(
                sentence(
                    "The plan cannot be saved: a row of {} would be larger than any that can be opened ({} MiB); "
                    "take entries out of the plan's lists.",
                    table.name,
                    schema.MOST_BODY_BYTES >> 20,
                )
            )
    if rows:
        transaction.execute(insert(table), rows)


def _entries(
    transaction: Connection, table: Table, kind: type[Entry], name: str, lost: list[str]
) -> Iterator[tuple[str, Entry]]:
    """Yield every entry of a table with its key, and note the fields that this program does not know in ``lost``."""
    for row in _rows(transaction, table, name):
        cells: tuple[Any, ...] = tuple(row)
        key, body = cells
        entry = from_text(body, kind, f"{name}: {table.name} {short(str(key))}")
        lost += [f"{table.name}.{field}" for field in unknown_fields(body, entry)]
        yield str(key), entry


def _last_result(transaction: Connection, name: str) -> PlanResult | None:
    """Return the last result; one that another version wrote and that no longer fits is computed again instead."""
    for row in _rows(transaction, schema.last_result, name):
        try:
            return result_from(row.body, name)
        except PlanFileError:
            return None
    return None


def _rows(transaction: Connection, table: Table, name: str) -> Iterator[Row[tuple[Any, ...]]]:
    # rowid order is the order of writing, so that mappings keep theirs.
    for row in transaction.execute(select(table).order_by(literal_column("rowid"))):
        for cell in row:
            if not isinstance(cell, int | str) or (isinstance(cell, str) and len(cell) > schema.MOST_BODY_BYTES):
                raise PlanFileError(
                    sentence("{} has a value in {} that is no text; restore a copy of it.", name, table.name)
                )
        yield row
