import os
from pathlib import Path

import pytest

from planner.regular_file import NotReadError, read_regular

posix = pytest.mark.skipif(os.name == "nt", reason="pipes and devices lie in folders on POSIX systems only")


def test_a_file_is_read_whole_up_to_its_bound_and_not_beyond(tmp_path: Path):
    path = tmp_path / "file"
    path.write_bytes(b"12345")
    assert read_regular(path, 5) == b"12345"
    with pytest.raises(NotReadError) as caught:
        read_regular(path, 4)
    assert caught.value.strerror == "it is larger than 4 bytes"


@posix
def test_what_is_no_file_is_refused_in_words_and_never_waited_for(tmp_path: Path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path, words in ((pipe, "a pipe"), (Path("/dev/zero"), "a device"), (tmp_path, "a folder")):
        with pytest.raises(NotReadError) as caught:
            read_regular(path, 100)
        assert words in caught.value.strerror
    with pytest.raises(FileNotFoundError):
        read_regular(tmp_path / "absent", 100)
