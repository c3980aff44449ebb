"""A real PostgreSQL server on loopback in a folder of its own, a slow network before it, small plans to publish."""

import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from msgspec.structs import replace
from sqlalchemy import create_engine, text

from planner.library.address import address_of
from planner.library.administration import initialise
from planner.library.database import LibraryDatabase
from planner.library.library import Library
from planner.planfile.store import save_plan

NO_SERVER = "No PostgreSQL server program is on this machine; 'make test-library' installs one and runs these tests."
OWNER, PASSWORD = "owner", "swordfish of the tests"  # of a server that lives for one run on loopback
PATIENCE_S = 60


def _program(name):
    """Return a program of the newest PostgreSQL that is installed, None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4].split(".")[0]))
    return str(found[-1]) if found else shutil.which(name)


def _unprivileged():
    """Return what a process is started with so that it is not root, whom the server refuses."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            user = pwd.getpwnam(name)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return {}


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """One server: made in its own folder, started on loopback, killed and started again, stopped."""

    def __init__(self, folder):
        self.port, self.password = _free_port(), PASSWORD
        self._data = folder / "data"
        self._as = _unprivileged()
        word = folder / "password"
        word.write_text(PASSWORD, encoding="utf-8")
        self.own(folder)
        self.own(word)
        made = [_program("initdb"), "-D", self._data, "-U", OWNER, "--pwfile", word, "-A", "scram-sha-256"]
        subprocess.run(  # noqa: S603 - a program of the system's
            [*made, "-E", "UTF8", "--locale", "C", "--no-sync"], check=True, capture_output=True, cwd=folder, **self._as
        )
        self._process = None
        self.start()

    def own(self, path):
        """Hand a file or a folder to whom the server runs as."""
        if self._as:
            os.chown(path, self._as["user"], self._as["group"])

    def start(self):
        # The server is killed, the machine never: what is handed to the system is kept without waiting for the disk.
        settings = ("listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "max_connections=120")
        options = [word for setting in (*settings, f"port={self.port}", "lc_messages=C") for word in ("-c", setting)]
        self._process = subprocess.Popen(  # noqa: S603 - the same
            [_program("postgres"), "-D", self._data, *options],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=self._data, **self._as,
        )  # fmt: skip
        said = []
        for line in self._process.stderr:
            said.append(line)
            if "ready to accept connections" in line:
                break
        else:
            raise AssertionError("".join(said))
        self._listener = threading.Thread(target=self._process.stderr.read, daemon=True)
        self._listener.start()  # a full pipe would stop the server

    def kill(self):
        """End it as a lost machine would: nobody is warned, nothing is finished."""
        mother = psutil.Process(self._process.pid)
        mother.suspend()  # it must not replace those that die before it
        children = mother.children(recursive=True)
        for process in (*children, mother):
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(children, timeout=PATIENCE_S)
        self._ended()

    def stop(self):
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)  # at once: nothing in it is needed any more
            self._ended()

    def _ended(self):
        self._process.wait(PATIENCE_S)
        self._listener.join(PATIENCE_S)
        self._process.stderr.close()

    def url(self, database, user=OWNER, port=None):
        return f"postgresql://{user}@127.0.0.1:{port or self.port}/{database}"

    def address(self, database, user=OWNER, password=PASSWORD, port=None):
        return address_of(self.url(database, user, port)).with_password(password)

    def run(self, *statements, database="postgres", user=OWNER, password=PASSWORD):
        """Run statements of SQL, each in a transaction of its own, and return the rows of the last."""
        url = self.address(database, user, password).url
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                for statement in statements:
                    answer = connection.exec_driver_sql(statement)
                return answer.fetchall() if answer.returns_rows else []
        finally:
            engine.dispose()


@pytest.fixture(scope="session")
def server():
    if _program("postgres") is None or _program("initdb") is None:
        if os.environ.get("REQUIRE_POSTGRESQL"):
            pytest.fail(NO_SERVER)
        pytest.skip(NO_SERVER)
    folder = Path(tempfile.mkdtemp(prefix="chipfolio-postgresql-"))  # not pytest's own, which only root may enter
    made = Server(folder)
    yield made
    made.stop()
    shutil.rmtree(folder, ignore_errors=True)


def _name_of(request):
    return re.sub(r"\W", "_", request.node.name.lower())[:50]


@pytest.fixture
def empty_database(server, request):
    """The name of an empty database of the test's own."""
    name = f"{_name_of(request)}_empty"
    server.run(f'CREATE DATABASE "{name}"')
    return name


@pytest.fixture(scope="session")
def library_made_once(server):
    """The library that the team's tests share, made by its owner; each begins with it empty."""
    server.run("CREATE DATABASE team")
    database = LibraryDatabase(server.address("team"))
    initialise(database)
    yield database
    database.close()


@pytest.fixture
def team_database(library_made_once):
    yield library_made_once
    with library_made_once.transaction() as transaction:
        transaction.execute(text("TRUNCATE library_entries, library_versions"))


@pytest.fixture
def team_library(team_database):
    return Library(team_database, pauses_s=(0.0,))


@pytest.fixture
def desk_database(tmp_path):
    """A library of one desk."""
    database = LibraryDatabase(address_of(f"sqlite:///{tmp_path}/library.db"))
    initialise(database)
    yield database
    database.close()


@pytest.fixture
def desk_library(desk_database):
    return Library(desk_database, pauses_s=(0.0,))


@pytest.fixture
def plan_bytes(small_plan, tmp_path):
    """Return the bytes of the small plan's file with some fields changed."""

    def made(**changes):
        path = tmp_path / "made.chipfolio"
        save_plan(path, replace(small_plan, **changes))
        return path.read_bytes()

    return made
