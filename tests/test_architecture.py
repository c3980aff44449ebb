"""The house rules that no linter knows."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("planner", "gui")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
FORBIDDEN_FILE_NAMES = {"utils", "helpers", "common", "misc", "manager"}
MOST_LINES_OF_A_FUNCTION = 60


def _long_functions(path: Path) -> Iterator[str]:
    """Give the names of a file's functions that are longer than a screen; a file that is not holds none."""
    text = path.read_text(encoding="utf-8")
    if text.count("\n") <= MOST_LINES_OF_A_FUNCTION:
        return
    for node in _statements(ast.parse(text)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.end_lineno is None:
            continue
        if node.end_lineno - node.lineno > MOST_LINES_OF_A_FUNCTION:
            yield f"{path.relative_to(ROOT)}: {node.name}"


def _statements(whole: ast.AST) -> Iterator[ast.AST]:
    """Give every statement within, at any depth; of the expressions, in which nothing is defined, nothing."""
    for node in ast.iter_child_nodes(whole):
        if isinstance(node, ast.stmt | ast.excepthandler | ast.match_case):
            yield node
            yield from _statements(node)


def test_no_file_is_named_after_nothing():
    assert [path for path in SOURCES if path.stem in FORBIDDEN_FILE_NAMES] == []


def test_a_function_fits_a_screen():
    assert [name for path in SOURCES for name in _long_functions(path)] == []


def test_the_packaging_folder_is_no_package():
    assert not (ROOT / "packaging" / "__init__.py").exists()


DOWN_THE_PLANNER = "Down the planner in the order of the data"
DOWN_THE_WINDOW = "Down the window from what puts it together to what it is made of"
# file: what is written at its end, the contract that this breaks, how the report names the arrow
PLANTED = {
    "planner/units.py": (
        "from planner.planning import plan_results",
        DOWN_THE_PLANNER,
        "planner.units -> planner.planning",
    ),
    "planner/performance/device/operators.py": (
        "from planner.performance.training.case import Case",
        "A device knows nothing of training",
        "planner.performance.device.operators -> planner.performance.training.case",
    ),
    "planner/mixing/stacks.py": (
        "from planner.mixing.strategies.local_sgd import LOCAL_SGD",
        "A way of working knows its parts, and no part a way",
        "planner.mixing.stacks -> planner.mixing.strategies.local_sgd",
    ),
    "planner/cost/kinds.py": (
        "def late() -> None:\n    from planner.performance.training.layout import Layout",
        "Speed and money do not know each other",
        "planner.cost.kinds -> planner.performance.training.layout",
    ),
    "planner/__main__.py": (
        "import gui.look.formats",
        "The planner knows no window",
        "planner.__main__ -> gui.look.formats",
    ),
    "gui/look/words.py": (
        "from gui.commands.plan_commands import PlanCommands",
        DOWN_THE_WINDOW,
        "gui.look.words -> gui.commands.plan_commands",
    ),
    "gui/widgets/labels.py": (
        "def late() -> None:\n    import gui.charts.base.chart",
        DOWN_THE_WINDOW,
        "gui.widgets.labels -> gui.charts.base.chart",
    ),
    "gui/charts/base/ticks.py": (
        "from gui.panels.panel import Panel",
        DOWN_THE_WINDOW,
        "gui.charts.base.ticks -> gui.panels.panel",
    ),
    "gui/panels/panel.py": (
        "from gui.charts.base.ticks import axis_ticks",
        DOWN_THE_WINDOW,
        "gui.panels.panel -> gui.charts.base.ticks",
    ),
    "gui/attic.py": (
        '"""A room that no layer names."""',
        DOWN_THE_WINDOW,
        "modules are not listed as layers: - gui.attic",
    ),
    "gui/window/panel_wiring.py": (
        "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from gui.window.main_window import MainWindow",
        "The application alone makes the main window",
        "gui.window.panel_wiring -> gui.window.main_window",
    ),
    "gui/background/planning_tasks.py": (
        "from PySide6.QtCore import QObject",
        "Worker processes import no window",
        "gui.background.planning_tasks -> PySide6",
    ),
}


def _report(house: Path) -> str:
    """Return what the linter says of the imports of the packages in a folder."""
    linter = Path(sys.executable).with_name("lint-imports")
    answer = subprocess.run([linter, "--no-cache"], capture_output=True, text=True, check=False, cwd=house)  # noqa: S603 - our own tool on our own code
    assert re.search(r"^Contracts: \d+ kept, \d+ broken\.$", answer.stdout, re.MULTILINE), answer.stderr
    return answer.stdout


def _said_of(contract: str, report: str) -> str:
    """Return what a report says of a broken contract, in one line."""
    _, _, said = report.partition(f"\n{contract}\n{'-' * len(contract)}\n")
    return " ".join(re.split(r"\n-{5,}\n", said)[0].split())


def test_every_planted_arrow_breaks_its_contract_and_nothing_else_does(tmp_path: Path):
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    assert ", 0 broken" in _report(tmp_path)
    for file, (arrow, _, _) in PLANTED.items():
        path = tmp_path / file
        before = path.read_text(encoding="utf-8") if path.is_file() else ""
        path.write_text(f"{before}\n{arrow}\n", encoding="utf-8")
    report = _report(tmp_path)
    for _, contract, arrow in PLANTED.values():
        assert arrow in _said_of(contract, report)
    assert "Contracts: 0 kept" in report, "plant an arrow against every contract"


# What a task finds and returns is the task's; a quantity that was emptied is none.
UNTYPED_SIGNALS = {"found", "succeeded", "committed"}


def _signals() -> list[tuple[Path, str, list[str]]]:
    """Return every signal of the window: where it is made, its name, the names of what it carries."""
    return [
        (path, ast.unparse(node.targets[0]), [ast.unparse(carried) for carried in node.value.args])
        for path in SOURCES
        if "Signal(" in (text := path.read_text(encoding="utf-8"))
        for node in ast.walk(ast.parse(text))
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


def test_array_aliases_stand_in_one_module():
    aliases = re.compile(r"^[A-Z]\w*(?:: TypeAlias)? = NDArray\[", re.MULTILINE)
    own = {path.relative_to(ROOT).as_posix() for path in SOURCES if aliases.search(path.read_text(encoding="utf-8"))}
    assert own <= {"planner/arrays.py"}
