"""The library over TLS, to a real server: encrypted off this machine without being asked, and sure of whom it asks."""

import datetime as dt
import ipaddress
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text

from planner.library.address import address_of
from planner.library.database import LibraryDatabase
from planner.library.entries import Kind, Publication
from planner.library.library import Library
from planner.library.library_errors import LibraryUnreachableError

x509 = pytest.importorskip("cryptography.x509", reason="certificates are made with cryptography")
from cryptography.hazmat.primitives import hashes, serialization  # noqa: E402 - only where it is there
from cryptography.hazmat.primitives.asymmetric import ec  # noqa: E402 - the same

HOST = "db.example"  # no machine of this name: hostaddr says where it is
_TRIES = 1_000  # connections, each a few milliseconds


@dataclass(frozen=True)
class Signed:
    """A certificate with its key, as PEM."""

    certificate: bytes
    key: bytes


def _signed(subject, issuer=None, issuer_key=None):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, subject)])
    now = dt.datetime.now(dt.UTC)
    hosts = x509.SubjectAlternativeName([x509.DNSName(HOST), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer or name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
    )
    made = made if issuer is None else made.add_extension(hosts, critical=False)
    return made.sign(issuer_key or key, hashes.SHA256()), key


def _pem(certificate, key):
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    return Signed(certificate=certificate.public_bytes(serialization.Encoding.PEM), key=private)


@pytest.fixture(scope="module")
def certificates():
    """An authority of the test's own, a server that it vouches for, and an authority that vouches for nobody."""
    authority, key = _signed("Authority of the tests")
    own = _signed(HOST, authority.subject, key)
    return _pem(authority, key), _pem(*own), _pem(*_signed("Another authority"))


@pytest.fixture(scope="module")
def encrypting_server(server, certificates):
    """The server of all tests, made to encrypt for those here."""
    folder = Path(tempfile.mkdtemp(prefix="chipfolio-tls-"))
    try:
        files = {"ssl_cert_file": certificates[1].certificate, "ssl_key_file": certificates[1].key}
        for name, content in files.items():
            _hand_over(server, folder / name, content)
        server.own(folder)
        with _settings(server, {name: str(folder / name) for name in files} | {"ssl": "on"}):
            yield server
    finally:
        shutil.rmtree(folder)


def _hand_over(server, path, content):
    path.write_bytes(content)
    path.chmod(0o600)
    server.own(path)


@contextmanager
def _settings(server, settings):
    try:
        server.run(*(f"ALTER SYSTEM SET {name} = '{value}'" for name, value in settings.items()))
        _reload(server, "on")
        yield
    finally:
        server.run(*(f"ALTER SYSTEM RESET {name}" for name in settings))
        _reload(server, "off")


def _reload(server, wanted):
    server.run("SELECT pg_reload_conf()")
    for tries in count():  # the server takes it when it comes to it, and new connections see it from then on
        if server.run("SHOW ssl") == [(wanted,)]:
            return
        assert tries < _TRIES, "the server does not take its settings"


@contextmanager
def _database(url, password):
    database = LibraryDatabase(address_of(url).with_password(password))
    try:
        yield database
    finally:
        database.close()


def _file(folder, content):
    path = folder / "authority.pem"
    path.write_bytes(content)
    return path


def test_off_this_machine_every_connection_is_encrypted_without_being_asked(
    encrypting_server, team_database, plan_bytes
):
    url = encrypting_server.url("team").replace("127.0.0.1", HOST) + "?hostaddr=127.0.0.1"
    content = plan_bytes(notes="over TLS")
    with _database(url, encrypting_server.password) as database:
        library = Library(database, pauses_s=(0.0,))
        library.publish(Publication(kind=Kind.PLAN, name="Q3", content=content, reason="as agreed"))
        assert library.open(Kind.PLAN, "Q3").content == content
        with database.transaction() as transaction:
            asked = "SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
            encrypted, version = transaction.execute(text(asked)).one()
    assert encrypted
    assert version in {"TLSv1.2", "TLSv1.3"}


def test_a_server_is_known_by_its_authority_and_by_no_other(encrypting_server, team_database, certificates, tmp_path):
    ours, _, other = certificates
    url = encrypting_server.url("team").replace("127.0.0.1", HOST) + "?hostaddr=127.0.0.1&sslmode=verify-full"
    with _database(f"{url}&sslrootcert={_file(tmp_path, ours.certificate)}", encrypting_server.password) as database:
        assert Library(database).browse().total == 0
    wrong = f"{url}&sslrootcert={_file(tmp_path, other.certificate)}"
    with _database(wrong, encrypting_server.password) as database, pytest.raises(LibraryUnreachableError) as refused:
        Library(database, pauses_s=(0.0,)).browse()
    assert "certificate verify failed" in str(refused.value)
    assert str(refused.value).isprintable()


def test_the_certificate_of_another_host_is_refused(encrypting_server, team_database, certificates, tmp_path):
    elsewhere = encrypting_server.url("team").replace("127.0.0.1", "other.example")
    trusted = _file(tmp_path, certificates[0].certificate)
    url = f"{elsewhere}?hostaddr=127.0.0.1&sslmode=verify-full&sslrootcert={trusted}"
    with _database(url, encrypting_server.password) as database, pytest.raises(LibraryUnreachableError) as refused:
        Library(database, pauses_s=(0.0,)).browse()
    assert "does not match host name" in str(refused.value)
