"""Whether two pictures look the same: alike up to the smoothing of letters and lines, and nowhere else."""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from PySide6.QtGui import QImage

Pixels = NDArray[np.float32]
STRONG = 32.0  # of 255, after the blur: smoothing of edges stays below it, a moved or other stroke does not
MOST_STRONG_SHARE = 2e-5  # of the pixels: about seven in a chart; one other digit changes more


class Difference(Struct, frozen=True, kw_only=True):
    """How much two pictures differ: the share of strongly different pixels, and the box (x, y, w, h) around them."""

    share: float
    box: tuple[int, int, int, int]

    @property
    def shows(self) -> bool:
        """Whether the pictures look different."""
        return self.share > MOST_STRONG_SHARE


def difference(one: QImage, other: QImage) -> Difference:
    """Compare two pictures; pictures of two sizes differ everywhere."""
    if one.size() != other.size():
        return Difference(share=1.0, box=(0, 0, other.width(), other.height()))
    strong = np.abs(_blurred(_pixels(one)) - _blurred(_pixels(other))).max(axis=2) > STRONG
    rows, columns = np.flatnonzero(strong.any(axis=1)), np.flatnonzero(strong.any(axis=0))
    if len(rows) == 0:
        return Difference(share=0.0, box=(0, 0, 0, 0))
    box = (int(columns[0]), int(rows[0]), int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1)
    return Difference(share=float(strong.mean()), box=box)


def _pixels(image: QImage) -> Pixels:
    """Return a picture as (height, width, 3) of 0..255."""
    flat = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(flat.constBits(), dtype=np.uint8).reshape(flat.height(), flat.bytesPerLine())
    return rows[:, : 3 * flat.width()].reshape(flat.height(), flat.width(), 3).astype(np.float32)


def _blurred(pixels: Pixels) -> Pixels:
    """Return the mean of each pixel and its eight neighbours."""
    padded = np.pad(pixels, ((1, 1), (1, 1), (0, 0)), mode="edge")
    sums = padded[:-2] + padded[1:-1] + padded[2:]
    blurred: Pixels = (sums[:, :-2] + sums[:, 1:-1] + sums[:, 2:]) / 9
    return blurred
