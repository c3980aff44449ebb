"""A seeded mutator of plan files: ``python tests/fuzz/plan_files.py 2000 --seed 7 --plan``.

Each mutation takes a frozen plan file, or an explored one of today, changes its bytes, a value in its JSON or its SQL
schema, and opens it. What opens must be whole, and known as changed where its content is another; what does not must be
refused in one line. What was explored is whole or left out.
Anything else is a finding: it is printed with its number, the changed file is kept, and the exit code is 1.
"""

import json
import random
import sqlite3
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

from bounds_of_a_run import TooLong, within_bounds
from msgspec.structs import replace
from programs import FINDING, Outcome, run

from planner.errors import PlanFileError, UserError
from planner.examples import example_plan
from planner.exploration.explore import explore
from planner.exploration.explored_plan import ExploredPlan
from planner.exports.exploration_document import exploration_document
from planner.exports.plain_values import document_text
from planner.planfile import store
from planner.planfile.bounds import complaints
from planner.planfile.digest import DIGEST, body_digest, content_digest
from planner.planfile.formats import EXPLORATION
from planner.planfile.store import load_plan, save_plan
from planner.planning import plan_results

PLANS: Final = Path(__file__).resolve().parents[1] / "plans"
TABLES: Final = ("plan", "accelerators", "node_designs", "offers", "prices", "last_result")
PAGE_BYTES: Final = 4096
EXPLORED: Final = 4  # times that an explored file stands among the frozen ones
OTHER: Final = "opened as another"  # a plan that a stranger wrote with a digest of his own
FITS: Final = ", with a digest that fits"

VALUES: Final[tuple[Any, ...]] = (
    *(None, True, False, "", [], {}, [[]], {"": {}}),
    *(0, -0.0, -1, 1, 2, 63, 10**6, 10**9, 10**15, 10**18, 2**63, 2**64, 10**400, -(10**400)),
    *(5e-324, 1e-300, 1e-9, 0.5, 1e9, 1e30, 1e300, 1.7976931348623157e308),
    *("auto", "bf16", "phases", "CNY", "XXX", "Nvidia", "a" * 30_000, "\x00", "\x1b[2J", "\u202e", "\n", "٣"),
)

STATEMENTS: Final = (
    "ALTER TABLE offers ADD COLUMN big TEXT GENERATED ALWAYS AS (hex(zeroblob(30000000))) VIRTUAL",
    "ALTER TABLE plan ADD COLUMN note TEXT DEFAULT 'x'",
    "ALTER TABLE prices RENAME COLUMN body TO text",
    "ALTER TABLE meta RENAME TO notes",
    "CREATE TABLE extra (body TEXT)",
    "CREATE VIEW v AS SELECT * FROM meta",
    "CREATE INDEX i ON plan (length(body))",
    "CREATE TRIGGER t AFTER UPDATE ON meta BEGIN DELETE FROM plan; END",
    "DROP TABLE last_result",
    "DROP TABLE exploration",
    "DELETE FROM exploration",
    "ALTER TABLE exploration ADD COLUMN more TEXT",
    "UPDATE exploration SET body = zeroblob(1000)",
    "UPDATE exploration SET body = CAST(x'ff' AS TEXT)",
    "UPDATE exploration SET digest = NULL",
    "CREATE TABLE exploration (id INTEGER NOT NULL CHECK (id = 1), digest TEXT, body TEXT, PRIMARY KEY (id))",
    "DROP TABLE meta",
    "DELETE FROM plan",
    "DELETE FROM meta",
    "DELETE FROM accelerators WHERE rowid = 1",
    "INSERT INTO meta VALUES ('minor', '99999999999999999999')",
    "INSERT OR REPLACE INTO meta VALUES ('minor', '7')",
    "UPDATE meta SET value = '9999.12.31' WHERE key = 'calibration'",
    "UPDATE meta SET value = x'ff' WHERE key = 'digest'",
    "UPDATE meta SET value = '9999-12-31' WHERE key = 'catalogue'",
    "UPDATE offers SET body = zeroblob(1000)",
    "UPDATE prices SET position = position + 7",
    "UPDATE accelerators SET key = upper(key)",
    "UPDATE accelerators SET key = char(27) || '[2J' || char(10) || hex(zeroblob(100000)), body = '{' WHERE rowid = 1",
    "UPDATE accelerators SET key = char(27) || hex(zeroblob(100000)), body = json_set(body, '$.memory_bytes', 0)",
    "UPDATE meta SET value = hex(zeroblob(1000000)) || char(27) WHERE key = 'program'",
    "PRAGMA user_version = 0",
    "PRAGMA user_version = 1",
    "PRAGMA user_version = 2147483647",
    "PRAGMA user_version = -5",
    "PRAGMA application_id = 7",
    "PRAGMA encoding = 'UTF-16'",
    "PRAGMA journal_mode = WAL",
    "PRAGMA auto_vacuum = 2; VACUUM",
    "VACUUM",
    "ANALYZE",
    "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql, 'TEXT', 'BLOB') WHERE name = 'offers'",
    "PRAGMA writable_schema = ON; UPDATE sqlite_master SET rootpage = 2 WHERE name = 'offers'",
    "PRAGMA writable_schema = ON; UPDATE sqlite_master SET rootpage = 1 WHERE name = 'prices'",
    "PRAGMA writable_schema = ON; UPDATE sqlite_master SET name = 'x' WHERE name = 'plan'",
    "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = 'CREATE TABLE' WHERE name = 'plan'",
    "PRAGMA writable_schema = ON; DELETE FROM sqlite_master WHERE type = 'index'",
)

