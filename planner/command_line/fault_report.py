"""A report of a fault of ours, kept for whoever mends it."""

import platform
import re
import sys
import time
import traceback

from planner import __version__

_PASSWORD = re.compile(r"(://[^\s:/@'\"]*):[^\s'\"]+@|(password=)[^\s&'\"]+", re.IGNORECASE)


def fault_report(error: BaseException, arguments: list[str]) -> str:
    """Write a report with the trace beside the program's logs and return what to say: the trace and its place."""
    trace = without_passwords("".join(traceback.format_exception(error)))
    text = (
        f"chipfolio-cli {__version__}, Python {sys.version.split()[0]}, {platform.platform()}\n"
        f"arguments: {without_passwords(str(arguments))}\n\n{trace}"
    )
    return f"{trace}This is a fault of Chipfolio's, not yours. {_kept(text)}"


def without_passwords(text: str) -> str:
    """Return text with the passwords of addresses masked.

    >>> without_passwords("['--library', 'postgresql://ann:sesame@db/team?password=x']")
    "['--library', 'postgresql://ann:***@db/team?password=***']"
    >>> without_passwords("postgresql://ann:ses@me@db/team")
    'postgresql://ann:***@db/team'
    """
    return _PASSWORD.sub(lambda found: f"{found[2]}***" if found[2] else f"{found[1]}:***@", text)


def _kept(text: str) -> str:
    from platformdirs import user_log_path  # noqa: PLC0415 - only a fault needs it

    try:
        folder = user_log_path("chipfolio", appauthor=False, ensure_exists=True)
        path = folder / f"fault-{time.strftime('%Y%m%d-%H%M%S')}.txt"
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        return f"The report above could not be kept ({error.strerror}); please send it in."
    return f"The report is kept in {path}; please send it in."
