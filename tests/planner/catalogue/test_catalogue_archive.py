import shutil
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from msgspec.structs import replace

from planner.catalogue.catalogue_archive import (
    DIGEST,
    FILES,
    OPTIONAL,
    keep_archive,
    kept_archives,
    newest_kept,
    pack_catalogue,
    read_archive,
)
from planner.catalogue.reader import load_catalogue
from planner.errors import CatalogueError
from planner.resource_files import resource_path


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    path = tmp_path / "update.zip"
    pack_catalogue(resource_path("catalogue"), path)
    return path


def _rewritten(packed: Path, name: str, content: bytes | None) -> Path:
    """Return a copy of an archive with one member replaced, or left out."""
    path = packed.with_name("changed.zip")
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        if content is not None:
            new.writestr(name, content)
    return path


def test_what_is_packed_reads_the_same_and_packs_to_the_same_bytes(packed: Path, tmp_path: Path):
    archive = read_archive(packed)
    assert archive.catalogue == load_catalogue()
    again = tmp_path / "again.zip"
    pack_catalogue(resource_path("catalogue"), again)
    assert again.read_bytes() == packed.read_bytes()


def test_the_archive_holds_every_table_that_the_reader_reads(packed: Path):
    with zipfile.ZipFile(packed) as archive:
        assert set(archive.namelist()) == {*FILES, *OPTIONAL, DIGEST}
    assert {path.name for path in resource_path("catalogue").iterdir()} == {*FILES, *OPTIONAL}


def test_an_archive_of_before_there_were_hosts_reads_without_them(packed: Path):
    found = read_archive(_rewritten(packed, "hosts.csv", None)).catalogue
    assert found.nodes["DGX-H100"].host_memory_bytes is None
    assert load_catalogue().nodes["DGX-H100"].host_memory_bytes is not None


def test_a_damaged_table_is_named(packed: Path):
    changed = _rewritten(packed, "prices.csv", b"accelerator,kind\n")
    with pytest.raises(CatalogueError, match=r"changed\.zip: prices\.csv is not what its digest says"):
        read_archive(changed)


def test_a_missing_table_and_what_is_no_archive_are_named(packed: Path, tmp_path: Path):
    with pytest.raises(CatalogueError, match=r"holds no nodes\.csv"):
        read_archive(_rewritten(packed, "nodes.csv", None))
    other = tmp_path / "other.zip"
    other.write_bytes(b"no zip")
    with pytest.raises(CatalogueError, match="is no catalogue archive or is damaged"):
        read_archive(other)
    with pytest.raises(CatalogueError, match=r"gone\.zip cannot be read"):
        read_archive(tmp_path / "gone.zip")


def test_damage_anywhere_in_an_archive_is_said_in_words(packed: Path, tmp_path: Path):
    content, path = packed.read_bytes(), tmp_path / "damaged.zip"
    for place in range(0, len(content), len(content) // 60):
        path.write_bytes(content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :])
        with suppress(CatalogueError):
            assert read_archive(path).catalogue == load_catalogue()


@pytest.mark.parametrize("version", ["\u00b2", "9" * 5_000, "../../evil"])
def test_a_version_that_is_no_number_counts_as_none(packed: Path, tmp_path: Path, version: str):
    made = read_archive(packed)
    strange = replace(made, catalogue=replace(made.catalogue, version=version))
    with suppress(CatalogueError):  # a name may be too long for the file system
        assert keep_archive(tmp_path / "kept", strange).parent == tmp_path / "kept"
    assert newest_kept(tmp_path / "kept", strange.catalogue)[1] == ()


def test_a_table_that_unpacks_to_more_than_a_catalogue_holds_is_refused(packed: Path):
    with pytest.raises(CatalogueError, match=r"prices\.csv is larger than a catalogue's table can be"):
        read_archive(_rewritten(packed, "prices.csv", b" " * (17 * 2**20)))


def test_a_folder_with_a_wrong_table_is_not_packed(tmp_path: Path):
    folder = Path(shutil.copytree(resource_path("catalogue"), tmp_path / "catalogue"))
    (folder / "regions.csv").write_text("site,place\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"regions\.csv, line 1: the column note is missing"):
        pack_catalogue(folder, tmp_path / "out.zip")
    assert not (tmp_path / "out.zip").exists()


def test_an_update_is_kept_beside_the_older_ones(packed: Path, tmp_path: Path):
    folder = tmp_path / "kept"
    older = folder / "catalogue-1.zip"
    folder.mkdir()
    older.write_bytes(b"the older one")
    path = keep_archive(folder, read_archive(packed))
    assert path == folder / f"catalogue-{load_catalogue().version}.zip"
    assert kept_archives(folder) == (older, path)
    assert older.read_bytes() == b"the older one"
    assert read_archive(path).catalogue == load_catalogue()
