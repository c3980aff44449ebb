"""Tables as files: a CSV, one long CSV of several, a spreadsheet with a sheet each."""

import csv
import io
import math
from collections.abc import Sequence
from typing import Any

from msgspec import Struct

Cell = str | float | int | None


class Table(Struct, frozen=True, kw_only=True):
    """One table; a column's unit stands in its name. ``None`` is unknown."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def csv_text(table: Table) -> str:
    """Return one table as CSV; floats keep every digit, unknown is empty."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([[_csv_cell(cell) for cell in row] for row in table.rows])
    return stream.getvalue()


def long_csv_text(tables: Sequence[Table]) -> str:
    """Return all tables in one CSV, a cell a line: table, row, column, value."""
    rows: list[tuple[Cell, ...]] = [
        (table.name, number, column, cell)
        for table in tables
        for number, row in enumerate(table.rows, start=1)
        for column, cell in zip(table.columns, row, strict=True)
    ]
    return csv_text(Table(name="all", columns=("table", "row", "column", "value"), rows=tuple(rows)))


def xlsx_bytes(tables: Sequence[Table]) -> bytes:
    """Return a spreadsheet with one sheet a table; text is never read as a formula or a link."""
    import xlsxwriter  # noqa: PLC0415 - only this export needs it

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        for table in tables:
            sheet = book.add_worksheet(table.name)
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, table.columns, bold)
            for number, row in enumerate(table.rows, start=1):
                for column, cell in enumerate(row):
                    _write_cell(sheet, number, column, cell)
            sheet.autofit()
    return stream.getvalue()


def _write_cell(sheet: Any, row: int, column: int, cell: Cell) -> None:  # noqa: ANN401 - the library has no types
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, int | float) and math.isfinite(cell):
        sheet.write_number(row, column, cell)
    elif isinstance(cell, str) and cell:
        sheet.write_string(row, column, cell)


def _csv_cell(cell: Cell) -> str:
    if cell is None or (isinstance(cell, float) and not math.isfinite(cell)):
        return ""
    text = str(cell)
    # A spreadsheet would run text that begins like a formula.
    return f"'{text}" if isinstance(cell, str) and text[:1] in "=+-@\t\r" and text else text
