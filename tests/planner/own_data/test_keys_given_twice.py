"""Entries that are kept by key: a file with one key twice would lose the first of them."""

import pytest

from planner.errors import UserError
from planner.own_data.files import read_entries, text_of
from planner.own_data.kinds import kind_named


@pytest.mark.parametrize("ending", [".csv", ".toml"])
def test_a_key_that_is_there_twice_is_refused_with_its_line_promise(small_catalogue, tmp_path, ending):
    kind, path = kind_named("accelerators"), tmp_path / f"own{ending}"
    entries = tuple(small_catalogue.accelerators.values())
    path.write_text(text_of(kind, (*entries, entries[0]), ending), encoding="utf-8")
    with pytest.raises(UserError, match=rf"line \d+.*{entries[0].key}.*twice"):
        read_entries(kind, path)
    path.write_text(text_of(kind, entries, ending), encoding="utf-8")
    assert read_entries(kind, path) == entries