Mutation = Callable[[random.Random, Path], str]


def flipped_bytes(chance: random.Random, path: Path) -> str:
    """Change up to 16 bytes, more often than not in the first page, where the schema lies."""
    content = bytearray(path.read_bytes())
    end = chance.choice([100, PAGE_BYTES, len(content), len(content)])
    for _ in range(chance.randint(1, 16)):
        content[chance.randrange(end)] ^= chance.randint(1, 255)
    path.write_bytes(content)
    return f"bytes of the first {end} flipped"


def moved_pages(chance: random.Random, path: Path) -> str:
    """Cut the file off, or copy one page over another."""
    content = bytearray(path.read_bytes())
    pages = len(content) // PAGE_BYTES
    if chance.random() < 0.3:
        del content[chance.randrange(len(content)) :]
        words = f"cut off at {len(content)}"
    else:
        source, target = (chance.randrange(pages) * PAGE_BYTES for _ in range(2))
        content[target : target + PAGE_BYTES] = content[source : source + PAGE_BYTES]
        words = f"page at {source} copied over {target}"
    path.write_bytes(content)
    return words


def edited_value(chance: random.Random, path: Path) -> str:
    """Put another value, none or a second one into the JSON of one row; half the time with a digest that fits."""
    with closing(sqlite3.connect(path)) as connection:
        there = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = ?", (EXPLORATION,)).fetchone()[0]
        table = chance.choice([*TABLES, *["plan"] * 6, *[EXPLORATION] * 12 * there])
        rows = connection.execute(f'SELECT rowid, body FROM "{table}"').fetchall()  # noqa: S608 - our own names
        if not rows:
            return f"{table} has no rows"
        row, body = chance.choice(rows)
        document = json.loads(body)
        words = f"{table} row {row}: {_edit(chance, document)}"
        connection.execute(f'UPDATE "{table}" SET body = ? WHERE rowid = ?', (json.dumps(document), row))  # noqa: S608 - the same
        if chance.random() < 0.5:
            fitting = (content_digest(connection), DIGEST)
            connection.execute("UPDATE meta SET value = ? WHERE key = ?", fitting)
            if table == EXPLORATION:
                connection.execute("UPDATE exploration SET digest = ?", (body_digest(json.dumps(document)),))
            words += FITS
        connection.commit()
    return words


def edited_schema(chance: random.Random, path: Path) -> str:
    """Run one or two statements that a stranger might."""
    chosen = chance.sample(STATEMENTS, chance.choice([1, 1, 2]))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for script in chosen:
            for statement in script.split("; ") if "TRIGGER" not in script else [script]:
                with suppress(sqlite3.Error):  # the first may have made the second impossible
                    connection.execute(statement)
    return " and ".join(chosen)


MUTATIONS: Final[tuple[Mutation, ...]] = (flipped_bytes, moved_pages, edited_value, edited_value, edited_schema)


