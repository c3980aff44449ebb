"""The real program, started as a user starts it; it says when its window was painted and when it was planned.

Prints seconds since the moment in STARTED (of ``time.time``) and ends once both are known.
"""

import os
import sys
import time

from gui.__main__ import main


def say(what: str) -> None:
    sys.stdout.write(f"{what} {time.time() - float(os.environ['STARTED']):.3f}\n")


def listen() -> None:
    """Listen in on the one window that the program opens, and close it once it is planned."""
    from PySide6.QtCore import QEvent, QObject  # noqa: PLC0415 - workers import this file too, and need no Qt

    from gui import application  # noqa: PLC0415 - the same

    class Painted(QObject):
        def eventFilter(self, window: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
            if event.type() is QEvent.Type.Paint:
                window.removeEventFilter(self)
                say("visible")
            return False

    make = application.open_session

    def open_session(*arguments, **words):
        session = make(*arguments, **words)
        session.window.installEventFilter(Painted(session.window))
        session.live.planned.connect(lambda _result: (say("planned"), application.QApplication.exit(0)))
        return session

    application.open_session = open_session


if __name__ == "__main__":
    listen()
    sys.exit(main([]))
