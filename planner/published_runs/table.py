"""A CSV of published runs as rows of text; numbers are checked when they are asked for."""

import csv
import io
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct

from planner.errors import UserError
from planner.regular_file import read_regular
from planner.sentences import sentence
from planner.units import MIB_BYTES

MOST_BYTES: Final = 32 * MIB_BYTES
MOST_ROWS: Final = 50_000
NEEDED_COLUMNS: Final = ("id", "model", "accelerator", "n_accelerators", "seq_len", "global_batch", "precision")

LARGEST: Final = 1e15
LEAST: Final = 1e-9  # of a rate, a time or a memory
# The largest whole numbers that a cell may hold, wide enough for any run: by column, else the last.
_MOST: Final = {"layers": 10_000, "pp": 10_000, "vpp": 10_000, "seq_len": 10**9, "global_batch": 10**9}
_MOST_ELSE: Final = 10_000_000
_LONGEST_QUOTE: Final = 60

LONGEST_CELL: Final = 2_000  # four times the longest published; searching for words takes its length's square

_NUMBER = re.compile(r"^\s*~?(\d[\d,]*\.?\d*(?:[eE][+-]?\d+)?)\s*(?:\(.*\))?\s*$")


class PublishedRow(Struct, frozen=True, kw_only=True):
    """One row; every accessor gives None for an absent or empty cell."""

    id: str
    cells: Mapping[str, str]

    def text(self, column: str) -> str | None:
        """Return a cell's text."""
        return self.cells.get(column) or None

    def number(self, column: str) -> float | None:
        """Return a cell's number ('6144 ("6K")' is 6144); raise UserError for anything else, a range included.

        So is a number beyond 1e15, with which nothing of a run can be computed.
        """
        text = self.text(column)
        if text is None:
            return None
        found = _NUMBER.match(text)
        if found is None:
            raise UserError(sentence("{} reads {}, which is not one number", column, _shown(text)))
        value = float(found.group(1).replace(",", ""))
        if not (math.isfinite(value) and value <= LARGEST):
            raise UserError(sentence("{} reads {}, which is more than {:g}", column, _shown(text), LARGEST))
        return value

    def positive(self, column: str) -> float | None:
        """Return a cell's number from a billionth on; raise UserError for anything else."""
        value = self.number(column)
        if value is not None and value < LEAST:
            raise UserError(sentence("{} reads {}, which is not above zero", column, _shown(self.text(column))))
        return value

    def whole(self, column: str) -> int | None:
        """Return a cell's whole number of at least 1; raise UserError for anything else, and for more than can be."""
        value = self.number(column)
        if value is None:
            return None
        if value != int(value) or value < 1:
            raise UserError(
                sentence("{} reads {}, which is not a whole number of at least 1", column, _shown(self.text(column)))
            )
        most = _MOST.get(column, _MOST_ELSE)
        if value > most:
            raise UserError(sentence("{} reads {}, which is more than {:,}", column, _shown(self.text(column)), most))
        return int(value)

    @property
    def too_long(self) -> str | None:
        """The first column whose cell is longer than any that a table of runs needs; None where none is."""
        return next((column for column, text in self.cells.items() if len(text) > LONGEST_CELL), None)

    @property
    def remarks(self) -> str:
        """Everything the row says in words: model, source, recompute, notes."""
        columns = ("model", "source_title", "recompute", "zero_or_fsdp", "optimizer_offload_or_notes")
        return " | ".join(self.cells.get(column, "") for column in columns)


def read_table(path: Path) -> list[PublishedRow]:
    """Return all rows of a UTF-8 CSV whose columns are those of the published-runs tables, in any order.

    Raises UserError where the file cannot be read, is too large or lacks a needed column.
    """
    try:
        text = read_regular(path, MOST_BYTES).decode("utf-8-sig")
        return _rows(csv.DictReader(io.StringIO(text, newline="")), path.name)
    except OSError as error:
        raise UserError(
            sentence("{} cannot be read ({}); give the path of a CSV file.", path, error.strerror)
        ) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise UserError(
            sentence("{} is not a UTF-8 CSV file ({}); export it again as CSV.", path.name, error)
        ) from error


def _rows(reader: "csv.DictReader[str]", file_name: str) -> list[PublishedRow]:
    missing = [column for column in NEEDED_COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise UserError(
            sentence(
                "{} has no column {!r}; a table of runs needs {}.", file_name, missing[0], ", ".join(NEEDED_COLUMNS)
            )
        )
    rows: list[PublishedRow] = []
    for cells in reader:
        if len(rows) >= MOST_ROWS:
            raise UserError(sentence("{} has more than {} rows; split it.", file_name, MOST_ROWS))
        texts = {column: text.strip() for column, text in cells.items() if column and isinstance(text, str)}
        rows.append(PublishedRow(id=texts.get("id") or f"line {reader.line_num}", cells=texts))
    return rows


def _shown(text: str | None) -> str:
    """Return a stranger's cell as it is quoted: on one line, and short."""
    shown = repr(text or "")
    return shown if len(shown) <= _LONGEST_QUOTE else f"{shown[: _LONGEST_QUOTE - 1]}…"
