"""``library ...``: a team's shared plans, catalogues, shapes and price lists."""

import argparse
import getpass
import shlex
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.command_line import library_text
from planner.command_line.plan_sources import say_remarks, write_output
from planner.errors import UserError
from planner.regular_file import read_regular
from planner.units import MIB_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.library.entries import Kind, VersionInfo
    from planner.library.library import Library
    from planner.library.library_errors import LibraryConflictError

_KINDS = ("plan", "catalogue", "shapes", "prices")
_MOST_FILE_BYTES = 64 * MIB_BYTES  # as the library takes


def add_to(commands: Any) -> None:  # noqa: ANN401 - argparse gives its subparsers no public type
    """Add the command with its own commands."""
    parser = commands.add_parser("library", help="publish, find and open a team's shared plans, catalogues and prices")
    own = parser.add_subparsers(title="library commands", metavar="WHAT", required=True)
    made = _add(own, "init", "make a library in a database, or bring it up to date", _init)
    made.add_argument("--roles", action="store_true", help="make the roles of readers and editors with their grants")
    for role in ("reader", "editor"):
        made.add_argument(
            f"--{role}", metavar="USER", action="append", default=[], help=f"with --roles: a user who is a {role}"
        )
    _add(own, "upgrade", "bring the library's schema up to this program's", _upgrade)
    found = _add(own, "list", "list what the library has", _list)
    found.add_argument("--kind", choices=_KINDS, help="entries of one kind alone")
    found = _add(own, "search", "list the entries with all the words", _list)
    found.add_argument("words", metavar="WORD", nargs="+", help="of the name, the author, the reason or the content")
    found.add_argument("--kind", choices=_KINDS, help="entries of one kind alone")
    _named(_add(own, "versions", "list every version of an entry: who, when and why", _versions))
    opened = _named(_add(own, "open", "write a version of an entry into a file", _open))
    opened.add_argument("out", metavar="OUT", help="the file to write; one that is there is not replaced")
    opened.add_argument("--version", dest="number", metavar="N", type=int, help="the version; the newest otherwise")
    sent = _named(_add(own, "publish", "publish a file as the next version of an entry", _publish))
    sent.add_argument("file", metavar="FILE", help="a plan file, a catalogue archive, shapes as TOML, prices as CSV")
    sent.add_argument("--reason", required=True, metavar="TEXT", help="what changed and why")
    sent.add_argument("--based-on", type=int, default=0, metavar="N", help="the version that you began with; 0: new")
    compared = _named(_add(own, "compare", "compare a file with its base and with the newest version", _compare))
    compared.add_argument("file", metavar="FILE", help="your file")
    compared.add_argument("--based-on", type=int, default=0, metavar="N", help="the version that you began with")
    kept = _add(own, "password", "keep the library's password in the system's keyring", _password)
    kept.add_argument("--forget", action="store_true", help="take it out of the keyring")


def _add(own: Any, name: str, words: str, run: Any) -> argparse.ArgumentParser:  # noqa: ANN401 - the same
    parser: argparse.ArgumentParser = own.add_parser(name, help=words)
    parser.add_argument(
        "--library",
        metavar="URL",
        help="postgresql://user@host/database or sqlite:////path/to/library.db, without a password; CHIPFOLIO_LIBRARY "
        "in the environment otherwise",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=run)
    return parser


