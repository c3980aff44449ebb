import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from planner.command_line.program import answer
from planner.examples import example_plan
from planner.planfile.store import save_plan

CHANGED = "UPDATE plan SET body = replace(body, '9000000000000.0', '9000000000001.0')"
LOST = "UPDATE plan SET body = json_set(body, '$.colour', 'red')"


def _edited(folder: Path, *statements: str) -> str:
    path = folder / "plan.chipfolio"
    save_plan(path, example_plan("ling-plus-lower-spec"))
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return str(path)


@pytest.mark.parametrize(
    "words",
    [
        ["plan"],
        ["plan", "--json"],
        ["explore", "--json"],
        ["risk", "--draws", "200"],
        ["loss", "--supplier", "Huawei", "--day", "10"],
        ["export", "--to", "csv"],
    ],
    ids=lambda words: words[0] + "".join(words[1:2]),
)
def test_every_command_that_reads_a_changed_plan_says_so_in_one_line(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    out = [str(tmp_path / "out.csv")] if words[0] == "export" else []
    said = answer([words[0], _edited(tmp_path, CHANGED), *words[1:], *out])
    assert said.exit_code == 0, said.complaint
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("plan.chipfolio: The content was changed by another program")
    assert line not in said.output


@pytest.mark.parametrize(
    ("command", "catalogue", "calibration", "which"),
    [("plan", "9999-12-31", "9999.1", "newer"), ("check", "1999-12-31", "1999.1", "older")],
)
def test_what_else_there_is_to_know_is_a_line_each(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *, command: str, catalogue: str, calibration: str, which: str
):
    others = [
        f"UPDATE meta SET value = '{value}' WHERE key = '{key}'"  # noqa: S608 - the test's own words
        for key, value in (("catalogue", catalogue), ("calibration", calibration))
    ]
    answer([command, _edited(tmp_path, LOST, *others)])
    lines = [line for line in capsys.readouterr().err.splitlines() if "was changed by another" not in line]
    assert [line.startswith("plan.chipfolio: ") for line in lines] == [True] * 3
    for line, words in zip(
        lines,
        (f"catalogue of {catalogue}, {which}", f"calibration {calibration}, {which}", "does not know colour"),
        strict=True,
    ):
        assert words in line


def test_a_plan_of_ours_says_nothing_on_standard_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert answer(["plan", _edited(tmp_path)]).exit_code == 0
    assert capsys.readouterr().err == ""


def test_a_check_of_a_changed_plan_is_a_complaint_and_says_it_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    said = answer(["check", _edited(tmp_path, CHANGED)])
    assert said.exit_code == 2
    assert "its content was changed by another program" in said.complaint
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(os.name == "nt", reason="pipes lie in folders on POSIX systems only")
def test_a_pipe_and_a_protected_file_are_written_to_by_no_export(tmp_path: Path):
    pipe, protected = tmp_path / "pipe", tmp_path / "protected.csv"
    os.mkfifo(pipe)
    protected.touch(mode=0o444)
    plan = _edited(tmp_path)
    for target, words in ((pipe, "a device, a pipe or a socket"), (protected, "it is write-protected")):
        said = answer(["export", plan, "--to", "csv", str(target)])
        assert said.exit_code == 2
        assert words in said.complaint
    assert pipe.is_fifo()
    assert protected.read_bytes() == b""
