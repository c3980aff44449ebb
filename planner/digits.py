"""How a figure is written, wherever it stands: one label, one figure."""

import re
from math import ceil
from typing import Final, TypeVar

MINUS: Final = "−"  # as wide as the plus; a hyphen before a number reads as a range
_SIGN_OF_ZERO: Final = re.compile(r"^[-+](~?)(?![0.,]*[1-9])")
_WHOLE_FROM_DAYS: Final = 100.0
PRICE_DECIMALS: Final = 2  # as prices of a device-hour are quoted
_ROUNDING: Final = 1e-9  # relative: what arithmetic may add to a number that is shown in full

_Number = TypeVar("_Number", bound=float)


def days_decimals(days: float) -> int:
    """Return the decimals that days are shown with: one, none from a hundred on.

    >>> days_decimals(99.94), days_decimals(99.95), days_decimals(-158.2)
    (1, 0, 0)
    """
    return 0 if round(abs(days), 1) >= _WHOLE_FROM_DAYS else 1


def rounded_up(value: _Number, decimals: int) -> _Number:
    """Return the least number of so many decimals that is not below a bound: who enters it keeps to the bound.

    >>> rounded_up(441.93, 1), rounded_up(0.95004, 3), rounded_up(158.2, 1), rounded_up(4999.2, 0)
    (442.0, 0.951, 158.2, 5000.0)
    """
    scale = 10.0**decimals
    return type(value)(ceil(value * scale * (1.0 - _ROUNDING)) / scale)


def true_minus(number: str) -> str:
    """Return a number, written with a hyphen, with a true minus; what is shown as zero has no sign.

    >>> true_minus("-1.5"), true_minus("-0.0"), true_minus("+0.00 d"), true_minus("-0.05")
    ('−1.5', '0.0', '0.00 d', '−0.05')
    """
    if "-" not in number and "+" not in number:
        return number
    return _SIGN_OF_ZERO.sub(r"\1", number).replace("-", MINUS)
