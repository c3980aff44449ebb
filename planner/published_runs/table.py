"""A CSV of published runs as rows of text; numbers are checked when they are asked for."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from planner.errors import UserError

MOST_BYTES: Final = 32 * 2**20
MOST_ROWS: Final = 50_000
NEEDED_COLUMNS: Final = ("id", "model", "accelerator", "n_accelerators", "seq_len", "global_batch", "precision")

_NUMBER = re.compile(r"^\s*~?(\d[\d,]*\.?\d*(?:[eE][+-]?\d+)?)\s*(?:\(.*\))?\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedRow:
    """One row; every accessor gives None for an absent or empty cell."""

    id: str
    cells: Mapping[str, str]

    def text(self, column: str) -> str | None:
        """Return a cell's text."""
        return self.cells.get(column) or None

    def number(self, column: str) -> float | None:
        """Return a cell's number ('6144 ("6K")' is 6144); raise UserError for anything else, a range included."""
        text = self.text(column)
        if text is None:
            return None
        found = _NUMBER.match(text)
        if found is None:
            raise UserError(f"{column} reads {text!r}, which is not one number")
        return float(found.group(1).replace(",", ""))

    def positive(self, column: str) -> float | None:
        """Return a cell's number above zero; raise UserError for anything else."""
        value = self.number(column)
        if value is not None and value <= 0:
            raise UserError(f"{column} reads {self.text(column)!r}, which is not above zero")
        return value

    def whole(self, column: str) -> int | None:
        """Return a cell's whole number of at least 1; raise UserError for anything else."""
        value = self.number(column)
        if value is None:
            return None
        if value != int(value) or value < 1:
            raise UserError(f"{column} reads {self.text(column)!r}, which is not a whole number of at least 1")
        return int(value)

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
        if path.stat().st_size > MOST_BYTES:
            raise UserError(f"{path.name} is larger than {MOST_BYTES // 2**20} MiB; split it.")
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _rows(csv.DictReader(file), path.name)
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}); give the path of a CSV file.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"{path.name} is not a UTF-8 CSV file ({error}); export it again as CSV.") from error


def _rows(reader: "csv.DictReader[str]", file_name: str) -> list[PublishedRow]:
    missing = [column for column in NEEDED_COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise UserError(f"{file_name} has no column {missing[0]!r}; a table of runs needs {', '.join(NEEDED_COLUMNS)}.")
    rows: list[PublishedRow] = []
    for cells in reader:
        if len(rows) >= MOST_ROWS:
            raise UserError(f"{file_name} has more than {MOST_ROWS} rows; split it.")
        texts = {column: text.strip() for column, text in cells.items() if column and isinstance(text, str)}
        rows.append(PublishedRow(id=texts.get("id") or f"line {reader.line_num}", cells=texts))
    return rows
