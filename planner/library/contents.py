"""What an entry's bytes mean: read by the planner's own readers with all their checks, as data from a stranger."""

import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from planner.catalogue.catalogue import Catalogue
from planner.catalogue.catalogue_archive import read_archive
from planner.catalogue.offers import PriceObservation
from planner.catalogue.own_catalogue import read_own
from planner.errors import UserError
from planner.kept_sentences import plain_words
from planner.library.entries import Kind
from planner.library.library_errors import LibraryError
from planner.own_data.files import read_entries
from planner.own_data.kinds import KINDS
from planner.plan import accelerators_used
from planner.planfile.records import short
from planner.planfile.store import StoredPlan, load_plan
from planner.sentences import sentence
from planner.workload.shape import TransformerShape
from planner.workload.shape_files import LARGEST_SHAPES_BYTES, shapes_from_toml

Content = StoredPlan | Catalogue | tuple[TransformerShape, ...] | tuple[PriceObservation, ...]

ENDINGS: Final = {Kind.PLAN: ".chipfolio", Kind.CATALOGUE: ".zip", Kind.SHAPES: ".toml", Kind.PRICES: ".csv"}
Found = TypeVar("Found")
_ZIP: Final = b"PK"
_MOST_WORDS: Final = 2_000  # characters of a summary


def read_content(kind: Kind, content: bytes, name: str) -> Content:
    """Return what the bytes hold; raise LibraryError, naming the entry, where they are not whole or not of the kind."""
    try:
        return _READERS[kind](content)
    except UserError as error:
        raise LibraryError(sentence("{} does not hold what it says: {}", short(name), error)) from error


def ending_of(kind: Kind, content: bytes) -> str:
    """Return the ending of a file with these bytes."""
    return ".json" if kind is Kind.CATALOGUE and not content.startswith(_ZIP) else ENDINGS[kind]


def summary_of(content: Content) -> str:
    """Return words that a search may find the content by: names of shapes, accelerators and places."""
    words = " ".join(dict.fromkeys(short(word) for word in _words(content) if word))
    return words[:_MOST_WORDS]


def plain_value(content: Content) -> object:
    """Return the content as plain mappings, lists, numbers and texts, to be compared value by value.

    Of a plan it is the plan alone: results follow from it.
    """
    if isinstance(content, StoredPlan):
        return msgspec.to_builtins(content.plan, str_keys=True, enc_hook=plain_words)
    if isinstance(content, Catalogue):
        return msgspec.to_builtins(content, str_keys=True, enc_hook=plain_words)
    if content and isinstance(content[0], TransformerShape):
        return {shape.key: msgspec.to_builtins(shape, str_keys=True, enc_hook=plain_words) for shape in content}
    return {"prices": msgspec.to_builtins(content, str_keys=True, enc_hook=plain_words)}


def _words(content: Content) -> Iterable[str]:
    if isinstance(content, StoredPlan):
        plan = content.plan
        entries = plan.catalogue.accelerators
        keys = accelerators_used(plan)
        names = (entries[key].name for key in keys if key in entries)
        return (plan.name, plan.training.shape.name, plan.site.code, plan.site.name, plan.trains.value, *keys, *names)
    if isinstance(content, Catalogue):
        return (content.date, content.version, *(entry.name for entry in content.accelerators.values()))
    return (
        word
        for entry in content
        for word in (
            (entry.key, entry.name) if isinstance(entry, TransformerShape) else (entry.accelerator, entry.place)
        )
    )


def _plan(content: bytes) -> StoredPlan:
    return _through_a_file(content, "plan.chipfolio", load_plan)


def _catalogue(content: bytes) -> Catalogue:
    if content.startswith(_ZIP):
        return _through_a_file(content, "catalogue.zip", lambda path: read_archive(path).catalogue)
    return _through_a_file(content, "catalogue.json", read_own)


def _shapes(content: bytes) -> tuple[TransformerShape, ...]:
    if len(content) > LARGEST_SHAPES_BYTES:
        raise UserError(
            sentence("The shapes have more than {} KiB; give fewer in one file.", LARGEST_SHAPES_BYTES >> 10)
        )
    try:
        return shapes_from_toml(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UserError("The shapes are not UTF-8 text; save them as UTF-8.") from error


def _prices(content: bytes) -> tuple[PriceObservation, ...]:
    return _through_a_file(content, "prices.csv", lambda path: read_entries(KINDS["prices"], path))


def _through_a_file(content: bytes, name: str, read: Callable[[Path], Found]) -> Found:
    """Read bytes by a reader of files; nobody else sees the file, and it is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        return read(path)


_READERS: Final[dict[Kind, Callable[[bytes], Content]]] = {
    Kind.PLAN: _plan,
    Kind.CATALOGUE: _catalogue,
    Kind.SHAPES: _shapes,
    Kind.PRICES: _prices,
}
