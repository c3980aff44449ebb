"""The table of what was explored: it is there only where something was, and damage to it costs nothing else."""

import sqlite3

from sqlalchemy import Connection, Engine, insert, inspect, select
from sqlalchemy.exc import DBAPIError

from planner import __version__
from planner.errors import PlanFileError
from planner.exploration.explored_plan import ExploredPlan
from planner.plan import Plan
from planner.planfile import schema
from planner.planfile.digest import body_digest
from planner.planfile.formats import EXPLORATION, FORMATS
from planner.planfile.remarks import DamagedExploration, OtherExploration, Remark

Read = tuple[ExploredPlan | None, tuple[Remark, ...]]


def exploration_body(explored: ExploredPlan, plan: Plan) -> str | None:
    """Return what a file of a plan keeps of an exploration; None where it is none of that plan, or too large."""
    from planner.planfile.kept_exploration import explored_text  # noqa: PLC0415 - exploring is slow to import

    return explored_text(explored, plan)


def write_exploration(transaction: Connection, body: str) -> None:
    """Make the table and write its one row."""
    transaction.exec_driver_sql(FORMATS[-1].optional[EXPLORATION])
    transaction.execute(insert(schema.exploration), [{"id": 1, "digest": body_digest(body), "body": body}])


def read_exploration(engine: Engine, plan: Plan, *, program: str) -> Read:
    """Return what was explored of the plan that a file holds, and why it is left out where it is.

    ``program`` is the version that wrote the file: another one's figures are not this one's, whatever it calls them.
    """
    try:
        with engine.connect() as transaction:
            if not inspect(transaction).has_table(EXPLORATION):
                return None, ()
            row = transaction.execute(select(schema.exploration.c.digest, schema.exploration.c.body)).first()
        if row is None:
            return None, ()
        if not isinstance(row.body, str) or body_digest(row.body) != row.digest:
            return None, (DamagedExploration(),)
        if program != __version__:
            return None, (OtherExploration(),)
        explored = _explored(row.body, plan)
    except (PlanFileError, sqlite3.Error, DBAPIError, UnicodeError):
        return None, (DamagedExploration(),)
    return explored, () if explored is not None else (OtherExploration(),)


def _explored(body: str, plan: Plan) -> ExploredPlan | None:
    from planner.planfile.kept_exploration import explored_from  # noqa: PLC0415 - as above

    return explored_from(body, plan)
