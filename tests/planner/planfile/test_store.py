import os
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from planner import whole_file
from planner.dependence import SupplierOutlook
from planner.errors import PlanFileError
from planner.examples import example_names, example_plan
from planner.plan import Availability
from planner.planfile import schema
from planner.planfile.fingerprint import changed_on_disk, fingerprint_of
from planner.planfile.remarks import ChangedElsewhere, LostFields
from planner.planfile.store import load_plan, save_plan
from planner.planning import plan_results


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "plan.chipfolio"
    save_plan(path, example_plan("ling-plus-baseline"))
    return path


def _edit(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.parametrize("name", example_names())
def test_every_example_comes_back_the_same(tmp_path: Path, name: str):
    path = tmp_path / "plan.chipfolio"
    save_plan(path, example_plan(name))
    assert load_plan(path).plan == example_plan(name)


def test_a_reopened_plan_gives_the_same_numbers_and_keeps_its_last_results(tmp_path: Path, example_results):
    path = tmp_path / "plan.chipfolio"
    plan = example_plan("ling-plus-lower-spec")
    result = example_results("ling-plus-lower-spec")
    save_plan(path, plan, result)
    stored = load_plan(path)
    assert stored.result is not None
    assert repr(stored.result) == repr(result)
    assert repr(plan_results(stored.plan)) == repr(result)
    assert stored.calibration
    assert stored.program


def test_the_same_plan_makes_the_same_file(tmp_path: Path):
    first = save_plan(tmp_path / "a.chipfolio", example_plan("ling-plus"))
    second = save_plan(tmp_path / "b.chipfolio", example_plan("ling-plus"))
    assert first.sha256 == second.sha256


def test_a_plan_file_is_marked_as_one(saved: Path):
    connection = sqlite3.connect(saved)
    assert connection.execute("PRAGMA application_id").fetchone() == (schema.APPLICATION_ID,)
    assert connection.execute("PRAGMA user_version").fetchone() == (schema.FORMAT,)
    assert connection.execute("SELECT key FROM accelerators").fetchall() == [("H800-SXM",)]
    connection.close()


@pytest.mark.parametrize("fails_at", ["fsync", "replace"])
def test_a_save_that_fails_leaves_the_old_file_and_no_draft(
    saved: Path, monkeypatch: pytest.MonkeyPatch, fails_at: str
):
    before = saved.read_bytes()

    def fail(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    if fails_at == "fsync":
        monkeypatch.setattr(whole_file.os, "fsync", fail)
    else:
        monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(PlanFileError, match="No space left on device"):
        save_plan(saved, example_plan("ling-plus"))
    monkeypatch.undo()
    assert saved.read_bytes() == before
    assert [path.name for path in saved.parent.iterdir()] == [saved.name]


def test_a_value_that_does_not_hold_is_refused_before_anything_is_written(saved: Path):
    before = saved.read_bytes()
    plan = example_plan("ling-plus")
    wrong = replace(plan, rates=replace(plan.rates, base_per_unit={"USD": float("nan")}))
    with pytest.raises(PlanFileError, match=r"rates\.base_per_unit\[USD\] is nan; correct that value"):
        save_plan(saved, wrong)
    assert saved.read_bytes() == before


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"validated_elsewhere": 1.5}, "validated_elsewhere is 1.5"),
        ({"outlooks": (SupplierOutlook(supplier="Nvidia", disruption=2.0),)}, r"outlooks\[0\]\.disruption is 2"),
        ({"site_marks": {"H20-SXM": Availability(most_devices=-1)}}, "most_devices is \N{MINUS SIGN}1"),
    ],
)
def test_a_fraction_or_count_that_cannot_be_is_refused(saved: Path, changes: dict[str, object], words: str):
    with pytest.raises(PlanFileError, match=words):
        save_plan(saved, replace(example_plan("ling-plus"), **changes))


def test_saving_keeps_the_permissions_and_the_target_of_a_link(saved: Path):
    saved.chmod(0o640)
    link = saved.parent / "link.chipfolio"
    link.symlink_to(saved)
    save_plan(link, example_plan("ling-plus"))
    assert link.is_symlink()
    assert saved.stat().st_mode & 0o777 == 0o640
    assert load_plan(saved).plan == example_plan("ling-plus")


