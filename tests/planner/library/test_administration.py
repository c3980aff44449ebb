"""Schemas from the first revision on, roles that the server itself enforces, credentials, what is no library."""

import hashlib
import os
import sqlite3
import stat
from pathlib import Path

import keyring
import keyring.backend
import keyring.backends.fail
import keyring.errors
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from planner.library import administration, credentials
from planner.library.address import address_of
from planner.library.administration import initialise, set_up_roles, upgrade
from planner.library.database import LibraryDatabase
from planner.library.entries import Kind, Publication
from planner.library.library import Library
from planner.library.library_errors import LibraryConflictError, LibraryError, LibraryUnreachableError
from planner.library.tables import REVISIONS, metadata, versions

SECRET = "open sesame, said Ali"  # noqa: S105 - of the tests


def publication(content, **changes):
    return Publication(**{"kind": Kind.PLAN, "name": "Q3", "content": content, "reason": "as agreed", **changes})


def test_the_newest_step_is_the_schema_that_the_program_works_with():

    settings = Config()
    settings.set_main_option("script_location", str(Path(administration.__file__).parent / "migrations"))
    settings.set_main_option("path_separator", "os")
    steps = ScriptDirectory.from_config(settings)
    assert tuple(step.revision for step in reversed(list(steps.walk_revisions()))) == REVISIONS


@pytest.mark.parametrize("where", ["desk", "team"])
def test_a_library_of_the_first_revision_is_brought_up_with_all_it_holds(where, request, tmp_path, plan_bytes):
    if where == "team":
        server = request.getfixturevalue("server")
        database = LibraryDatabase(server.address(request.getfixturevalue("empty_database")))
    else:
        (tmp_path / "old.db").touch()
        database = LibraryDatabase(address_of(f"sqlite:///{tmp_path}/old.db"))
    assert upgrade(database, to="0001") == ""
    content = plan_bytes(notes="of old")
    row = {"kind": "plan", "name": "Q3", "version": 1, "content": content, "size_bytes": len(content),
           "digest": hashlib.sha256(content).hexdigest(), "reason": "begun", "program": "0.1.0", "publication": "p",
           "author": "ann"}  # fmt: skip
    _insert(database, row)
    library = Library(database)
    with pytest.raises(LibraryError, match="library upgrade"):
        library.browse()
    with pytest.raises(LibraryError, match="library init"):
        library.publish(publication(content, based_on=1))
    assert initialise(database) == "0001"
    assert initialise(database) == REVISIONS[-1]
    assert library.open(Kind.PLAN, "Q3").content == content
    assert library.browse(words="ann begun").total == 1
    assert library.publish(publication(plan_bytes(), based_on=1)).version == 2
    database.close()


def test_the_migrated_schema_is_the_tables_that_the_program_uses(team_database, desk_database):

    for database in (team_database, desk_database):
        with database.transaction() as transaction:
            context = MigrationContext.configure(transaction, opts={"version_table": "library_schema"})
            found = compare_metadata(context, metadata)
        assert [difference for difference in found if "library_schema" not in str(difference)] == []


def test_a_failed_step_leaves_the_schema_as_it_was(team_database, monkeypatch):

    def half(settings, _to):
        settings.attributes["connection"].execute(text("DROP TABLE library_versions"))
        raise RuntimeError("torn")

    with team_database.transaction() as transaction:
        transaction.execute(text("UPDATE library_schema SET version_num = '0001'"))
        transaction.execute(text("ALTER TABLE library_versions DROP COLUMN summary"))
    monkeypatch.setattr(command, "upgrade", half)
    with pytest.raises(RuntimeError):
        upgrade(team_database)
    monkeypatch.undo()
    assert upgrade(team_database) == "0001"


def test_a_library_of_a_newer_program_is_left_alone(desk_database):
    with desk_database.transaction() as transaction:
        transaction.execute(text("UPDATE library_schema SET version_num = '0099'"))
    for asked in (lambda: Library(desk_database).browse(), lambda: initialise(desk_database)):
        with pytest.raises(LibraryError, match="newer Chipfolio"):
            asked()


@pytest.fixture
def members(server, team_database):
    """Users of the server: a reader, two editors, and one in no role; their libraries by name."""
    names = ("rita", "ed", "eve", "nobody")
    server.run(*(f"CREATE ROLE {name} LOGIN PASSWORD '{SECRET}'" for name in names))
    set_up_roles(team_database, readers=["rita"], editors=["ed", "eve"])
    databases = {name: LibraryDatabase(server.address("team", name, SECRET)) for name in names}
    yield {name: Library(database, pauses_s=()) for name, database in databases.items()}
    for database in databases.values():
        database.close()
    server.run(*(f"DROP ROLE {name}" for name in names))


