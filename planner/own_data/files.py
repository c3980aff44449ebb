"""Files of own data: CSV with a column a field, TOML with a table an entry; errors name the line and the column."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import tomlkit
from msgspec import Struct

from planner.catalogue.columns import PRICE_COLUMNS
from planner.catalogue.reader import read_prices
from planner.errors import UserError
from planner.own_data.flat_fields import FieldError, Flat, entry_of, flat_fields
from planner.own_data.kinds import SHAPES, DataKind
from planner.planfile.records import short
from planner.published_runs.table import NEEDED_COLUMNS
from planner.regular_file import read_regular
from planner.sentences import listed, sentence
from planner.toml_text import toml_of
from planner.units import MIB_BYTES
from planner.workload.shape import TransformerShape
from planner.workload.shape_files import shape_to_toml, shapes_from_toml

MOST_BYTES: Final = 16 * MIB_BYTES
MOST_ENTRIES: Final = 20_000
_PRICES: Final = "prices"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_AS_TEXT: Final = "'"  # what spreadsheets take the rest of a cell as text by
FORMS: Final = (".csv", ".toml")


class _Given(Struct, frozen=True, kw_only=True):
    """One entry's fields as a file gives them, with the line and the column (a number or a name) of each."""

    line: int
    flat: Flat
    places: Mapping[str, tuple[int, str]]

    def place(self, field: str) -> str:
        """Return where a field stands, or the entry where it is not given."""
        line, column = self.places.get(field, (self.line, field))
        return sentence("line {}, column {}", line, column) if column else sentence("line {}", line)


def text_of(kind: DataKind, entries: Iterable[Any], ending: str) -> str:
    """Return entries as the text of a file with the ending ``.csv`` or ``.toml``; ``read_entries`` reads it back."""
    if kind.name == SHAPES and _form(ending) == ".toml":
        return "\n".join(shape_to_toml(shape) for shape in entries)
    flats = [flat_fields(entry) for entry in entries]
    return _csv_text(kind, flats) if _form(ending) == ".csv" else _toml_text(kind, flats)


def read_entries(kind: DataKind, path: Path) -> tuple[Any, ...]:
    """Return the entries of a file, in its order; raise UserError with file, line and column of what is wrong."""
    form = _form(path.suffix)
    try:
        text = read_regular(path, MOST_BYTES).decode("utf-8-sig")
    except OSError as error:
        raise UserError(
            sentence("{} cannot be read ({}); check its name and permissions.", path, error.strerror)
        ) from error
    except UnicodeDecodeError as error:
        raise UserError(sentence("{} is not UTF-8 text; save it as UTF-8.", path.name)) from error
    if kind.name == SHAPES and form == ".toml":
        return _shapes(text, path.name)
    if kind.name == _PRICES and form == ".csv" and _header(text) == set(PRICE_COLUMNS):
        return read_prices(path)  # as the program's own list is written
    found: list[Any] = []
    keys: set[str] = set()  # of entries that are kept by key, where the second would take the first one's place unseen
    for given in (_csv_entries if form == ".csv" else _toml_entries)(kind, text, path.name):
        if len(found) >= MOST_ENTRIES:
            raise UserError(sentence("{} has more than {:,} entries; split it.", path.name, MOST_ENTRIES))
        try:
            found.append(entry_of(kind, given.flat))
        except FieldError as error:
            raise UserError(sentence("{}, {}: {}", path.name, given.place(error.field), str(error))) from error
        if kind.of_catalogue and "key" in kind.needed:
            if found[-1].key in keys:
                place, key = given.place("key"), short(found[-1].key)
                raise UserError(
                    sentence("{}, {}: the key {!r} is there twice; give each its own.", path.name, place, key)
                )
            keys.add(found[-1].key)
    return tuple(found)


def is_table_of_runs(path: Path) -> bool:
    """Return whether a file is a table of runs in the columns of the published ones, which has a reader of its own."""
    if path.suffix.lower() != ".csv":
        return False
    try:
        head = read_regular(path, MOST_BYTES).partition(b"\n")[0].decode("utf-8-sig", "replace")
    except OSError:
        return False  # whoever reads it says so
    return set(NEEDED_COLUMNS) <= _header(head)


def _header(text: str) -> set[str]:
    return {cell.strip().strip('"') for cell in text.partition("\n")[0].split(",")}


def _shapes(text: str, name: str) -> tuple[TransformerShape, ...]:
    """Return shapes as the program's own shapes files have them, which people write by hand."""
    try:
        return shapes_from_toml(text)
    except UserError as error:
        raise UserError(f"{name}: {error}") from error