def test_a_change_on_disk_is_seen_and_a_touch_is_not_one(saved: Path):
    known = fingerprint_of(saved)
    assert not changed_on_disk(saved, known)
    os.utime(saved, ns=(1, 1))
    assert not changed_on_disk(saved, known)
    _edit(saved, "UPDATE meta SET value = 'x' WHERE key = 'program'")
    assert changed_on_disk(saved, known)
    saved.unlink()
    assert changed_on_disk(saved, known)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "is not a Chipfolio plan file"),
        (b"Name,Wert\n", "is not a Chipfolio plan file"),
        (b"SQLite format 3\x00", "plan.chipfolio"),
        (b"SQLite format 3\x00" + b"\xff" * 4000, "plan.chipfolio"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_in_one_sentence(tmp_path: Path, content: bytes, complaint: str):
    path = tmp_path / "plan.chipfolio"
    path.write_bytes(content)
    with pytest.raises(PlanFileError, match=complaint) as caught:
        load_plan(path)
    assert "\n" not in str(caught.value)


def test_another_programs_database_is_refused(tmp_path: Path):
    path = tmp_path / "plan.chipfolio"
    _edit(path, "CREATE TABLE songs (name TEXT)")
    with pytest.raises(PlanFileError, match="is not a Chipfolio plan file"):
        load_plan(path)


def test_a_folder_and_a_missing_file_are_named(tmp_path: Path):
    with pytest.raises(PlanFileError, match="is a folder"):
        load_plan(tmp_path)
    with pytest.raises(PlanFileError, match="is a folder"):
        save_plan(tmp_path, example_plan("ling-plus"))
    with pytest.raises(PlanFileError, match="There is no file"):
        load_plan(tmp_path / "none.chipfolio")
    with pytest.raises(PlanFileError, match="cannot be written"):
        save_plan(tmp_path / "none" / "plan.chipfolio", example_plan("ling-plus"))


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may read and write everything")
def test_a_file_without_permission_is_named(saved: Path):
    saved.chmod(0)
    with pytest.raises(PlanFileError, match="cannot be read"):
        load_plan(saved)


def test_a_newer_format_is_refused_in_words(saved: Path):
    _edit(saved, f"PRAGMA user_version = {schema.FORMAT + 2}")
    newest = schema.FORMAT
    words = rf"was written by a newer Chipfolio \(file format {newest + 2}, this one reads up to {newest}\)"
    with pytest.raises(PlanFileError, match=words):
        load_plan(saved)


@given(data=st.data())
def test_a_truncated_or_damaged_file_is_refused_or_read_whole_and_never_crashes(saved: Path, data: st.DataObject):
    whole = saved.read_bytes()
    path = saved.parent / "damaged.chipfolio"
    if data.draw(st.booleans(), "truncate"):
        path.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1), "length")])
    else:
        at = data.draw(st.integers(0, len(whole) - 64), "at")
        path.write_bytes(whole[:at] + data.draw(st.binary(min_size=1, max_size=64), "noise") + whole[at + 64 :])
    try:
        load_plan(path)
    except PlanFileError as error:
        assert str(error)  # noqa: PT017 - either answer is right, nothing else is


@pytest.mark.parametrize(
    ("statement", "complaint"),
    [
        ("DELETE FROM plan", "holds no plan"),
        ("DROP TABLE offers", "is not a whole plan file"),
        ("CREATE TABLE extra (body TEXT)", "is not a whole plan file"),
        ("CREATE TRIGGER t AFTER INSERT ON meta BEGIN DELETE FROM plan; END", "is not a whole plan file"),
        ("CREATE VIEW v AS SELECT * FROM meta", "is not a whole plan file"),
        ("UPDATE plan SET body = '{'", "the plan is damaged"),
        ("UPDATE plan SET body = '[' || body || ']'", "the plan does not hold: Expected `object`"),
        ("UPDATE plan SET body = CAST(body AS BLOB)", "a value in plan that is no text"),
        (
            "UPDATE plan SET body = json_set(body, '$.workload.tokens', 'many')",
            r"Expected `float`, got `str` - at `\$.workload.tokens`",
        ),
        ("UPDATE plan SET body = json_set(body, '$.workload.precision', 'bf7')", r"Invalid enum value 'bf7'"),
        (
            "UPDATE plan SET body = json_set(body, '$.cluster.groups[0].nodes', -5)",
            "cluster.groups\\[0\\].nodes is \N{MINUS SIGN}5",
        ),
        ("UPDATE plan SET body = json_set(body, '$.cluster.groups[0].nodes', 1e300)", "does not hold"),
        ("UPDATE plan SET body = replace(body, '9000000000000.0', '9e999')", "Number out of range"),
        ("UPDATE plan SET body = json_remove(body, '$.workload')", "missing required field `workload`"),
        (
            "UPDATE accelerators SET body = json_set(body, '$.tdp_w', json('[1]'))",
            "accelerators H800-SXM does not hold",
        ),
    ],
)
def test_a_strangers_value_that_does_not_fit_is_named(saved: Path, statement: str, complaint: str):
    _edit(saved, statement)
    with pytest.raises(PlanFileError, match=complaint):
        load_plan(saved)


