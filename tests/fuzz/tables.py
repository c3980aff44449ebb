"""A seeded mutator of tables of runs: ``python tests/fuzz/tables.py 10000 --seed 7``.

Each mutation takes rows of the shipped table, changes cells, columns or bytes, and reads it as ``validate`` and as the
import of measured runs do. A row is predicted, or left out with its reason; the file is refused in one line.
"""

import csv
import io
import random
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import Final

from bounds_of_a_run import TooLong, within_bounds
from programs import FINDING, Outcome, run

from planner.catalogue.reader import load_catalogue
from planner.errors import UserError
from planner.published_runs.own_runs import read_own_runs
from planner.resource_files import resource_path
from planner.validation import validate_runs

_ROWS: Final = 3
CELLS: Final = (
    *("", "0", "-1", "1", "2", "3", "7", "8", "64", "1000", "4096", "1e3", "1e6", "1e15", "1e16", "1e308", "1e999"),
    *("1e-9", "1e-300", "5e-324", "0.5", "nan", "inf", "-inf", "~8", "8 (of 16)", "1,000,000", "9" * 400, "9" * 5_000),
    *("yes", "mla", "mla q_lora 99999999999999999999 kv_lora 1 nope 1 rope 1 v 1", "swa 999999", "block 0 layers"),
    *("full on [0,0] layers", "full on " + "1," * 3_000, "NVL999999999999 1.8 TB/s", "nvlink 1e999 GB/s", "... GB/s"),
    *("global bsz 1e5M tokens", "global bsz 9999999999999999999M tokens", "gbs = 0", f"gbs = {'9' * 5_000}"),
    *("full on " + "9" * 60 + " x", "modules " + "norm " * 390, "forc" * 490, "9" * 1_990, "9." * 990),
    *("(999 W)", "bf16", "fp8", "H100", "x" * 20_000, "\x1b[2J\n", "<img src='file:///x'>", '"', "\x00", "٣", "½"),
)


@cache
def _source() -> tuple[list[str], list[list[str]]]:
    with resource_path("calibration", "held_out_runs.csv").open(encoding="utf-8", newline="") as file:
        heading, *rows = csv.reader(file)
    return heading, rows


def mutations(count: int, seed: int, plan: bool = False) -> Iterator[Outcome]:  # noqa: FBT001, FBT002 - as programs call it
    """Yield what came of ``count`` mutations; the same seed makes the same."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "runs.csv"
        for number in range(count):
            chance = random.Random(f"table-{seed}-{number}")  # noqa: S311 - a test's chance, not a secret
            words, content = _mutated(chance)
            path.write_bytes(content)
            try:
                outcome = Outcome(kind=within_bounds(partial(_read, path)), words=words)
            except (Exception, TooLong):  # noqa: BLE001 - a finding, whatever it is
                outcome = Outcome(kind=FINDING, words=f"{number}: {words}\n{traceback.format_exc()}", file=content)
            yield outcome


def _read(path: Path) -> str:
    with suppress(UserError):
        read_own_runs(path, load_catalogue())
    try:
        report = validate_runs(path)
    except UserError:
        return "refused"
    assert report.runs == len(report.rows) + len(report.skipped), "a row is lost"
    assert all(one.reason for one in report.skipped), "left out without a reason"
    for row in report.rows:
        assert 0 < row.predicted_tokens_per_s_per_device < float("inf"), "no rate"
    return "predicted" if report.rows else "left out"


def _mutated(chance: random.Random) -> tuple[str, bytes]:
    heading, rows = _source()
    heading, table = list(heading), [list(row) for row in chance.sample(rows, _ROWS)]
    done = []
    for _ in range(chance.choice([1, 1, 2, 5])):
        row, column = chance.choice(table), chance.randrange(len(heading))
        row[column] = chance.choice(CELLS) if chance.random() < 0.8 else row[column] + chance.choice(CELLS)
        done.append(f"{heading[column]} = {row[column][:40]!r}")
    if chance.random() < 0.1:
        done.append(_spoil_columns(chance, heading, table))
    text = io.StringIO()
    csv.writer(text).writerows([heading, *table])
    content = text.getvalue().encode()
    if chance.random() < 0.1:
        spoiled = bytearray(content)
        for _ in range(8):
            spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
        content, done = bytes(spoiled), [*done, "bytes changed"]
    return ", ".join(done), content


def _spoil_columns(chance: random.Random, heading: list[str], table: list[list[str]]) -> str:
    column = chance.randrange(len(heading))
    if chance.random() < 0.5:
        heading[column] = chance.choice([*heading, "", "\x00"])
        return f"column {column} is called {heading[column]!r}"
    for row in table:
        del row[column:]
    return f"rows end at column {column}"


if __name__ == "__main__":
    sys.exit(run("tables", mutations, None))