def _form(ending: str) -> str:
    if ending.lower() not in FORMS:
        raise UserError(sentence("Own data goes into files that end in {} or {}; name one.", FORMS[0], FORMS[1]))
    return ending.lower()


def _csv_text(kind: DataKind, flats: list[Flat]) -> str:
    columns = list(dict.fromkeys([*kind.needed, *(name for flat in flats for name in flat)]))
    written = io.StringIO(newline="")
    table = csv.DictWriter(written, columns, lineterminator="\n")
    table.writeheader()
    table.writerows([{name: _cell(value) for name, value in flat.items()} for flat in flats])
    return written.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value)
    text = str(value)
    return f"{_AS_TEXT}{text}" if isinstance(value, str) and _looks_run(text) else text


def _looks_run(text: str) -> bool:
    """Say whether a spreadsheet would run a text, or would without the stroke that keeps it from that."""
    return text.lstrip(_AS_TEXT)[:1] in _FORMULA


def _as_written(cell: str) -> str:
    """Return what a cell was written from."""
    bare = cell.strip()
    return bare[1:] if bare[:1] == _AS_TEXT and _looks_run(bare) else bare


def _csv_entries(kind: DataKind, text: str, name: str) -> Iterator[_Given]:
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(lines, [])]
        if not all(header) or len(set(header)) < len(header) or not header:
            raise UserError(
                sentence("{}, line 1: a column is empty or there twice; give each a name of its own.", name)
            )
        missing = [column for column in kind.needed if column not in header]
        if missing:
            raise UserError(sentence("{}, line 1: the column {} is missing; {} need it.", name, missing[0], kind.name))
        for cells in lines:
            if not cells:
                continue
            if len(cells) != len(header):
                raise UserError(
                    sentence(
                        "{}, line {}: {} cells instead of {}; give every column of the first line one cell.",
                        name,
                        lines.line_num,
                        len(cells),
                        len(header),
                    )
                )
            flat = {column: _as_written(cell) for column, cell in zip(header, cells, strict=True) if cell.strip()}
            yield _Given(line=lines.line_num, flat=flat, places={})
    except csv.Error as error:
        raise UserError(
            sentence("{}, line {}: {}; write it as comma-separated values.", name, lines.line_num, error)
        ) from error


def _toml_text(kind: DataKind, flats: list[Flat]) -> str:
    tables = tomlkit.aot()
    for flat in flats:
        table = tomlkit.table()
        for name, value in flat.items():
            table.append(tomlkit.key(name), tomlkit.item(value))
        tables.append(table)
    return tomlkit.dumps({kind.name: tables}) if flats else ""


def _toml_entries(kind: DataKind, text: str, name: str) -> Iterator[_Given]:
    try:
        document = toml_of(text)
    except ValueError as error:
        raise UserError(sentence("{} is not TOML: {}.", name, short(str(error)))) from error
    strange = [key for key in document if key != kind.name]
    tables: Any = document.get(kind.name, [])
    if strange or not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise UserError(
            sentence(
                "{} holds {}; give each entry under [[{}]].",
                name,
                short(listed(", ", strange)) or "no tables",
                kind.name,
            )
        )
    places = _places(kind, text)
    for number, table in enumerate(tables):
        line, of_fields = places[number] if number < len(places) else (1, {})
        yield _Given(line=line, flat=_flat(table), places=of_fields)


def _flat(table: Mapping[str, Any]) -> Flat:
    """Return a table's fields flat, however they were nested: a table within it is the same as dotted names."""
    found: Flat = {}
    for name, value in table.items():
        if isinstance(value, dict):
            found |= {f"{name}.{key}": one for key, one in value.items()}
        else:
            found[name] = value
    return found


def _places(kind: DataKind, text: str) -> list[tuple[int, dict[str, tuple[int, str]]]]:
    """Return the line of each entry's head, and line and column of each of its fields' values."""
    found: list[tuple[int, dict[str, tuple[int, str]]]] = []
    within, quotes = "", ""
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.strip()
        if quotes:  # a text over several lines holds no names
            quotes = "" if bare.count(quotes) % 2 else quotes
        elif bare.startswith("[["):
            within = ""
            found.append((number, {}))
        elif bare.startswith("["):
            within = bare.strip("[] ").removeprefix(kind.name).strip(".") + "."
        elif "=" in line and not bare.startswith("#") and found:
            name = within + line.split("=")[0].strip().strip("\"'")
            column = len(line) - len(line.partition("=")[2].lstrip()) + 1
            found[-1][1].setdefault(name, (number, str(column)))
            quotes = next((mark for mark in ('"""', "'''") if line.count(mark) % 2), "")
    return found
