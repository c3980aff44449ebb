from pathlib import Path

import pytest

from planner import whole_file
from planner.whole_file import write_whole


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
