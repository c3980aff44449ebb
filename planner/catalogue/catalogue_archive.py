"""A catalogue as one archive: a zip of its tables with a digest of each, packed, read and kept beside older ones.

The digest guards against damage, not against forgery: whoever packs an archive can also write its digest.
"""

import hashlib
import io
import lzma
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct

from planner.catalogue.catalogue import Catalogue
from planner.catalogue.hosts import HOSTS
from planner.catalogue.reader import read_catalogue
from planner.errors import CatalogueError
from planner.regular_file import read_regular
from planner.sentences import sentence
from planner.units import MIB_BYTES
from planner.whole_file import write_whole

FILES: Final = (
    "about.toml",
    "accelerators.csv",
    "estimates.csv",
    "memory_suppliers.csv",
    "networks.csv",
    "nodes.csv",
    "offers.csv",
    "prices.csv",
    "regions.csv",
    "source_grades.csv",
)
OPTIONAL: Final = (HOSTS,)  # of catalogues since there are hosts
DIGEST: Final = "digest.sha256"
# What unpacking raises of a damaged member, whatever it is packed with.
_NOT_UNPACKED: Final = (RuntimeError, EOFError, OSError, ValueError, zlib.error, lzma.LZMAError)

_MOST_BYTES: Final = 16 * MIB_BYTES  # of one file, unpacked, and of the archive
_MOST_DIGITS: Final = 20  # of a version
_A_DAY_OF_OLD: Final = (1980, 1, 1, 0, 0, 0)  # the same content packs to the same bytes on any day


class CatalogueArchive(Struct, frozen=True, kw_only=True):
    """A catalogue read from an archive, and the archive itself as it is kept."""

    catalogue: Catalogue
    content: bytes

    @property
    def digest(self) -> str:
        """The SHA-256 of the whole archive."""
        return hashlib.sha256(self.content).hexdigest()


def pack_catalogue(folder: Path, path: Path) -> None:
    """Write a folder of catalogue tables as an archive; raise CatalogueError where a table is missing or wrong."""
    read_catalogue(folder)
    there = (*FILES, *(name for name in OPTIONAL if (folder / name).exists()))
    tables = {name: (folder / name).read_bytes() for name in there}
    lines = [f"{hashlib.sha256(content).hexdigest()}  {name}" for name, content in tables.items()]
    with tempfile.TemporaryDirectory() as draft:
        packed = Path(draft) / "catalogue.zip"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in {**tables, DIGEST: "\n".join(lines).encode() + b"\n"}.items():
                archive.writestr(zipfile.ZipInfo(name, _A_DAY_OF_OLD), content, zipfile.ZIP_DEFLATED)
        write_whole(path, packed.read_bytes())


def read_archive(path: Path) -> CatalogueArchive:
    """Read an archive; raise CatalogueError where it is damaged, incomplete, too large or holds a wrong table."""
    content, tables = _tables(path)
    _check_digest(path.name, tables)
    with tempfile.TemporaryDirectory() as folder:
        for name in tables.keys() - {DIGEST}:
            (Path(folder) / name).write_bytes(tables[name])
        return CatalogueArchive(catalogue=read_catalogue(Path(folder)), content=content)


def _tables(path: Path) -> tuple[bytes, dict[str, bytes]]:
    """Return an archive's bytes and its unpacked members."""
    try:
        content = read_regular(path, _MOST_BYTES)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = (*FILES, *(name for name in OPTIONAL if name in archive.namelist()), DIGEST)
            return content, {name: _member(path.name, archive, name) for name in names}
    except OSError as error:
        raise CatalogueError(
            sentence("{} cannot be read ({}); check its name and permissions.", path.name, error.strerror)
        ) from error
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
        raise CatalogueError(
            sentence("{} is no catalogue archive or is damaged; fetch it again.", path.name)
        ) from error


def _member(file: str, archive: zipfile.ZipFile, name: str) -> bytes:
    """Return one member, never more of it than a table may hold, whatever its header says."""
    try:
        with archive.open(name) as stream:
            content = stream.read(_MOST_BYTES + 1)
    except KeyError:
        raise CatalogueError(sentence("{} holds no {}; fetch the whole catalogue archive.", file, name)) from None
    except _NOT_UNPACKED as error:
        raise CatalogueError(
            sentence("{}: {} cannot be unpacked ({}); fetch the archive again.", file, name, error)
        ) from error
    if len(content) > _MOST_BYTES:
        raise CatalogueError(
            sentence("{}: {} is larger than a catalogue's table can be; choose another file.", file, name)
        )
    return content


def _check_digest(file: str, tables: Mapping[str, bytes]) -> None:
    lines = tables[DIGEST].decode("ascii", errors="replace").splitlines()
    stated = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    for name in tables.keys() - {DIGEST}:
        if stated.get(name) != hashlib.sha256(tables[name]).hexdigest():
            raise CatalogueError(
                sentence("{}: {} is not what its digest says; the archive is damaged, fetch it again.", file, name)
            )


def keep_archive(folder: Path, archive: CatalogueArchive) -> Path:
    """Put an archive into the user's folder beside the older ones and return its path; raise CatalogueError."""
    version = archive.catalogue.version or archive.catalogue.date or archive.digest[:12]
    name = "".join(letter if letter.isalnum() or letter in "-." else "-" for letter in version)
    path = folder / f"catalogue-{name}.zip"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, archive.content)
    except OSError as error:
        raise CatalogueError(
            sentence("{} cannot be written ({}); choose another folder.", path, error.strerror)
        ) from error
    return path


def kept_archives(folder: Path) -> tuple[Path, ...]:
    """Return the archives that were kept in a folder, by name."""
    return tuple(sorted(folder.glob("catalogue-*.zip")))


def newest_kept(folder: Path, shipped: Catalogue) -> tuple[Catalogue, tuple[str, ...]]:
    """Return the newest catalogue among the shipped one and those kept, and a sentence for each that cannot be read.

    Newer is the one of the later date, of one date the one of the higher version.
    """
    newest, problems = shipped, []
    for path in kept_archives(folder):
        try:
            kept = read_archive(path).catalogue
        except CatalogueError as error:
            problems.append(str(error))
            continue
        if _age(kept) > _age(newest):
            newest = kept
    return newest, tuple(problems)


def _age(catalogue: Catalogue) -> tuple[str, int]:
    version = catalogue.version
    return catalogue.date, int(version) if version.isdecimal() and len(version) < _MOST_DIGITS else 0
