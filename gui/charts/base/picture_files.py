"""Pictures as files: SVG and PNG from anything that can paint itself; written whole or not at all."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from gui.look.planner_words import said
from gui.look.theme import without_font_features
from gui.look.words import tr
from planner.errors import UserError
from planner.strange_text import for_xml
from planner.whole_file import write_whole

Paint = Callable[[QPainter], None]
PNG_SCALE: Final = 2  # sharp on a 200 % screen and in a document
SCREEN_DPI: Final = 96  # Qt's logical resolution; fonts are in pixels, so only metadata depends on it


def svg_bytes(size: QSize, title: str, paint: Paint) -> bytes:
    """Return a picture as SVG: vectors and text, nothing rasterised."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    generator.setViewBox(QRect(0, 0, size.width(), size.height()))
    generator.setResolution(SCREEN_DPI)
    generator.setTitle(title)
    painter = QPainter(generator)
    with without_font_features():
        paint(painter)
    painter.end()
    buffer.close()
    return for_xml(bytes(data.data()).decode()).encode()  # Qt writes a name as it is


def picture_image(size: QSize, ground: QColor, paint: Paint) -> QImage:
    """Return a picture as an image on a ground, at twice its size on screen."""
    image = QImage(size * PNG_SCALE, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(PNG_SCALE)
    image.fill(ground)
    painter = QPainter(image)
    paint(painter)
    painter.end()
    return image


def png_bytes(image: QImage) -> bytes:
    """Return an image as PNG."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # PySide takes the format as str, its stub as bytes
    buffer.close()
    return bytes(data.data())


def write_picture(path: Path, content: bytes) -> None:
    """Write a file whole; raise UserError where that is impossible."""
    try:
        write_whole(path, content)
    except OSError as error:
        reason = said(error.strerror or str(error))
        words = tr(
            "{path} cannot be written ({reason}); choose another folder or free some space.", path=path, reason=reason
        )
        raise UserError(words) from error
