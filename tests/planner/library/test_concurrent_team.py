"""Many at once, a server that is killed, a network that is slow or falls silent: nothing lost, no half plan."""

import random
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from sqlalchemy import event, text

from planner.library.database import LibraryDatabase
from planner.library.entries import Kind, Publication
from planner.library.library import Library
from planner.library.library_errors import LibraryConflictError, LibraryError, LibraryUnreachableError

WRITERS = 50
SHARED = 10  # entries that five of them write each
TRIES = 200
READS = 60  # while the writers write; more would only take their time


class SlowNetwork:
    """Passes bytes on to a server, each burst later; ``silent`` swallows what the server answers."""

    def __init__(self, port, delay_s=0.0):
        self._port, self._delay_s = port, delay_s
        self.silent = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._open = [self._listener]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def _accept(self):
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._port))
                self._open += [near, far]
                for source, target, answers in ((near, far, False), (far, near, True)):
                    thread = threading.Thread(target=self._pass_on, args=(source, target, answers), daemon=True)
                    self._threads.append(thread)
                    thread.start()

    def _pass_on(self, source, target, answers):
        with suppress(OSError):
            while burst := source.recv(1 << 16):
                time.sleep(self._delay_s)  # the network's own time
                if not (answers and self.silent.is_set()):
                    target.sendall(burst)
            target.shutdown(socket.SHUT_WR)

    def close(self):
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        for one in self._open:
            one.close()


@pytest.fixture
def network_to(server):
    made = []

    def open_to(delay_s=0.0):
        made.append(SlowNetwork(server.port, delay_s))
        return made[-1]

    yield open_to
    for one in made:
        one.close()


def join(threads):
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()


def contents(plan_bytes, count):
    return [plan_bytes(notes=f"content {number}") for number in range(count)]


def publish_on_top(library, name, content, reason):
    """Publish over whatever is newest, as often as it takes; return the version."""
    based_on = 0
    for _ in range(TRIES):
        publication = Publication(kind=Kind.PLAN, name=name, content=content, reason=reason, based_on=based_on)
        try:
            return library.publish(publication)
        except LibraryConflictError as overtaken:
            based_on = overtaken.latest.version
    raise AssertionError(f"{reason} was overtaken {TRIES} times")


@pytest.mark.slow
def test_fifty_writers_lose_nothing_and_nobody_reads_half_a_plan(team_library, plan_bytes):
    many = contents(plan_bytes, 4)
    known = set(many)
    done = threading.Event()
    start = threading.Barrier(WRITERS)

    def write(number):
        start.wait()
        name, content = f"shared {number % SHARED}", random.Random(number).choice(many)  # noqa: S311 - any of them
        return publish_on_top(team_library, name, content, f"writer {number}"), content

    def read():
        seen = 0
        while not done.is_set() and seen < READS:
            for number in range(SHARED):
                with suppress(LibraryError):  # not begun yet
                    opened = team_library.open(Kind.PLAN, f"shared {number}")
                    assert opened.content in known
                    assert opened.value.plan.notes.startswith("content ")
                    seen += 1
        return seen

    with ThreadPoolExecutor(WRITERS + 1) as everyone:
        readers = [everyone.submit(read)]
        written = list(everyone.map(write, range(WRITERS)))
        done.set()
        assert all(reader.result() for reader in readers)
    for number in range(SHARED):
        kept = team_library.versions(Kind.PLAN, f"shared {number}")
        assert [info.version for info in kept] == list(range(WRITERS // SHARED, 0, -1))
        assert sorted(kept, key=lambda info: info.published_at, reverse=True) == list(kept)
    for info, content in written:
        opened = team_library.open(Kind.PLAN, info.name, info.version)
        assert (opened.info, opened.content) == (info, content)


@pytest.mark.slow
def test_a_server_killed_in_the_middle_loses_nothing_that_it_confirmed(server, team_database, plan_bytes):
    database = LibraryDatabase(server.address("team"))
    library = Library(database, pauses_s=())
    many = contents(plan_bytes, 3)
    confirmed, refused = [], []
    busy, enough = threading.Semaphore(0), threading.Event()

    def send(publication):
        """Send the same publication again and again, however the tries before ended."""
        while True:
            try:
                return library.publish(publication)
            except LibraryUnreachableError as error:
                refused.append(error)

    def write(number):
        based_on = 0
        while not enough.is_set():
            content = many[based_on % 3]
            named = {"name": f"plan {number}", "reason": str(based_on), "based_on": based_on}
            info = send(Publication(kind=Kind.PLAN, content=content, **named))
            confirmed.append((info, content))
            based_on = info.version
            busy.release()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for _ in range(12):
        assert busy.acquire(timeout=60)
    server.kill()
    server.start()
    enough.set()
    join(threads)
    assert refused  # it was in the middle
    for number in range(6):
        kept = library.versions(Kind.PLAN, f"plan {number}")
        mine = [info for info, _ in confirmed if info.name == f"plan {number}"]
        assert [info.version for info in kept] == list(range(len(mine), 0, -1))  # each once, and none beside them
        assert set(mine) == set(kept)
    for info, content in confirmed:
        assert library.open(Kind.PLAN, info.name, info.version).content == content
    database.close()


def test_a_slow_network_only_takes_longer(server, team_database, network_to, plan_bytes):
    network = network_to(delay_s=0.01)
    database = LibraryDatabase(server.address("team", port=network.port))
    library = Library(database)
    content = plan_bytes()
    published = library.publish(Publication(kind=Kind.PLAN, name="far", content=content, reason="slowly"))
    assert library.open(Kind.PLAN, "far").content == content
    assert library.browse(words="slowly").entries == (published,)
    database.close()


def test_a_server_that_falls_silent_is_given_up_in_words(server, team_database, network_to):
    network = network_to()
    database = LibraryDatabase(server.address("team", port=network.port), patience_s=0.5)

    def ask():
        with database.transaction() as transaction:
            network.silent.set()
            transaction.execute(text("SELECT 1"))

    with pytest.raises(LibraryUnreachableError, match=r"did not answer in 0\.5 seconds"):
        ask()
    database.close()


def test_a_lost_answer_is_said_to_be_unknown_and_the_same_publication_settles_it(
    server, team_database, team_library, network_to, plan_bytes
):
    network = network_to()
    database = LibraryDatabase(server.address("team", port=network.port), patience_s=0.5)
    one = Publication(kind=Kind.PLAN, name="Q3", content=plan_bytes(), reason="once")
    event.listen(database._engine, "commit", lambda _connection: network.silent.set())  # just before it is sent
    with pytest.raises(LibraryUnreachableError, match="not known"):
        Library(database, pauses_s=()).publish(one)
    database.close()
    assert team_library.publish(one).version == 1
    assert len(team_library.versions(Kind.PLAN, "Q3")) == 1


def test_a_server_that_is_not_there_is_said_to_be(server, plan_bytes):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        database = LibraryDatabase(server.address("team", port=taken.getsockname()[1]))
        library = Library(database, pauses_s=(0.0,))
        with pytest.raises(LibraryUnreachableError, match="cannot be reached") as refused:
            library.publish(Publication(kind=Kind.PLAN, name="Q3", content=plan_bytes(), reason="once"))
    assert "is not published" in str(refused.value)
    assert not refused.value.sent
    database.close()
