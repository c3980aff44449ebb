"""The window's program: arguments, application, exit code.

Worker processes import this file too: what it imports at its head they all pay for.
"""

import argparse
import gc
import multiprocessing
import os
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gui import late
from planner import __version__
from planner.errors import UserError
from planner.strange_text import for_terminal

if TYPE_CHECKING:
    from gui.background.worker_pool import WorkerPool
    from planner.plan import Plan

FIRST_EXAMPLE: Final = "ling-plus"
FIRST_LANGUAGE: Final = "en"  # of pictures and summaries made without a window
OK, FAULT, MENDABLE = 0, 1, 2
LEAST_PX, MOST_PX = 320, 8192


def main(arguments: list[str] | None = None) -> int:
    """Run the program; return 0 on success, 2 for what the user can mend, 1 for a fault of ours."""
    multiprocessing.freeze_support()  # first: a frozen program would open itself again and again
    options = _parser().parse_args(arguments)
    try:
        return _run(options)
    except UserError as error:
        sys.stderr.write(for_terminal(" ".join(str(error).split())) + "\n")
        return MENDABLE
    except Exception:  # noqa: BLE001 - the last line of defence: whatever it is, it is reported
        return _report_fault()


def _run(options: argparse.Namespace) -> int:
    headless = options.export_pdf or options.screenshot
    if headless and not _has_display():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from gui.background.worker_pool import WorkerPool, warm_up  # noqa: PLC0415 - see the head

    if options.export_pdf:
        return _export_pdf(options)
    pool = WorkerPool()
    try:
        if options.screenshot:
            pool.submit(warm_up)  # the workers import the planner while this process imports Qt
            return _screenshot(options, pool)
        return _window(options.plan, pool, options.language)
    finally:
        pool.close()


def _window(path: Path | None, pool: "WorkerPool", language: str | None) -> int:
    from gui.background.planning_tasks import example_task  # noqa: PLC0415 - see the head
    from gui.background.worker_pool import warm_up  # noqa: PLC0415 - the same

    # A worker imports the planner, and plans what the window opens with, while this process imports Qt.
    begun = pool.submit(example_task, FIRST_EXAMPLE) if path is None else None
    if begun is None:
        pool.submit(warm_up)
    gc.disable()  # until the window stands: looking for garbage among what is imported takes an eighth of the start
    plan = late.example_plan(FIRST_EXAMPLE)  # before Qt: its bindings read the source of each module that comes after
    from gui.application import start  # noqa: PLC0415 - see the head

    return start(
        sys.argv[:1],
        plan,
        path,
        pool,
        language=language,
        begun=begun,
    )


def _screenshot(options: argparse.Namespace, pool: "WorkerPool") -> int:
    from gui.headless import export_picture  # noqa: PLC0415 - see the head

    export_picture(
        _loaded(options.plan),
        options.screenshot,
        pool,
        tab=options.tab,
        size=options.size,
        theme=options.theme,
        language=options.language or FIRST_LANGUAGE,
    )
    return OK


def _export_pdf(options: argparse.Namespace) -> int:
    plan = _loaded(options.plan)
    from gui.headless import export_pdf  # noqa: PLC0415 - see the head

    export_pdf(plan, options.export_pdf, language=options.language or FIRST_LANGUAGE)
    return OK


def _loaded(path: Path | None) -> "Plan":
    """Return the plan of a file, or the example that the first start shows."""
    if path is None:
        return late.example_plan(FIRST_EXAMPLE)
    stored = late.load_plan(path)
    for remark in stored.remarks:
        sys.stderr.write(f"{for_terminal(path.name)}: {late.remark_text(remark)}\n")
    return stored.plan


def _has_display() -> bool:
    """Return whether a window could be shown; on systems without X11 or Wayland it always can."""
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _report_fault() -> int:
    from gui.crash import CrashReports  # noqa: PLC0415 - see the head
    from gui.settings import state_folder  # noqa: PLC0415 - the same

    text = traceback.format_exc()
    sys.stderr.write(text)
    with suppress(OSError):  # the fault is said, wherever it cannot be kept
        path = CrashReports(state_folder() / "crashes").write(text)
        sys.stderr.write(f"A report is kept at {path}\n")
    return FAULT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="chipfolio", description="Desktop planner for mixed-supplier accelerator fleets."
    )
    parser.add_argument("plan", nargs="?", type=Path, metavar="PLAN", help="plan file to open")
    parser.add_argument("--version", action="version", version=f"chipfolio {__version__}")
    parser.add_argument("--export-pdf", type=Path, metavar="OUT.pdf", help="write the PDF summary, without a window")
    parser.add_argument("--screenshot", type=Path, metavar="OUT.png", help="write the planned window as a picture")
    parser.add_argument("--size", type=_size, default=(1440, 900), metavar="WxH", help="size of the picture")
    parser.add_argument("--theme", choices=("light", "dark"), default="light", help="look of the picture")
    parser.add_argument("--language", choices=("en", "zh_CN"), help="language of window, picture or summary")
    parser.add_argument("--tab", default="trade_off", metavar="NAME", help="chart shown in the picture")
    return parser


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.lower().partition("x")
    if not (width.isdigit() and height.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is not WIDTHxHEIGHT, like 1440x900")
    size = (int(width), int(height))
    if not all(LEAST_PX <= side <= MOST_PX for side in size):
        raise argparse.ArgumentTypeError(f"a picture is {LEAST_PX} to {MOST_PX} pixels wide and high")
    return size


if __name__ == "__main__":
    sys.exit(main())