def _named(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("name", metavar="NAME", help="the entry")
    parser.add_argument("--kind", choices=_KINDS, default="plan", help="what the entry holds; a plan otherwise")
    return parser


def _init(arguments: argparse.Namespace) -> str:
    if (arguments.reader or arguments.editor) and not arguments.roles:
        raise UserError("--reader and --editor go with --roles; add it.")
    return _brought_up(arguments, makes=True)


def _upgrade(arguments: argparse.Namespace) -> str:
    return _brought_up(arguments, makes=False)


def _brought_up(arguments: argparse.Namespace, *, makes: bool) -> str:
    from planner.library.administration import initialise, set_up_roles, upgrade  # noqa: PLC0415 - slow to import
    from planner.library.database import LibraryDatabase  # noqa: PLC0415 - the same
    from planner.library.opening import full_address  # noqa: PLC0415 - the same
    from planner.library.roles import EDITOR, READER  # noqa: PLC0415 - the same
    from planner.library.tables import REVISIONS  # noqa: PLC0415 - the same

    database = LibraryDatabase(full_address(arguments.library))
    try:
        before = (initialise if makes else upgrade)(database)
        with_roles = makes and arguments.roles
        if with_roles:
            set_up_roles(database, readers=arguments.reader, editors=arguments.editor)
    finally:
        database.close()
    if arguments.json:
        roles = {"reader": READER, "editor": EDITOR} if with_roles else None
        return library_text.json_text({"schema_before": before or None, "schema": REVISIONS[-1], "roles": roles})
    was = f"had schema {before}" if before else "was made"
    said = f"The library at {database.address.shown} {was} and has schema {REVISIONS[-1]}.\n"
    if with_roles:
        said += f"Readers have the role {READER}, editors {EDITOR}: GRANT {EDITOR} TO a user of the server.\n"
    return said


def _list(arguments: argparse.Namespace) -> str:
    from planner.library.entries import Kind  # noqa: PLC0415 - the same

    with _opened_library(arguments) as library:
        words = " ".join(getattr(arguments, "words", ()))
        listing = library.browse(Kind(arguments.kind) if arguments.kind else None, words=words)
    if arguments.json:
        entries = [library_text.info_document(info) for info in listing.entries]
        return library_text.json_text({"total": listing.total, "entries": entries})
    return library_text.listing_text(listing)


def _versions(arguments: argparse.Namespace) -> str:
    with _opened_library(arguments) as library:
        found = library.versions(_kind(arguments), arguments.name)
    if arguments.json:
        return library_text.json_text({"versions": [library_text.info_document(info) for info in found]})
    return library_text.versions_text(found)


def _open(arguments: argparse.Namespace) -> str:
    from planner.planfile.remarks import remark_text  # noqa: PLC0415 - the same
    from planner.planfile.store import StoredPlan  # noqa: PLC0415 - the same

    if Path(arguments.out).exists():
        raise UserError(f"{arguments.out} is there already and is not replaced; give another name.")
    with _opened_library(arguments) as library:
        opened = library.open(_kind(arguments), arguments.name, arguments.number)
    remarks = opened.value.remarks if isinstance(opened.value, StoredPlan) else ()
    say_remarks(arguments.name, remarks)
    write_output(arguments.out, opened.content)
    if arguments.json:
        said = [remark_text(remark) for remark in remarks]
        document = {"opened": library_text.info_document(opened.info), "file": arguments.out, "remarks": said}
        return library_text.json_text(document)
    return f"{_words_of(opened.info)} written to {arguments.out}\n"


def _publish(arguments: argparse.Namespace) -> str:
    from planner.library.entries import Publication  # noqa: PLC0415 - the same
    from planner.library.library_errors import LibraryConflictError  # noqa: PLC0415 - the same

    publication = Publication(
        kind=_kind(arguments),
        name=arguments.name,
        content=_content(arguments.file),
        reason=arguments.reason,
        based_on=arguments.based_on,
    )
    with _opened_library(arguments) as library:
        try:
            info = library.publish(publication)
        except LibraryConflictError as error:
            raise _both_changed(library, error, publication.content, arguments.file) from error
    if arguments.json:
        return library_text.json_text({"published": library_text.info_document(info)})
    return f"{_words_of(info)} is published\n"


def _both_changed(library: "Library", error: "LibraryConflictError", mine: bytes, file: str) -> UserError:
    """Return the refusal with what both changed, counted, and the command that shows it."""
    from planner.library.comparison import ChangedBy  # noqa: PLC0415 - the same

    found = library.compare(error.kind, error.name, mine, error.based_on)
    counted = ", ".join(f"{by.value} {found.count(by)}" for by in ChangedBy)
    shown = shlex.join(
        ["library", "compare", error.name, file, "--kind", error.kind, "--based-on", str(error.based_on)]
    )
    return UserError(f"{error} Values changed by {counted}; they are listed by: chipfolio-cli {shown}")


def _compare(arguments: argparse.Namespace) -> str:
    with _opened_library(arguments) as library:
        found = library.compare(_kind(arguments), arguments.name, _content(arguments.file), arguments.based_on)
    if arguments.json:
        document = {"kind": arguments.kind, "name": arguments.name, "based_on": arguments.based_on}
        return library_text.json_text({**document, "changes": library_text.comparison_document(found)})
    return library_text.comparison_text(found)


def _password(arguments: argparse.Namespace) -> str:
    from planner.library.credentials import forget_password, keep_password  # noqa: PLC0415 - the same
    from planner.library.opening import stated_address  # noqa: PLC0415 - the same

    address = stated_address(arguments.library)
    if address.is_sqlite:
        raise UserError("An SQLite library has no password; its file's permissions say who may read it.")
    if arguments.forget:
        was_there = forget_password(address)
        said = "forgotten" if was_there else "not in the keyring"
    else:
        password = getpass.getpass(f"Password of {address.account}: ")
        if not password:
            raise UserError("No password was entered; nothing is kept.")
        keep_password(address, password)
        said = "kept in the keyring"
    if arguments.json:
        return library_text.json_text({"account": address.account, "password": said})
    return f"The password of {address.account} is {said}.\n"


@contextmanager
def _opened_library(arguments: argparse.Namespace) -> "Iterator[Library]":
    from planner.library.database import LibraryDatabase  # noqa: PLC0415 - the same
    from planner.library.library import Library  # noqa: PLC0415 - the same
    from planner.library.opening import full_address  # noqa: PLC0415 - the same

    library = Library(LibraryDatabase(full_address(arguments.library)))
    try:
        yield library
    finally:
        library.close()


def _kind(arguments: argparse.Namespace) -> "Kind":
    from planner.library.entries import Kind  # noqa: PLC0415 - the same

    return Kind(arguments.kind)


def _content(file: str) -> bytes:
    try:
        return read_regular(Path(file), _MOST_FILE_BYTES)
    except OSError as error:
        raise UserError(f"{file} cannot be read ({error.strerror}); check its name and permissions.") from error


def _words_of(info: "VersionInfo") -> str:
    return f"{info.kind.value.capitalize()} {info.name!r}, version {info.version} by {info.author}"