def test_the_server_lets_readers_look_editors_publish_and_nobody_take_back(members, server, team_database, plan_bytes):
    made = members["ed"].publish(publication(plan_bytes()))
    assert made.author == "ed"
    assert members["rita"].open(Kind.PLAN, "Q3").info == made
    with pytest.raises(LibraryError, match="'rita' may not"):
        members["rita"].publish(publication(plan_bytes(), based_on=1))
    with pytest.raises(LibraryError, match="'nobody' may not"):
        members["nobody"].browse()
    assert members["eve"].publish(publication(plan_bytes(notes="eve's"), based_on=1)).author == "eve"
    with pytest.raises(LibraryConflictError):
        members["ed"].publish(publication(plan_bytes(), based_on=1))
    for user, forbidden in (
        ("ed", "DELETE FROM library_versions"),
        ("ed", "DELETE FROM library_entries"),
        ("ed", "UPDATE library_versions SET reason = 'another'"),
        ("ed", "UPDATE library_entries SET name = 'another'"),
        ("ed", "UPDATE library_schema SET version_num = '0099'"),
        ("ed", "INSERT INTO library_versions (author) VALUES ('rita')"),
        ("ed", "INSERT INTO library_versions (published_at) VALUES ('2020-01-01')"),
        ("ed", "DROP TABLE library_versions"),
        ("rita", "UPDATE library_entries SET latest = 9"),
        ("rita", "INSERT INTO library_entries VALUES ('plan', 'x', 1)"),
    ):
        with pytest.raises(Exception, match=r"permission denied|must be owner"):
            server.run(forbidden, database="team", user=user, password=SECRET)
    set_up_roles(team_database)  # again, for those who come later: nobody loses or gains anything
    assert len(members["rita"].versions(Kind.PLAN, "Q3")) == 2


def test_the_server_takes_no_content_that_is_not_what_its_digest_says(team_database, plan_bytes):
    row = {"kind": "plan", "name": "Q3", "version": 1, "content": b"half", "size_bytes": 4, "digest": "0" * 64,
           "reason": "r", "program": "p", "publication": "t", "author": "a"}  # fmt: skip
    with pytest.raises(IntegrityError, match="library_versions_digest"):
        _insert(team_database, row)
    assert Library(team_database).browse().total == 0


def _insert(database, row):
    with database.transaction() as transaction:
        transaction.execute(text("INSERT INTO library_entries (kind, name, latest) VALUES ('plan', 'Q3', 1)"))
        transaction.execute(insert(versions), row)


def test_a_desk_has_no_roles(desk_database):
    with pytest.raises(LibraryError, match="no users"):
        set_up_roles(desk_database)


def test_a_wrong_password_is_said_and_not_quoted(server, team_database):
    database = LibraryDatabase(server.address("team", password=SECRET))
    with pytest.raises(LibraryUnreachableError, match="password authentication failed") as refused:
        Library(database).browse()
    database.close()
    assert SECRET not in str(refused.value)


def test_a_server_off_this_machine_is_refused_without_encryption(server, team_database):
    elsewhere = server.url("team").replace("127.0.0.1", "db.example") + "?hostaddr=127.0.0.1"  # as far as anyone knows
    database = LibraryDatabase(address_of(elsewhere).with_password(server.password))
    with pytest.raises(LibraryUnreachableError, match="SSL"):
        Library(database).browse()
    database.close()


def test_a_database_without_a_library_says_how_to_make_one(server, tmp_path):
    sqlite3.connect(tmp_path / "other.db").close()
    (tmp_path / "text.db").write_text("no database at all" * 100, encoding="utf-8")
    os.mkfifo(tmp_path / "pipe.db")
    for address, words in (
        (server.address("postgres"), "library init"),
        (address_of(f"sqlite:///{tmp_path}/other.db"), "library init"),
        (address_of(f"sqlite:///{tmp_path}/none.db"), "library init"),
        (address_of(f"sqlite:///{tmp_path}/text.db"), "not a database"),
        (address_of(f"sqlite:///{tmp_path}/pipe.db"), "is no file"),
    ):
        database = LibraryDatabase(address)
        with pytest.raises(LibraryError, match=words):
            Library(database).browse()
        database.close()
    assert not (tmp_path / "none.db").exists()


def test_the_file_of_a_desk_is_its_owners_alone(desk_database):
    assert stat.S_IMODE(desk_database.address.path.stat().st_mode) == 0o600


class _Ring(keyring.backend.KeyringBackend):
    """A keyring in memory."""

    priority = 1

    def __init__(self):
        super().__init__()
        self.kept = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def delete_password(self, service, username):
        if self.kept.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError(username)


@pytest.fixture
def ring(monkeypatch):
    made = _Ring()
    monkeypatch.setattr(keyring.core, "_keyring_backend", made)
    return made


def test_a_password_comes_from_the_environment_else_from_the_keyring(ring):
    address = address_of("postgresql://ann@db.example/team")
    assert credentials.with_credentials(address, {}) == address
    credentials.keep_password(address, SECRET)
    assert credentials.with_credentials(address, {}).url.password == SECRET
    assert credentials.with_credentials(address_of("postgresql://bob@db.example/team"), {}).url.password is None
    named = {credentials.PASSWORD_VARIABLE: "other"}
    assert credentials.with_credentials(address, named).url.password == "other"  # noqa: S105 - of a test
    assert credentials.forget_password(address)
    assert not credentials.forget_password(address)


def test_a_system_without_a_keyring_is_said_so(monkeypatch):

    monkeypatch.setattr(keyring.core, "_keyring_backend", keyring.backends.fail.Keyring())
    address = address_of("postgresql://ann@db.example/team")
    assert credentials.with_credentials(address, {}) == address
    with pytest.raises(LibraryError, match=credentials.PASSWORD_VARIABLE):
        credentials.keep_password(address, SECRET)


@pytest.mark.parametrize("make", [initialise, upgrade])
def test_no_library_is_made_in_a_file_that_holds_something_else_promise(tmp_path, plan_bytes, make):
    path = tmp_path / "mine.chipfolio"
    content = plan_bytes()
    path.write_bytes(content)
    database = LibraryDatabase(address_of(f"sqlite:///{path}"))
    with pytest.raises(LibraryError, match="holds something else"):
        make(database)
    database.close()
    assert path.read_bytes() == content
