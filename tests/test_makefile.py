"""Between them the two processes that `make test` starts on two cores run every test, and none twice."""

import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="needs make")


def _said_of(target: str) -> list[str]:
    command = ["make", "--dry-run", "--no-print-directory", "CORES=2", target]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout.splitlines()  # noqa: S603 - our own file


def _paths(target: str) -> tuple[list[Path], list[Path]]:
    """Return what the process of a target is told to run, and what to leave out."""
    words = shlex.split(next(line for line in _said_of(target) if "/pytest " in line))
    words = words[next(at for at, word in enumerate(words) if word.endswith("/pytest")) + 1 :]
    left_out = [ROOT / words[at + 1] for at, word in enumerate(words) if word == "--ignore"]
    run = [ROOT / word for word in words if (ROOT / word).exists()]
    return [path for path in run if path not in left_out], left_out


def test_every_test_is_run_by_one_process_of_two():
    *_, last = _said_of("test")
    targets = last.partition(" lint ")[2].split()
    assert len(targets) == 2
    parts = [_paths(target) for target in targets]
    benchmarks = ROOT / "tests" / "benchmarks"
    files = [path for path in (ROOT / "tests").rglob("test_*.py") if not path.is_relative_to(benchmarks)]
    assert len(files) > 100
    for file in files:
        ran_by = [
            any(map(file.is_relative_to, run)) and not any(map(file.is_relative_to, left_out))
            for run, left_out in parts
        ]
        assert sum(ran_by) == 1, file
