"""The library's commands, from making a library to a conflict, on the library of one desk."""

import json
from typing import ClassVar

import keyring
import keyring.backend
import pytest

from planner.command_line.program import answer
from planner.examples import example_plan
from planner.planfile.store import load_plan, save_plan
from planner.workload.presets import shape_keys, shape_preset
from planner.workload.shape_files import shape_to_toml


@pytest.fixture
def url(tmp_path):
    address = f"sqlite:///{tmp_path}/library.db"
    assert answer(["library", "init", "--library", address]).exit_code == 0
    return address


@pytest.fixture(scope="module")
def plan_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("plans") / "plan.chipfolio"
    save_plan(path, example_plan("ling-plus"))
    return path


def answered(*words):
    said = answer(["library", *map(str, words), "--json"])
    assert said.exit_code == 0, said.complaint
    return json.loads(said.output)


def complaint(*words):
    said = answer(["library", *map(str, words)])
    assert (said.exit_code, said.output) == (2, "")
    assert "\n" not in said.complaint
    return said.complaint


def test_a_plan_goes_into_the_library_and_comes_out_byte_for_byte(url, plan_file, tmp_path):
    sent = ("publish", "Q3", plan_file, "--reason", "for the board", "--library", url)
    published = answered(*sent)["published"]
    assert (published["version"], published["reason"], published["kind"]) == (1, "for the board", "plan")
    assert answered("list", "--library", url) == {"total": 1, "entries": [published]}
    assert answered("search", "ling", "BOARD", "--library", url)["entries"] == [published]
    assert answered("search", "ling", "elsewhere", "--library", url)["total"] == 0
    assert answered("versions", "Q3", "--library", url) == {"versions": [published]}
    out = tmp_path / "out.chipfolio"
    assert answered("open", "Q3", out, "--library", url)["opened"] == published
    assert out.read_bytes() == plan_file.read_bytes()
    assert "not replaced" in complaint("open", "Q3", out, "--library", url)


def test_who_is_late_is_shown_what_both_changed_and_how_to_see_it(url, plan_file, tmp_path):
    answered("publish", "Q3", plan_file, "--reason", "begun", "--library", url)
    theirs, mine = (tmp_path / name for name in ("theirs.chipfolio", "mine.chipfolio"))
    plan = load_plan(plan_file).plan
    for path, notes in ((theirs, "theirs"), (mine, "mine")):
        save_plan(path, type(plan)(**{**{name: getattr(plan, name) for name in plan.__slots__}, "notes": notes}))
    answered("publish", "Q3", theirs, "--reason", "first", "--based-on", "1", "--library", url)
    words = complaint("publish", "Q3", mine, "--reason", "late", "--based-on", "1", "--library", url)
    assert "version 2" in words
    assert "both, otherwise 1" in words
    assert "chipfolio-cli library compare Q3 " in words
    compared = ("compare", "Q3", mine, "--based-on", "1", "--library", url)
    changes = answered(*compared)["changes"]
    assert changes == [{"path": "notes", "base": plan.notes, "mine": "mine", "theirs": "theirs", "changed_by": "both"}]
    assert "both, otherwise" in answer(["library", *map(str, compared)]).output
    assert answered("publish", "Q3", mine, "--reason", "after talks", "--based-on", "2", "--library", url)


def test_entries_of_each_kind_have_names_of_their_own(url, plan_file, tmp_path):
    shapes = tmp_path / "shapes.toml"
    shapes.write_text(shape_to_toml(shape_preset(shape_keys()[0])), encoding="utf-8")
    answered("publish", "ours", shapes, "--kind", "shapes", "--reason", "new", "--library", url)
    answered("publish", "ours", plan_file, "--reason", "new", "--library", url)
    assert answered("list", "--kind", "shapes", "--library", url)["total"] == 1
    assert "does not hold" in complaint(
        "publish", "x", plan_file, "--kind", "prices", "--reason", "r", "--library", url
    )


def test_the_address_comes_from_the_environment_where_none_is_given(url, monkeypatch):
    monkeypatch.delenv("CHIPFOLIO_LIBRARY", raising=False)
    assert "CHIPFOLIO_LIBRARY" in complaint("list")
    monkeypatch.setenv("CHIPFOLIO_LIBRARY", url)
    assert answered("list")["total"] == 0


def test_no_password_is_printed_whatever_fails(monkeypatch):
    monkeypatch.setenv("CHIPFOLIO_LIBRARY", "postgresql://ann:sesame@127.0.0.1:1/team?connect_timeout=2")
    for words in (
        complaint("list"),
        complaint("list", "--library", "postgresql://ann:sesame@db/team"),
        complaint("list", "--library", "mysql://ann:sesame@db/team"),
    ):
        assert "sesame" not in words


class _Ring(keyring.backend.KeyringBackend):
    """A keyring in memory."""

    priority = 1
    kept: ClassVar[dict[tuple[str, str], str]] = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def delete_password(self, service, username):
        del self.kept[service, username]


def test_a_password_is_kept_in_the_keyring_and_forgotten(url, monkeypatch):
    monkeypatch.setattr(keyring.core, "_keyring_backend", _Ring())
    monkeypatch.setattr("planner.command_line.library_command.getpass.getpass", lambda _prompt: "sesame")
    named = ("password", "--library", "postgresql://ann@db.example/team")
    assert answered(*named) == {"account": "ann@db.example:5432/team", "password": "kept in the keyring"}
    assert list(_Ring.kept.values()) == ["sesame"]
    assert answered(*named, "--forget")["password"] == "forgotten"  # noqa: S105 - an answer
    assert _Ring.kept == {}
    assert "permissions" in complaint("password", "--library", url)


def test_a_library_is_made_for_readers_and_editors_only_where_there_are_users(url):
    assert "no users" in complaint("init", "--roles", "--library", url)
    assert "--roles" in complaint("init", "--editor", "ed", "--library", url)
    assert answered("upgrade", "--library", url) == {"schema_before": "0002", "schema": "0002", "roles": None}
