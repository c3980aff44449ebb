"""The house rules that no linter knows."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("planner", "gui")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
FORBIDDEN_FILE_NAMES = {"utils", "helpers", "common", "misc", "manager"}
MOST_LINES_OF_A_FUNCTION = 60


def _functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_no_file_is_named_after_nothing():
    assert [path for path in SOURCES if path.stem in FORBIDDEN_FILE_NAMES] == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_function_fits_a_screen(path: Path):
    too_long = {
        node.name: node.end_lineno - node.lineno
        for node in _functions(path)
        if node.end_lineno is not None and node.end_lineno - node.lineno > MOST_LINES_OF_A_FUNCTION
    }
    assert too_long == {}


def test_the_packaging_folder_is_no_package():
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_every_dependency_is_pinned_in_the_constraints_file():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]
    names = {re.split(r"[<>=;\[ ]", entry)[0].lower().replace("_", "-") for entry in wanted}
    pinned = {
        line.split("==")[0].lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    assert names - pinned == set()


def test_no_unfinished_work_is_left_behind():
    words = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    assert [path for path in SOURCES if words.search(path.read_text(encoding="utf-8"))] == []


def test_the_command_line_starts_without_the_heavy_libraries():
    code = (
        "import sys, planner.__main__; "
        "print([name for name in ('pandas', 'scipy', 'sqlalchemy', 'PySide6', 'typst', 'xlsxwriter') "
        "if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)  # noqa: S603 - our own interpreter on our own code
    assert answer.stdout.strip() == "[]"
