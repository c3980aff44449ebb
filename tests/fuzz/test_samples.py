"""A sample of each fuzzing program; `make fuzz` runs the full counts."""

import contextlib
import subprocess
import sys
import time
from pathlib import Path

import bounds_of_a_run
import configs
import programs
import pytest
import tables


@pytest.mark.parametrize(("program", "count"), [(configs, 200), (tables, 15)])
def test_a_sample_of_mutated_files_is_read_or_refused_in_words(program, count):
    outcomes = list(program.mutations(count, 0))
    assert [outcome.words for outcome in outcomes if outcome.kind == programs.FINDING] == []
    assert len({outcome.kind for outcome in outcomes}) > 1


@pytest.mark.parametrize("program", [configs, tables])
def test_a_seed_makes_the_same_mutations_again_and_another_makes_others(program):
    first, again, other = ([one.words for one in program.mutations(4, seed)] for seed in (1, 1, 2))
    assert first == again != other


def test_a_program_prints_its_findings_keeps_their_files_and_says_so_by_its_exit_code(tmp_path, capsys):
    def mutations(_count, _seed, _plan):
        yield programs.Outcome(kind="read", words="fine")
        yield programs.Outcome(kind=programs.FINDING, words="a fault of ours", file=b"odd")

    assert programs.run("sample", mutations, ["2", "--keep", str(tmp_path)]) == 1
    assert "a fault of ours" in capsys.readouterr().out
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"odd"]
    assert programs.run("sample", lambda *_: iter(()), ["0"]) == 0


def test_growth_beyond_the_bound_is_a_finding(monkeypatch):
    grown = iter([0, bounds_of_a_run.MOST_GROWTH_BYTES + 1])
    monkeypatch.setattr(programs, "most_memory_bytes", lambda: next(grown))
    assert programs.run("sample", lambda *_: iter(()), ["0"]) == 1


def test_what_takes_too_long_is_broken_off_whatever_net_is_under_it():
    def sleeps_on() -> None:
        while True:
            with contextlib.suppress(Exception):
                time.sleep(10)

    with pytest.raises(bounds_of_a_run.TooLong), bounds_of_a_run.bounded_time(wait_s=0.01):
        sleeps_on()


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
@pytest.mark.parametrize(("kind", "count"), [("saves", 2), ("edits", 1)])
def test_windows_that_are_killed_leave_whole_files_and_their_work(kind, count):
    done = subprocess.run(  # noqa: S603 - this interpreter, our program
        [sys.executable, Path(__file__).with_name("kills.py"), str(count), kind],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{count} kills, 0 findings" in done.stdout