def test_deeply_nested_text_is_refused(saved: Path):
    nested = "[" * 200_000 + "]" * 200_000
    _edit(saved, f"UPDATE plan SET body = '{nested}'")  # noqa: S608 - the test's own brackets
    with pytest.raises(PlanFileError):
        load_plan(saved)


def test_a_field_of_another_version_is_read_past_and_said(saved: Path):
    _edit(
        saved,
        "UPDATE plan SET body = json_set(body, '$.colour', 'red', '$.workload.mood', 1)",
        "UPDATE accelerators SET body = json_set(body, '$.smell', 'none')",
        "UPDATE prices SET body = json_set(body, '$.taste', 'none')",
    )
    stored = load_plan(saved)
    assert stored.plan == example_plan("ling-plus-baseline")
    assert set(stored.lost) == {"colour", "workload.mood", "accelerators.smell", "prices.taste"}
    assert stored.remarks == (ChangedElsewhere(), LostFields(fields=stored.lost))


def test_results_that_no_longer_fit_are_computed_again_not_an_error(saved: Path, example_results):
    save_plan(saved, example_plan("ling-plus-baseline"), example_results("ling-plus-baseline"))
    _edit(saved, "UPDATE last_result SET body = '{\"plan_name\": 7}'")
    stored = load_plan(saved)
    assert stored.result is None
    assert stored.plan == example_plan("ling-plus-baseline")


def test_a_changed_digit_does_not_pass_unseen(saved: Path):
    assert not load_plan(saved).altered
    _edit(saved, "UPDATE plan SET body = replace(body, '9000000000000.0', '9000000000001.0')")
    stored = load_plan(saved)
    assert stored.plan.training.tokens == 9000000000001.0
    assert stored.altered
    assert stored.remarks == (ChangedElsewhere(),)


def test_bytes_that_are_no_text_are_damage_in_one_line(saved: Path):
    raw = saved.read_bytes()
    saved.write_bytes(raw.replace(b"9000000000000.0", b"\xff\xfe\x07\n00000000.0"))
    with pytest.raises(PlanFileError, match="is damaged") as caught:
        load_plan(saved)
    assert str(caught.value).isprintable()


def test_a_plan_too_large_to_be_opened_again_is_not_saved(saved: Path, monkeypatch: pytest.MonkeyPatch):
    before = saved.read_bytes()
    monkeypatch.setattr(schema, "MOST_BODY_BYTES", 1000)
    with pytest.raises(PlanFileError, match="a row of plan would be larger than any that can be opened"):
        save_plan(saved, example_plan("ling-plus"))
    monkeypatch.undo()
    monkeypatch.setattr(schema, "MOST_FILE_BYTES", 50_000)
    with pytest.raises(PlanFileError, match="cannot be saved"):
        save_plan(saved, example_plan("ling-plus"))
    assert saved.read_bytes() == before


def test_a_plan_of_two_hundred_pools_and_a_long_price_list_opens_the_same(tmp_path: Path):
    plan = example_plan("ling-plus")
    (group, *_), prices = plan.cluster.groups, plan.catalogue.prices
    groups = tuple(replace(group, key=f"g{number}", site=f"site {number}") for number in range(200))
    many = replace(
        plan,
        cluster=replace(plan.cluster, groups=groups),
        catalogue=replace(plan.catalogue, prices=prices * (10_000 // len(prices))),
    )
    path = tmp_path / "large.chipfolio"
    save_plan(path, many)
    assert load_plan(path).plan == many
