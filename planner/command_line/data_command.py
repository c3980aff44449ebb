"""``data export|import``: the user's own data as CSV or TOML, previewed before anything changes."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.catalogue.catalogue import Catalogue
from planner.catalogue.own_catalogue import read_own, write_own
from planner.catalogue.reader import load_catalogue
from planner.command_line.plan_sources import say_remarks, write_output
from planner.command_line.text_table import section, text_table
from planner.errors import UserError

if TYPE_CHECKING:
    from planner.own_data.kinds import DataKind, Holder
    from planner.own_data.preview import ImportPreview
    from planner.planfile.store import StoredPlan
    from planner.published_runs.published_run import Skipped

_KINDS = ("accelerators", "nodes", "offers", "prices", "runs", "scenarios", "shapes")
_SHIPPED = "shipped"
_CATALOGUE_ENDING = ".json"
_MOST_SHOWN = 40
_LONGEST_CELL = 40
_HOLDER = "a plan file, or your catalogue (a .json file)"


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse gives its subparsers no public type
    """Add the command with its own commands."""
    parser = commands.add_parser("data", help="take your own accelerators, prices, runs and scenarios out and in")
    own = parser.add_subparsers(title="data commands", metavar="WHAT", required=True)
    out = own.add_parser("export", help="write entries of a plan or a catalogue as CSV or TOML")
    out.add_argument("holder", metavar="PLAN", help=f"{_HOLDER}, or {_SHIPPED}: the program's own catalogue")
    out.add_argument("out", metavar="OUT", help="the file to write; its ending says the form: .csv or .toml")
    out.add_argument("--kind", required=True, choices=_KINDS, help="which entries")
    out.set_defaults(run=_export)
    read = own.add_parser("import", help="say what a file would change, and with --apply change it")
    read.add_argument("holder", metavar="PLAN", help=_HOLDER)
    read.add_argument("file", metavar="FILE", help="a CSV or TOML file, in the form that export writes")
    read.add_argument("--kind", required=True, choices=_KINDS, help="which entries")
    read.add_argument("--apply", action="store_true", help="take the entries in; what the file does not name stays")
    read.add_argument("--json", action="store_true", help="print one JSON document")
    read.set_defaults(run=_import)


def _export(arguments: argparse.Namespace) -> str:
    from planner.own_data.files import text_of  # noqa: PLC0415 - the database library is slow to import
    from planner.own_data.kinds import entries_of, kind_named  # noqa: PLC0415 - the same

    kind = kind_named(arguments.kind)
    shipped = arguments.holder == _SHIPPED
    holder = load_catalogue() if shipped else _holder(Path(arguments.holder))[0]
    if not shipped and Path(arguments.out).resolve() == Path(arguments.holder).resolve():
        raise UserError("The export would overwrite what it is read from; give another name.")
    entries = entries_of(holder, kind)
    write_output(arguments.out, text_of(kind, entries.values(), Path(arguments.out).suffix))
    return f"{len(entries)} {kind.name} written to {arguments.out}\n"


def _import(arguments: argparse.Namespace) -> str:
    from planner.own_data.kinds import kind_named  # noqa: PLC0415 - the same
    from planner.own_data.preview import preview_of, taken_in  # noqa: PLC0415 - the same

    kind, path = kind_named(arguments.kind), Path(arguments.holder)
    holder, stored = _holder(path)
    entries, left_out = _entries(kind, Path(arguments.file), holder)
    preview = preview_of(holder, kind, entries)
    applied = arguments.apply and not preview.changes_nothing
    if applied:
        _keep(path, taken_in(holder, kind, entries), stored)
    if arguments.json:
        return json.dumps(_document(preview, left_out, applied=applied), indent=1, ensure_ascii=False, allow_nan=False)
    return _text(preview, left_out, path.name, applied=applied)


def _entries(kind: "DataKind", path: Path, holder: "Holder") -> "tuple[tuple[Any, ...], tuple[Skipped, ...]]":
    """Return a file's entries, and of a table of runs each row that is left out and why."""
    from planner.own_data.files import is_table_of_runs, read_entries  # noqa: PLC0415 - the same
    from planner.plan import Plan  # noqa: PLC0415 - the same

    if kind.name == "runs" and isinstance(holder, Plan) and is_table_of_runs(path):
        from planner.published_runs.own_runs import read_own_runs  # noqa: PLC0415 - the same

        return read_own_runs(path, load_catalogue().with_entries(holder.catalogue))
    return read_entries(kind, path), ()


