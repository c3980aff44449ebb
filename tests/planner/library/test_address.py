import pytest

from planner.errors import UserError
from planner.library.address import address_of


def test_a_password_is_refused_in_an_address_and_never_shown():
    for text in ("postgresql://ann:open%20sesame@db/team", "postgresql://ann@db/team?Password=open%20sesame"):
        with pytest.raises(UserError) as refused:
            address_of(text)
        assert "sesame" not in str(refused.value)
        address = address_of(text, may_hold_password=True)
        assert "sesame" not in f"{address.shown} {address!r} {address.account}"


@pytest.mark.parametrize(
    "text", ["", "nonsense with:secret@it", "mysql://ann@db/team", "sqlite://", "sqlite:///:memory:", "postgresql://db"]
)
def test_what_is_no_library_is_refused_without_being_quoted(text):
    with pytest.raises(UserError) as refused:
        address_of(text)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "environment", "mode"),
    [
        ("postgresql://ann@localhost/team", {}, "prefer"),
        ("postgresql://ann@127.8.0.1:5433/team", {}, "prefer"),
        ("postgresql://ann@[::1]/team", {}, "prefer"),
        ("postgresql:///team", {}, "prefer"),
        ("postgresql://ann@db.example/team", {}, "require"),
        ("postgresql://ann@10.0.0.7/team", {}, "require"),
        ("postgresql://ann@localhost.example/team", {}, "require"),
        ("postgresql:///team?host=localhost:5432&host=db.example:5432", {}, "require"),
        ("postgresql://ann@localhost/team?hostaddr=10.0.0.7", {}, "require"),
        ("postgresql:///team?service=elsewhere", {}, "require"),
        ("postgresql:///team", {"PGHOST": "db.example"}, "require"),
        ("postgresql://ann@localhost/team", {"PGHOSTADDR": "10.0.0.7"}, "require"),
        ("postgresql:///team", {"PGSERVICE": "elsewhere"}, "require"),
        ("postgresql://ann@db.example/team", {"PGSSLMODE": "disable"}, "require"),
        ("postgresql://ann@db.example/team", {"PGSSLMODE": "verify-full"}, "verify-full"),
        ("postgresql://ann@db.example/team?sslmode=verify-full", {}, "verify-full"),
    ],
)
def test_a_connection_that_may_leave_the_machine_is_encrypted(text, environment, mode):
    assert address_of(text).ssl_mode(environment) == mode
