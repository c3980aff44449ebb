"""What arrays are called, once for all rooms."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Counts: TypeAlias = NDArray[np.signedinteger]  # whole numbers of whatever width
Mask: TypeAlias = NDArray[np.bool_]
Drawn: TypeAlias = float | Floats  # one value, or one a draw
Number: TypeAlias = Any  # of one case, or one a row where many cases are evaluated together (the fit, the validation)