def mutations(count: int, seed: int, folder: Path, *, plan: bool = False) -> Iterator[Outcome]:
    """Yield what came of ``count`` mutations; the same seed makes the same. ``plan``: also plan what opens.

    The kind of an outcome is refused, opened (the same plan), altered (and known to be), opened as another, or finding.
    """
    sources = _frozen_files() + [_explored_file()] * EXPLORED
    for number in range(count):
        chance = random.Random(f"{seed}-{number}")  # noqa: S311 - a test's chance, not a secret
        content, original = chance.choice(sources)
        path = folder / f"mutated-{number}.chipfolio"
        path.write_bytes(content)
        words = chance.choice(MUTATIONS)(chance, path)
        mutated = path.read_bytes()
        try:
            kind = within_bounds(partial(_opened, path, original, plan=plan))
            assert kind != OTHER or words.endswith(FITS), "another plan passes as unaltered"
            outcome = Outcome(kind=kind, words=words)
        except (Exception, TooLong):  # noqa: BLE001 - a finding, whatever it is
            outcome = Outcome(kind=FINDING, words=f"{number}: {words}\n{traceback.format_exc()}", file=mutated)
        yield outcome
        for left in folder.iterdir():
            left.unlink()


def _opened(path: Path, original: Any, *, plan: bool) -> str:
    try:
        stored = load_plan(path)
    except PlanFileError as error:
        return _refused(str(error))
    wrong = next(complaints(stored.plan), None)
    assert wrong is None, f"opened although {wrong}"
    same = _content(stored.plan) == _content(original)
    again = path.with_name("again.chipfolio")
    save_plan(again, stored.plan, stored.result, explored=stored.explored)
    read = load_plan(again)
    assert read.plan == stored.plan, "another plan once saved"
    assert _frontier(read.explored) == _frontier(stored.explored), "another frontier once saved"
    if plan:
        with suppress(UserError):
            plan_results(stored.plan)
    return "altered" if stored.altered else "opened" if same else OTHER


def _frontier(explored: ExploredPlan | None) -> str:
    """Return what was explored as the command line writes it: whatever passes is fit to be shown."""
    return "" if explored is None else document_text(exploration_document(explored.exploration))


@cache
def _frozen_files() -> list[tuple[bytes, Any]]:
    return [(path.read_bytes(), load_plan(path).plan) for path in sorted(PLANS.glob("format-*/*.chipfolio"))]


@cache
def _explored_file() -> tuple[bytes, Any]:
    plan = example_plan("ling-plus-lower-spec")
    explored = ExploredPlan(plan=plan, exploration=explore(plan), explored_on="2026-11-29")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "explored.chipfolio"
        store.save_plan(path, plan, explored=explored)  # a test has another in place of ours
        assert load_plan(path).explored is not None
        return path.read_bytes(), plan


def _refused(words: str) -> str:
    assert words.isprintable(), f"no single line: {words[:200]!r}"
    return "refused"


def _content(plan: Any) -> Any:
    return replace(plan, catalogue=replace(plan.catalogue, date=""))  # the date lies outside the digest


def _edit(chance: random.Random, document: Any) -> str:
    places = list(_places(document))
    holder, key, path = chance.choice(places)
    action = chance.choice(["set", "set", "set", "drop", "add", "grow"])
    if action == "set":
        holder[key] = chance.choice(VALUES)
    elif action == "drop":
        del holder[key]
    elif action == "add" and isinstance(holder, dict):
        holder[chance.choice(["colour", "\x1b[31m", "", "x" * 300])] = chance.choice(VALUES)
    elif isinstance(holder, list):
        holder *= chance.choice([2, 10, 300])
    else:
        holder[key] = [holder[key]] * chance.choice([1, 20, 1000])
    return f"{action} {path} = {str(holder.get(key) if isinstance(holder, dict) else holder)[:60]}"


def _places(value: Any, path: str = "$") -> Iterator[tuple[Any, Any, str]]:
    if isinstance(value, dict | list):
        for key, entry in value.items() if isinstance(value, dict) else enumerate(value):
            yield value, key, f"{path}.{key}"
            yield from _places(entry, f"{path}.{key}")


def in_a_folder(count: int, seed: int, plan: bool = False) -> Iterator[Outcome]:  # noqa: FBT001, FBT002 - as programs call it
    """Yield what came of mutations in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        yield from mutations(count, seed, Path(folder), plan=plan)


def main(arguments: list[str] | None = None) -> int:
    """Run the mutations asked for; return 1 where there was a finding."""
    return run("plan_files", in_a_folder, arguments)


if __name__ == "__main__":
    sys.exit(main())