def _holder(path: Path) -> "tuple[Holder, StoredPlan | None]":
    if path.suffix.lower() == _CATALOGUE_ENDING:
        return read_own(path), None
    from planner.planfile.store import load_plan  # noqa: PLC0415 - the same

    stored = load_plan(path)
    say_remarks(path.name, stored.remarks)
    return stored.plan, stored


def _keep(path: Path, holder: "Holder", stored: "StoredPlan | None") -> None:
    from planner.planfile.fingerprint import changed_on_disk  # noqa: PLC0415 - the same
    from planner.planfile.store import save_plan  # noqa: PLC0415 - the same

    if isinstance(holder, Catalogue):
        write_own(path, holder)
        return
    if stored is not None and changed_on_disk(path, stored.fingerprint):
        raise UserError(f"{path.name} was changed by another program meanwhile; nothing is taken in, try again.")
    save_plan(path, holder)  # without results: they were of the plan before


def _document(preview: "ImportPreview", left_out: "tuple[Skipped, ...]", *, applied: bool) -> dict[str, Any]:
    changed = {
        change.name: [{"field": one.field, "before": one.before, "after": one.after} for one in change.fields]
        for change in preview.changed
    }
    return {
        "kind": preview.kind,
        "new": preview.new,
        "changed": changed,
        "same": preview.same,
        "unnamed": preview.unnamed,
        "left_out": [{"id": row.id, "reason": row.reason} for row in left_out],
        "applied": applied,
    }


def _text(preview: "ImportPreview", left_out: "tuple[Skipped, ...]", name: str, *, applied: bool) -> str:
    head = (
        f"{preview.kind}: {len(preview.new)} new, {len(preview.changed)} changed, {len(preview.same)} the same, "
        f"{len(preview.unnamed)} that the file does not name stay.\n"
    )
    rows = [
        (_cut(change.name), one.field, _cut(_shown(one.before)), _cut(_shown(one.after)))
        for change in preview.changed
        for one in change.fields
    ]
    more = f"\n  and {len(rows) - _MOST_SHOWN} more" if len(rows) > _MOST_SHOWN else ""
    table = text_table(("ENTRY", "FIELD", "BEFORE", "AFTER"), rows[:_MOST_SHOWN]) + more if rows else ""
    new = "\n".join(f"  {_cut(entry)}" for entry in preview.new[:_MOST_SHOWN])
    if len(preview.new) > _MOST_SHOWN:
        new += f"\n  and {len(preview.new) - _MOST_SHOWN} more"
    without = "\n".join(f"  {_cut(row.id)}: {row.reason}" for row in left_out[:_MOST_SHOWN])
    if len(left_out) > _MOST_SHOWN:
        without += f"\n  and {len(left_out) - _MOST_SHOWN} more"
    done = f"\nTaken into {name}.\n" if applied else "\nNothing is changed yet; --apply takes it in.\n"
    return (
        head
        + section("New", new)
        + section("Changed", table)
        + section("Left out", without)
        + ("" if preview.changes_nothing else done)
    )


def _shown(value: object) -> str:
    return "unknown" if value is None else str(value)


def _cut(text: str) -> str:
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return line if len(line) <= _LONGEST_CELL else f"{line[: _LONGEST_CELL - 1]}…"
