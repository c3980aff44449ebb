"""The program as it is called: pictures and PDF without a display, exit codes, one line for what can be mended."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from gui.__main__ import FAULT, MENDABLE, OK, main
from gui.document.copies import copies_left_behind
from planner.examples import example_plan
from planner.planfile.store import save_plan

ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("QT_", "DISPLAY", "WAYLAND"))}


def call(*arguments, home):
    environment = ENVIRONMENT | {"HOME": str(home), "XDG_STATE_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    return subprocess.run(  # noqa: S603 - this interpreter, words of these tests
        [sys.executable, "-m", "gui", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=environment,
    )  # fmt: skip - arguments of one call


def test_a_picture_of_the_explored_window_needs_no_display(tmp_path):
    plan, out = tmp_path / "small.chipfolio", tmp_path / "window.png"
    save_plan(plan, example_plan("ling-plus-lower-spec"))  # quick to plan and to explore
    done = call(plan, "--screenshot", out, "--size", "1280x720", "--theme", "dark", "--tab", "cost", home=tmp_path)
    assert done.returncode == OK, done.stderr
    picture = QImage(str(out))
    assert (picture.width(), picture.height()) == (1280, 720)
    corner = picture.pixelColor(2, 400)
    assert corner.lightness() < 80, "the dark look was asked for"


class NoWorkers:
    """Stands for the pool where the program refuses before any worker has answered."""

    def submit(self, *_task):
        pass

    def close(self):
        pass


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("missing.chipfolio", "--screenshot", "x.png"), "missing.chipfolio"),
        (("--screenshot", "x.png", "--tab", "nonsense"), "nonsense"),
        (("--screenshot", "/nowhere/x.png"), "cannot be written"),
        (("missing.chipfolio", "--export-pdf", "x.pdf"), "missing.chipfolio"),
    ],
)
def test_what_the_user_can_mend_is_one_line_and_exit_code_two(monkeypatch, capsys, arguments, word):
    monkeypatch.setattr("gui.background.worker_pool.WorkerPool", NoWorkers)
    assert main(list(arguments)) == MENDABLE
    said = capsys.readouterr()
    assert said.out == ""
    (line,) = said.err.strip().splitlines()
    assert word in line


def test_the_process_ends_with_the_exit_code_and_its_line(tmp_path):
    done = call("--screenshot", "x.png", "--tab", "nonsense", home=tmp_path)
    assert (done.returncode, done.stdout) == (MENDABLE, "")
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_version_is_printed_without_qt(tmp_path):
    done = call("--version", home=tmp_path)
    assert done.returncode == OK
    assert done.stdout.startswith("chipfolio ")


@pytest.mark.parametrize("size", ["big", "10x10", "1440", "99999x900"])
def test_a_size_that_makes_no_picture_is_refused(size, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--screenshot", "x.png", "--size", size])
    assert ended.value.code == MENDABLE
    assert "--size" in capsys.readouterr().err


def test_a_fault_of_ours_is_reported_and_kept(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr("gui.__main__._run", lambda _options: 1 / 0)
    assert main([]) == FAULT
    said = capsys.readouterr().err
    assert "ZeroDivisionError" in said
    assert len(list(tmp_path.rglob("crash-*.txt"))) == 1


def test_the_head_of_the_program_imports_no_qt():
    """Worker processes import it too."""
    heads = "gui.__main__, gui.background.worker_pool, gui.background.planning_tasks"
    code = f"import {heads}, sys; print([m for m in sys.modules if 'Side' in m])"
    done = subprocess.run(  # noqa: S603 - this interpreter, fixed words
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_window_that_is_asked_to_end_keeps_unsaved_work(tmp_path):
    """The session ends, nobody is there to answer a question: the copy is offered at the next start."""
    script = tmp_path / "edited.py"
    script.write_text(EDITED, encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - this interpreter, this test's script
        [sys.executable, script],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=ENVIRONMENT
        | {
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPATH": str(Path.cwd()),
            "XDG_STATE_HOME": str(tmp_path),
            "XDG_CONFIG_HOME": str(tmp_path),
        },
    )  # fmt: skip - arguments of one call
    assert done.returncode == OK, done.stderr
    (copy,) = copies_left_behind(tmp_path / "chipfolio" / "recovery")
    assert copy.name == "edited"
    assert not list((tmp_path / "chipfolio" / "crashes").glob("crash-*"))


EDITED = """
import os, signal, sys
from msgspec.structs import replace
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from gui import application
from gui.background.worker_pool import WorkerPool
from planner.examples import example_plan

def edit_and_end():
    window = next(one for one in QApplication.topLevelWidgets() if hasattr(one, "document"))
    window.document.edit("Rename", replace(window.document.plan, name="edited"))
    os.kill(os.getpid(), signal.SIGTERM)

if __name__ == "__main__":
    pool = WorkerPool(1)
    app = application.make_qt_application(["chipfolio"])
    QTimer.singleShot(300, edit_and_end)
    code = application.run(app, example_plan("ling-plus"), None, pool)
    pool.close()
    sys.exit(code)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_the_window_starts_without_a_usable_home_and_with_a_broken_catalogue_and_says_so(tmp_path):
    script, in_the_way = tmp_path / "bare.py", tmp_path / "a file"
    script.write_text(BARE, encoding="utf-8")
    in_the_way.touch()
    (tmp_path / "data" / "chipfolio").mkdir(parents=True)
    (tmp_path / "data" / "chipfolio" / "catalogue.json").write_bytes(b"\xff{")
    homes = dict.fromkeys(("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"), str(in_the_way))
    done = subprocess.run(  # noqa: S603 - this interpreter, this test's script
        [sys.executable, script],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=ENVIRONMENT
        | homes
        | {
            "XDG_DATA_HOME": str(tmp_path / "data"),
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPATH": str(Path.cwd()),
        },
    )
    assert done.returncode == OK, done.stderr
    said = done.stdout
    assert "Unsaved work is not protected: " in said
    assert "Reports of faults cannot be kept: " in said
    assert "cannot be read as your catalogue" in said


BARE = """
import os, signal, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from gui import application
from gui.background.worker_pool import WorkerPool
from planner.examples import example_plan

def tell_and_end():
    window = next(one for one in QApplication.topLevelWidgets() if hasattr(one, "document"))
    for topic in ("unprotected", "crash reports", "own catalogue"):
        print(window.notices.notice(topic).text, flush=True)
    os.kill(os.getpid(), signal.SIGTERM)

if __name__ == "__main__":
    pool = WorkerPool(1)
    app = application.make_qt_application(["chipfolio"])
    QTimer.singleShot(300, tell_and_end)
    code = application.run(app, example_plan("ling-plus"), None, pool)
    pool.close()
    sys.exit(code)
"""


def test_the_window_starts_without_what_only_workers_and_exports_need():
    program = "import gui.application, sys; print([name for name in sys.argv[1:] if name in sys.modules])"
    heavy = [
        "pandas",
        "scipy",
        "sqlalchemy",
        "typst",
        "distributed",
        "planner.performance.training.search",
        "planner.planning",
    ]
    done = subprocess.run([sys.executable, "-c", program, *heavy], capture_output=True, text=True, check=True)  # noqa: S603 - our own program
    assert done.stdout.strip() == "[]"
