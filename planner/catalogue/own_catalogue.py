"""The user's own accelerators and prices: one file in the user's data folder, laid over the shipped catalogue."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from planner.catalogue.accelerator import Accelerator
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.offers import Offer
from planner.errors import CatalogueError
from planner.kept_sentences import plain_words
from planner.regular_file import read_regular
from planner.sentences import sentence
from planner.units import MIB_BYTES
from planner.whole_file import write_whole

MOST_BYTES = 16 * MIB_BYTES


def read_own(path: Path) -> Catalogue:
    """Return the user's entries, none where there is no file; raise CatalogueError where it cannot be read."""
    try:
        return msgspec.json.decode(read_regular(path, MOST_BYTES), type=Catalogue)
    except FileNotFoundError:
        return Catalogue()
    except OSError as error:
        words = error.strerror or type(error).__name__
        raise CatalogueError(
            sentence("{} cannot be read as your catalogue ({}); move it away or mend it.", path, words)
        ) from error
    except (ValueError, RecursionError) as error:  # msgspec's own errors are ValueErrors
        raise CatalogueError(
            sentence("{} cannot be read as your catalogue ({}); move it away or mend it.", path, error)
        ) from error


def keep_own(path: Path, accelerator: Accelerator, offers: Sequence[Offer] = ()) -> None:
    """Put an accelerator with its offers into the user's catalogue; what is there under other keys stays.

    Raises CatalogueError where the file there is broken (it is left as it is) or cannot be written.
    """
    own = read_own(path)
    write_own(
        path,
        replace(
            own,
            accelerators={**own.accelerators, accelerator.key: accelerator},
            offers={**own.offers, **{offer.key: offer for offer in offers}},
        ),
    )


def forget_own(path: Path, key: str) -> None:
    """Take an accelerator out of the user's catalogue; its offers stay. Errors as of ``keep_own``."""
    own = read_own(path)
    if key in own.accelerators:
        kept = {name: one for name, one in own.accelerators.items() if name != key}
        write_own(path, replace(own, accelerators=kept))


def write_own(path: Path, own: Catalogue) -> None:
    """Write the user's catalogue whole or not at all; raise CatalogueError where it cannot be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, msgspec.json.format(msgspec.json.encode(own, enc_hook=plain_words), indent=1))
    except OSError as error:
        raise CatalogueError(
            sentence("{} cannot be written ({}); your catalogue stays as it was.", path, error.strerror)
        ) from error
