"""CSV files of the catalogue as checked rows: an error names file, line, column and what to do."""

import csv
import io
import math
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from planner.errors import CatalogueError
from planner.regular_file import read_regular
from planner.sentences import sentence
from planner.units import MIB_BYTES

if TYPE_CHECKING:
    from _csv import Reader

_MOST_BYTES = 16 * MIB_BYTES
_MOST_ROWS = 20_000
_LONGEST_CELL = 4_000

Choice = TypeVar("Choice", bound=StrEnum)


class Row(Struct, frozen=True, kw_only=True):
    """One line of a table; every reading checks the cell and raises CatalogueError where it does not fit."""

    file: str
    line: int
    cells: Mapping[str, str]

    def error(self, column: str, complaint: str) -> CatalogueError:
        """Return the error for one cell of this row."""
        return CatalogueError(sentence("{}, line {}, column {}: {}", self.file, self.line, column, complaint))

    def text(self, column: str) -> str:
        """Return a cell's text, '' where it is empty."""
        return self.cells[column]

    def required(self, column: str) -> str:
        """Return a cell's text that may not be empty."""
        value = self.cells[column]
        if not value:
            raise self.error(column, "the cell is empty; enter a value.")
        return value

    def number(self, column: str) -> float | None:
        """Return a positive number, None where the cell is empty."""
        value = self.cells[column]
        if not value:
            return None
        try:
            number = float(value)
        except ValueError:
            raise self.error(
                column, sentence("{!r} is not a number; enter a plain number or leave the cell empty.", value)
            ) from None
        if not math.isfinite(number) or number <= 0:
            raise self.error(
                column,
                sentence("{!r} is not above zero and finite; enter such a number or leave the cell empty.", value),
            )
        return number

    def required_number(self, column: str) -> float:
        """Return a positive number that may not be missing."""
        self.required(column)
        number = self.number(column)
        assert number is not None  # noqa: S101 - an empty cell was refused above; this tells the type checker
        return number

    def count(self, column: str) -> int | None:
        """Return a positive whole number, None where the cell is empty."""
        number = self.number(column)
        if number is None:
            return None
        if number != int(number):
            raise self.error(column, sentence("{!r} is not a whole number; enter a count.", self.cells[column]))
        return int(number)

    def choice(self, column: str, choices: type[Choice]) -> Choice:
        """Return the member of an enumeration that the cell names."""
        value = self.required(column)
        try:
            return choices(value)
        except ValueError:
            names = ", ".join(member.value for member in choices)
            raise self.error(column, sentence("{!r} is not one of {}.", value, names)) from None

    def currency(self, column: str) -> str:
        """Return a currency code (ISO 4217: three capital letters)."""
        value = self.required(column)
        if not (len(value) == 3 and value.isascii() and value.isalpha() and value.isupper()):  # noqa: PLR2004 - ISO 4217
            raise self.error(
                column, sentence("{!r} is not a currency code; enter three capital letters such as CNY.", value)
            )
        return value


def read_rows(path: Path, columns: tuple[str, ...]) -> Iterator[Row]:
    """Yield the rows of one file with exactly these columns in any order; raise CatalogueError otherwise."""
    try:
        text = read_regular(path, _MOST_BYTES).decode("utf-8-sig")
        yield from _checked_rows(csv.reader(io.StringIO(text, newline=""), strict=True), path.name, columns)
    except OSError as error:
        raise CatalogueError(
            sentence("{} cannot be read ({}); put it into {}.", path.name, error.strerror, path.parent)
        ) from error
    except UnicodeDecodeError as error:
        raise CatalogueError(sentence("{} is not UTF-8 text; save it as UTF-8.", path.name)) from error


def _checked_rows(lines: "Reader", file: str, columns: tuple[str, ...]) -> Iterator[Row]:
    try:
        header = next(lines, [])
        _check_header(header, file, columns)
        for cells in lines:
            if len(cells) != len(header):
                raise CatalogueError(
                    sentence(
                        "{}, line {}: {} cells instead of {}; give every column of the first line one cell.",
                        file,
                        lines.line_num,
                        len(cells),
                        len(header),
                    )
                )
            yield _bounded(Row(file=file, line=lines.line_num, cells=dict(zip(header, cells, strict=True))))
    except csv.Error as error:
        raise CatalogueError(
            sentence("{}, line {}: {}; write it as comma-separated values.", file, lines.line_num, error)
        ) from error


def _check_header(header: list[str], file: str, columns: tuple[str, ...]) -> None:
    missing = [column for column in columns if column not in header]
    strange = [column for column in header if column not in columns or header.count(column) > 1]
    if missing:
        raise CatalogueError(
            sentence("{}, line 1: the column {} is missing; add it, with empty cells if need be.", file, missing[0])
        )
    if strange:
        raise CatalogueError(
            sentence("{}, line 1: the column {!r} is unknown or there twice; remove it.", file, strange[0])
        )


def _bounded(row: Row) -> Row:
    if row.line > _MOST_ROWS:
        raise CatalogueError(sentence("{} has more than {} lines; split it.", row.file, _MOST_ROWS))
    cells = {column: value.strip() for column, value in row.cells.items()}
    for column, value in cells.items():
        if len(value) > _LONGEST_CELL:
            raise row.error(column, sentence("the cell is longer than {} characters; shorten it.", _LONGEST_CELL))
    return Row(file=row.file, line=row.line, cells=cells)
