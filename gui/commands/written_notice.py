"""Says where an export went, with *Open* and *Show in folder* beside it."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from gui.look.words import tr
from gui.widgets.notice_bar import Notice, NoticeBar, Offer

TOPIC: Final = "written"


def tell_written(notices: NoticeBar, path: Path) -> Notice:
    """Say that a file is written; the system's own programs open it, or its folder."""
    whole = path.absolute()
    return notices.show_notice(
        TOPIC,
        tr("Written: {path}", path=path),
        Offer(tr("Open"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(whole)))),
        Offer(tr("Show in folder"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(whole.parent)))),
    )
