"""What the window imports late: the table and what type checkers see are one, and nothing comes with the module."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from gui import late


def _declared() -> dict[str, str]:
    """Return what type checkers read: each name, and the module that it comes from."""
    tree = ast.parse(Path(late.__file__).read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    found = {}
    for node in block.body:
        for name in node.names:
            assert name.name == name.asname  # else it is not handed on
            found[name.name] = node.module if isinstance(node, ast.ImportFrom) else name.name
    return found


def test_each_name_comes_from_where_type_checkers_look_for_it():
    assert _declared() == late.HOMES


@pytest.mark.parametrize("name", late.HOMES)
def test_what_is_imported_late_is_the_thing_itself(name):
    home = import_module(late.HOMES[name])
    assert getattr(late, name) is (home if home.__name__ == name else getattr(home, name))


def test_the_module_brings_nothing_with_it():
    program = "import sys; from gui import late; print(sorted(set(late.HOMES.values()) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 - our own program
    assert done.stdout.strip() == "[]"


def test_a_name_that_is_not_in_the_table_is_said():
    with pytest.raises(AttributeError, match="nothing_of_the_kind is not imported late"):
        late.nothing_of_the_kind  # noqa: B018 - asking is the point
