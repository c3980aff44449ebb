"""The house rules that no linter knows."""

import ast
import re
import shutil
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


DOWN_THE_PLANNER = "Down the planner in the order of the data"
DOWN_THE_WINDOW = "Down the window from what puts it together to what it is made of"
PLANTED = {
    "planner-upward": ("planner/units.py", "from planner.planning import plan_results", DOWN_THE_PLANNER),
    "device-to-training": (
        "planner/performance/device/operators.py",
        "from planner.performance.training.case import Case",
        "A device knows nothing of training",
    ),
    "planner-to-window": ("planner/units.py", "import gui.look.formats", "The planner knows no window"),
    "gui-upward": ("gui/look/words.py", "from gui.commands.plan_commands import PlanCommands", DOWN_THE_WINDOW),
    "gui-upward-in-a-function": (
        "gui/widgets/labels.py",
        "def late() -> None:\n    import gui.charts.chart",
        DOWN_THE_WINDOW,
    ),
    "chart-to-panel": ("gui/charts/ticks.py", "from gui.panels.panel import Panel", DOWN_THE_WINDOW),
    "panel-to-chart": ("gui/panels/panel.py", "from gui.charts.ticks import axis_ticks", DOWN_THE_WINDOW),
    "room-without-a-place": ("gui/attic.py", '"""A room that no layer names."""', DOWN_THE_WINDOW),
    "window-as-a-type": (
        "gui/window/panel_wiring.py",
        "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from gui.window.main_window import MainWindow",
        "The application alone makes the main window",
    ),
    "qt-in-a-worker": (
        "gui/background/planning_tasks.py",
        "from PySide6.QtCore import QObject",
        "Worker processes import no window",
    ),
}


def _broken_contracts(house: Path) -> set[str]:
    """Return the names of the contracts on imports that the packages in a folder break."""
    linter = Path(sys.executable).with_name("lint-imports")
    answer = subprocess.run([linter, "--no-cache"], capture_output=True, text=True, check=False, cwd=house)  # noqa: S603 - our own tool on our own code
    lines = re.findall(r"^(.+) (KEPT|BROKEN)\b", answer.stdout, re.MULTILINE)
    assert lines, answer.stdout + answer.stderr  # else nothing was looked at
    broken = {name for name, state in lines if state == "BROKEN"}
    assert bool(broken) == bool(answer.returncode)
    return broken


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of both packages and their contracts."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_import_keeps_to_the_contracts(house: Path):
    assert _broken_contracts(house) == set()


@pytest.mark.parametrize(("file", "arrow", "contract"), PLANTED.values(), ids=PLANTED)
def test_a_planted_arrow_breaks_its_contract(house: Path, file: str, arrow: str, contract: str):
    path = house / file
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    path.write_text(f"{before}\n{arrow}\n", encoding="utf-8")
    assert contract in _broken_contracts(house)


# What a task finds and returns is the task's; a quantity that was emptied is none.
UNTYPED_SIGNALS = {"found", "succeeded", "committed"}


def _signals() -> list[tuple[Path, str, list[str]]]:
    """Return every signal of the window: where it is made, its name, the names of what it carries."""
    return [
        (path, ast.unparse(node.targets[0]), [ast.unparse(carried) for carried in node.value.args])
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and ast.unparse(node.value.func) == "Signal"
    ]


def test_a_signal_names_what_it_carries():
    signals = _signals()
    assert len(signals) > len(UNTYPED_SIGNALS)
    assert {name for _, name, carried in signals if "object" in carried} == UNTYPED_SIGNALS


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


def test_array_aliases_stand_in_one_module():
    aliases = re.compile(r"^[A-Z]\w*(?:: TypeAlias)? = NDArray\[", re.MULTILINE)
    own = {path.relative_to(ROOT).as_posix() for path in SOURCES if aliases.search(path.read_text(encoding="utf-8"))}
    assert own <= {"planner/arrays.py"}
