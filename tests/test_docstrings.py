"""The examples in docstrings say what the functions do."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
WITH_EXAMPLES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for package in ("planner", "gui")
    for path in sorted((ROOT / package).rglob("*.py"))
    if ">>> " in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_every_example_gives_what_is_written(name: str):
    module, runner = import_module(name.removesuffix(".__init__")), doctest.DocTestRunner()
    # Each run of a docstring has all files read so far looked up on the disk: those without examples are left out.
    for found in doctest.DocTestFinder().find(module):
        if found.examples:
            runner.run(found)
    assert runner.tries
    assert not runner.failures
