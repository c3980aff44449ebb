"""The only conversions in the program, each once. One GB is 1e9 bytes, one GiB is 2**30 bytes; FLOP rates are dense."""

from typing import Final

GIGA: Final = 1e9
TERA: Final = 1e12
PETA: Final = 1e15
GIB_BYTES: Final = 2**30
MIB_BYTES: Final = 2**20
TRILLION_TOKENS: Final = 1e12
BF16_BYTES: Final = 2  # of a number in BF16 or FP16
FP32_BYTES: Final = 4
FLOP_PER_MAC: Final = 2
SECONDS_PER_HOUR: Final = 3600.0
SECONDS_PER_DAY: Final = 86400.0
HOURS_PER_DAY: Final = 24.0
LONGEST_RUN_DAYS: Final = 1e6  # as the latest deadline; beyond it neither months nor shares can be told
HOURS_PER_YEAR: Final = 8766.0  # 365.25 days
DAYS_PER_MONTH: Final = 365.25 / 12
HOURS_PER_MONTH: Final = 730.0  # the convention of the price observations
BITS_PER_BYTE: Final = 8


def gib_from_bytes(amount_bytes: float) -> float:
    """Return binary gigabytes."""
    return amount_bytes / GIB_BYTES


def bytes_per_s_from_gbit_per_s(rate_gbit_per_s: float) -> float:
    """Return bytes per second from the gigabits per second that network figures are printed in."""
    return rate_gbit_per_s * GIGA / BITS_PER_BYTE


def one_way_from_bidirectional(rate_bytes_per_s: float) -> float:
    """Return one direction of a link whose supplier prints the sum of both."""
    return rate_bytes_per_s / 2
