"""Windows that are killed while they save or are edited: ``python tests/fuzz/kills.py 500 saves``, ``... 200 edits``.

Each child process makes the window's own document, files and recovery, and works until ``kill -9`` meets it at a moment
drawn by chance. Of ``saves`` the file must then be one whole plan that was saved, no older than the last that the child
was said to be saved. Of ``edits`` the newest copy must be a whole plan that lacks at most two seconds of work.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QTimer

from gui.background.planning_job import JobRunner
from gui.document.copies import copies_left_behind
from gui.document.plan_document import PlanDocument
from gui.document.plan_files import PlanFiles, read_plan
from gui.document.recovery import Recovery
from planner.examples import example_plan
from planner.planfile.store import load_plan, save_plan

MOST_LOST_S: Final = 2.0
_EDIT_EVERY_MS: Final = 15
_PLAN: Final = example_plan("ling-plus")
_FILE: Final = "plan.chipfolio"


class NoWorkers:
    """In the place of a worker pool: files need none, and each would have to be killed too."""

    hearing = False

    def progress(self) -> list[object]:
        """Return nothing."""
        return []

    def close(self) -> None:
        """Do nothing."""


def killed_saving(chance: random.Random, folder: Path) -> tuple[str, float]:
    """Kill one window in its saves; return what is wrong (empty: nothing) and 0."""
    path = folder / _FILE
    save_plan(path, replace(_PLAN, notes="0"))
    reported = _killed(lambda tell: _save_for_ever(path, tell), chance.uniform(0.0, 0.4))
    stored = load_plan(path)
    last = reported[-1] if reported else 0.0
    if stored.altered or stored.plan != replace(_PLAN, notes=stored.plan.notes):
        return "the file holds a plan that nobody saved", 0.0
    if float(stored.plan.notes) < last:
        return f"the file holds save {stored.plan.notes}, though {last:.0f} was said to be saved", 0.0
    return "", 0.0


def killed_editing(chance: random.Random, folder: Path) -> tuple[str, float]:
    """Kill one window while it is edited; return what is wrong (empty: nothing) and the seconds of work lost."""
    reported = _killed(lambda tell: _edit_for_ever(folder, tell), chance.uniform(0.2, 4.0))
    end_s = time.monotonic()
    if not reported:
        return "", 0.0
    copies = copies_left_behind(folder, read_plan)
    if any(copy.damaged for copy in copies):
        return "a copy is damaged", 0.0
    copied_s = float(read_plan(copies[0].path).plan.notes) if copies else 0.0
    lost = [made_s for made_s in reported if made_s > copied_s]
    lost_s = min(end_s, reported[-1] + _EDIT_EVERY_MS / 1000) - lost[0] if lost else 0.0
    return (f"{lost_s:.2f} seconds of work are lost" if lost_s > MOST_LOST_S else ""), lost_s


def _killed(work: Callable[[Callable[[float], None]], None], after_s: float) -> list[float]:
    """Run work in a child that is killed so long after its first word; return what it said."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            work(lambda number: _tell(writing, number))
        finally:
            os._exit(1)
    os.close(writing)
    first = os.read(reading, 1)
    time.sleep(after_s)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as pipe:
        words = (first + pipe.read()).decode().split("\n")
    return [float(word) for word in words[:-1]]  # the last is empty, or half a word


def _tell(pipe: int, number: float) -> None:
    os.write(pipe, f"{number}\n".encode())


def _save_for_ever(path: Path, tell: Callable[[float], None]) -> None:
    application = QCoreApplication([])
    document, runner = PlanDocument(_PLAN), JobRunner(NoWorkers())
    files = PlanFiles(document, runner)
    stored = load_plan(path)
    document.replace(stored.plan, path, stored.fingerprint)

    def save_next() -> None:
        document.edit("Edit", replace(document.plan, notes=str(int(document.plan.notes) + 1)))
        files.save(path, None)

    def on_saved(_path: Path) -> None:
        tell(float(document.plan.notes))
        save_next()

    files.saved.connect(on_saved)
    files.changed_on_disk.connect(lambda _path: os._exit(2))
    files.not_saved.connect(lambda *_error: os._exit(3))
    tell(0.0)
    QTimer.singleShot(0, save_next)
    application.exec()


def _edit_for_ever(folder: Path, tell: Callable[[float], None]) -> None:
    application = QCoreApplication([])
    document, runner = PlanDocument(_PLAN), JobRunner(NoWorkers())
    recovery = Recovery(document, runner, folder, lambda path, plan: save_plan(path, plan, private=True))

    def edit() -> None:
        made_s = time.monotonic()
        document.edit("Edit", replace(document.plan, notes=repr(made_s)))
        tell(made_s)

    edits = QTimer(application, interval=_EDIT_EVERY_MS)
    edits.timeout.connect(edit)
    edits.start()
    application.exec()
    recovery.close()


KINDS: Final = {"saves": killed_saving, "edits": killed_editing}


def kills(count: int, kind: str, seed: int = 0) -> tuple[list[str], float]:
    """Return what was wrong after so many kills, and the most seconds of work that one of them cost."""
    wrong, most_lost_s = [], 0.0
    for number in range(count):
        chance = random.Random(f"{kind}-{seed}-{number}")  # noqa: S311 - a test's chance, not a secret
        with tempfile.TemporaryDirectory() as folder:
            words, lost_s = KINDS[kind](chance, Path(folder))
        most_lost_s = max(most_lost_s, lost_s)
        if words:
            wrong.append(f"{number}: {words}")
    return wrong, most_lost_s


def main(arguments: list[str] | None = None) -> int:
    """Kill as often as asked for; return 1 where anything was wrong."""
    parser = argparse.ArgumentParser(prog="kills", description="Kill windows in the middle of their work.")
    parser.add_argument("count", type=int, help="how many windows")
    parser.add_argument("kind", choices=sorted(KINDS), help="what they are doing")
    parser.add_argument("--seed", type=int, default=0, help="another seed kills at other moments")
    options = parser.parse_args(arguments)
    wrong, most_lost_s = kills(options.count, options.kind, options.seed)
    sys.stdout.write("".join(f"{words}\n" for words in wrong))
    sys.stdout.write(
        f"{options.kind}: {options.count} kills, {len(wrong)} findings, {most_lost_s:.2f} s lost at most\n"
    )
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
