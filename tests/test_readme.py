"""What the README states as figures is what the program's own data say; what CONTRIBUTING names is there."""

import re
from pathlib import Path

from planner.performance.training.accuracy import load_accuracy

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_the_errors_in_the_readme_are_those_of_the_calibration():
    found = {(error.name, error.basis): error for error in load_accuracy() if error.grouping in {"all", "accelerator"}}
    rows = re.findall(r"\| (\S+) \| (\d+) \| ([\d.]+) % \| ([\d.]+) % \| ([\d.]+) % \|", README)
    printed = {name: tuple(figures) for name, *figures in rows}
    expected = {
        name or "all": (
            str(error.runs),
            f"{100 * error.mape:.1f}",
            f"{100 * found[name, 'sources'].mape:.1f}",
            f"{100 * found[name, 'sources'].within_10pct:.1f}",
        )
        for (name, basis), error in found.items()
        if basis == "in-sample"
    }
    assert printed == expected


def test_every_command_of_the_readme_exists():
    makefile = (Path(__file__).resolve().parent.parent / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`make (\w+)`", README):
        assert f"\n{target}:" in makefile


def test_contributing_names_every_room_and_no_file_that_is_gone():
    rooms = {path.parent.name for package in ("planner", "gui") for path in (ROOT / package).glob("*/__init__.py")}
    assert {room for room in rooms if f"`{room}`" not in CONTRIBUTING} == set()
    named = re.findall(r"`((?:planner|gui|resources|tools|tests|packaging)/[\w./*]*)`", CONTRIBUTING + README)
    assert [name for name in named if not list(ROOT.glob(name.rstrip("/")))] == []


ROWS = [line.split(" | ", 1) for line in CONTRIBUTING.splitlines() if line.startswith("| ") and "---" not in line]


def test_what_a_how_to_opens_is_there_and_no_more_than_it_counts():
    counted = {}
    for what, how in ROWS:
        names = re.findall(r"`([\w./]+/|[\w./]+\.py)`", how)
        found = [ROOT / name for name in names if (ROOT / name).exists()]
        homes = {ROOT, *(home for path in found for home in (path, path.parent))}
        gone = [name for name in names if not any((home / name).exists() for home in homes)]
        assert gone == [], what
        for number, opened in re.findall(r"\b(\d): ([^;]*)", how):
            files = re.findall(r"`((?:planner|gui)/[\w./]*|\w+\.py)`", opened)
            assert len(files) in {0, int(number)}, what
            counted[what.strip("| ")] = int(number)
    most = {"a figure of accelerators": 2, "a term of the cost": 3, "a chart": 2, "a way of mixing": 2, "a scenario": 2}
    assert {what: counted[what] for what in most} == most
    assert counted["a field of the plan"] == 2
