"""What all layers take when the fastest pools hold as many as they have room for: no pipeline's layers take less."""

import numpy as np

from planner.arrays import Floats, Integers


def fastest_first_s(layer_s: Floats, rooms: Integers, layers: int) -> Floats:
    """Return the seconds of all layers (n,), from those of one on each pool and the layers it has room for, (P, n).

    Pools that hold no layer have infinite seconds.
    """
    many = np.arange(layer_s.shape[1])
    left, taken_s = np.full(len(many), float(layers)), np.zeros(len(many))
    for pool in np.argsort(layer_s, axis=0, kind="stable"):
        taken, seconds = np.minimum(left, rooms[pool, many]), layer_s[pool, many]
        taken_s += taken * np.where(np.isfinite(seconds), seconds, 0.0)
        left -= taken
    return taken_s
