import os
import stat
from pathlib import Path

import pytest

from planner import whole_file
from planner.whole_file import NotReplacedError, write_whole


def test_the_content_replaces_what_was_there_and_no_draft_stays(tmp_path: Path):
    path = tmp_path / "out.bin"
    path.write_bytes(b"old")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_the_old_content_and_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "out.bin"
    path.write_bytes(b"old")

    def fail(_descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(whole_file.os, "fsync", fail)
    with pytest.raises(OSError, match="Input/output error"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_file_gets_the_permissions_of_any_other_and_an_old_one_keeps_its_own(tmp_path: Path):
    other, new, old = tmp_path / "other", tmp_path / "new", tmp_path / "old"
    other.touch()
    old.touch(mode=0o640)
    old.chmod(0o640)
    for path in (new, old):
        write_whole(path, b"new")
    assert new.stat().st_mode == other.stat().st_mode
    assert stat.S_IMODE(old.stat().st_mode) == 0o640


def test_a_link_to_nothing_yet_makes_the_file_it_points_to(tmp_path: Path):
    link, target = tmp_path / "link", tmp_path / "target"
    link.symlink_to(target)
    write_whole(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


@pytest.mark.skipif(os.name == "nt", reason="POSIX modes and pipes")
@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("folder", "it is a folder"),
        ("pipe", "it is a device, a pipe or a socket, not a file"),
        ("protected", "it is write-protected"),
        ("linked", "it has 3 names"),
    ],
)
def test_what_a_rename_would_do_more_to_than_change_its_content_is_kept(tmp_path: Path, kind: str, words: str):
    path = tmp_path / "out"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.write_bytes(b"old")
        path.chmod(0o444 if kind == "protected" else 0o644)
    for number in range(2 if kind == "linked" else 0):
        (tmp_path / str(number)).hardlink_to(path)
    before, names = path.stat(), sorted(tmp_path.iterdir())
    with pytest.raises(NotReplacedError, match=words):
        write_whole(path, b"new")
    after = path.stat()
    assert (after.st_ino, after.st_mode, after.st_size) == (before.st_ino, before.st_mode, before.st_size)
    assert sorted(tmp_path.iterdir()) == names


@pytest.mark.skipif(os.name == "nt", reason="POSIX devices")
def test_a_device_would_be_kept():
    device = Path("/dev/null")
    with pytest.raises(NotReplacedError, match="a device"):
        whole_file._require_replaceable(device, device.stat())


def test_a_folder_that_cannot_be_synced_takes_nothing_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path, real = tmp_path / "out", os.fsync

    def only_files(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(22, "Invalid argument")
        real(descriptor)

    monkeypatch.setattr(whole_file.os, "fsync", only_files)
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"


@pytest.mark.skipif(os.name == "nt", reason="the limit there is that of the whole path")
def test_the_longest_name_the_system_lets_be_is_written(tmp_path: Path):
    path = tmp_path / ("n" * 255)
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    with pytest.raises(OSError, match="too long"):
        write_whole(tmp_path / ("n" * 256), b"new")


def test_a_private_file_is_its_owners_whatever_it_was(tmp_path: Path):
    path = tmp_path / "copy"
    path.touch(mode=0o644)
    write_whole(path, b"new", private=True)
    assert os.name == "nt" or stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.skipif(os.name == "nt", reason="no such locks")
def test_drafts_of_ended_programs_are_swept_and_one_that_is_written_is_not(tmp_path: Path):
    import fcntl  # noqa: PLC0415 - not on every system

    ended, written, young = (tmp_path / f".chipfolio-{name}.draft" for name in ("ended", "written", "young"))
    for draft in (ended, written, young):
        draft.touch()
    for draft in (ended, written):
        old_s = draft.stat().st_mtime - 60
        os.utime(draft, (old_s, old_s))
    (tmp_path / ".chipfolio-folder.draft").mkdir()
    with written.open("wb") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        os.utime(written, (old_s, old_s))
        write_whole(tmp_path / "out", b"new")
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {written.name, young.name, ".chipfolio-folder.draft", "out"}
