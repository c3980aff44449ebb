"""The summary on paper: its pages as pictures, drawn on a printer's sheets."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrinter

from gui.look.words import tr
from gui.report.pdf import ReportSource, compiled
from planner.errors import UserError

PIXELS_PER_INCH = 200  # text of 7 points is read easily, and a page is 1.5 MB


def page_pictures(source: ReportSource) -> list[bytes]:
    """Return each page of a report as PNG; pure, so any thread may do it. BugError where the template fails."""
    pages = compiled(source, format="png", ppi=PIXELS_PER_INCH)
    return [bytes(page) for page in pages] if isinstance(pages, list) else [bytes(pages)]


def print_pages(pages: list[bytes], printer: QPrinter) -> None:
    """Draw each page as large as its sheet allows; raise UserError where the printer takes nothing."""
    painter = QPainter()
    if not painter.begin(printer):
        raise UserError(tr("The printer takes nothing; choose another one, or export the PDF and print that."))
    try:
        for number, page in enumerate(pages):
            if number:
                printer.newPage()
            image = QImage.fromData(page)
            size = image.size().scaled(painter.viewport().size(), Qt.AspectRatioMode.KeepAspectRatio)
            painter.drawImage(QRect(0, 0, size.width(), size.height()), image)
    finally:
        painter.end()
