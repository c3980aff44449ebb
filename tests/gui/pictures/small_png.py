"""Pictures as small PNG files: at most 256 colours, and every colour near a kept one, however rare it is."""

from pathlib import Path

import numpy as np
from PySide6.QtGui import QImage

MOST_COLOURS = 256


def write_small(image: QImage, path: Path) -> None:
    """Write a picture with a palette; a shade that is not kept becomes the nearest one that is."""
    flat = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(flat.constBits(), dtype=np.uint32).reshape(flat.height(), flat.width())
    colours, places, counts = np.unique(pixels, return_inverse=True, return_counts=True)
    kept = _kept(_parts(colours), counts)
    nearest = _nearest(_parts(colours), _parts(colours[kept]))
    indexed = QImage(flat.width(), flat.height(), QImage.Format.Format_Indexed8)
    indexed.setColorTable(colours[kept].tolist())
    rows = np.frombuffer(indexed.bits(), dtype=np.uint8).reshape(flat.height(), indexed.bytesPerLine())
    rows[:, : flat.width()] = nearest[places.reshape(pixels.shape)]
    assert indexed.save(str(path), "PNG", 0), f"{path} cannot be written"  # 0: as small as it gets


def _kept(parts: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return the positions of the colours to keep: the most frequent of each cell, of cells that grow until they do."""
    frequent_first = np.argsort(counts, kind="stable")[::-1]
    for side in range(1, 128):
        cells = (parts[frequent_first] + side // 2) // side  # shifted, so that white lies inside a cell
        _, firsts = np.unique(cells, axis=0, return_index=True)
        if len(firsts) <= MOST_COLOURS:
            break
    return np.sort(frequent_first[firsts])


def _parts(colours: np.ndarray) -> np.ndarray:
    """Return red, green and blue of 0xAARRGGBB; (n,) -> (n, 3)."""
    return np.stack([(colours >> shift) & 0xFF for shift in (16, 8, 0)], axis=1).astype(np.int32)


def _nearest(wanted: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """Return for each colour the position of the nearest kept one; (n, 3), (m, 3) -> (n,)."""
    away = np.concatenate(
        [((part[:, None] - kept[None]) ** 2).sum(axis=2).argmin(axis=1) for part in np.array_split(wanted, 64)]
    )
    return away.astype(np.uint8)
