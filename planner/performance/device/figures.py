"""What the arithmetic of a device asks of whatever it works for: figures that broadcast, and experts to send to."""

from typing import Protocol

from planner.arrays import Number
from planner.performance.device.coefficients import Coefficients


class DeviceFigures(Protocol):
    """Peaks in FLOP/s and rates in bytes/s of one device, one direction, and what is reached of them.

    ``flop_per_s`` is the stated peak at the precision of the products, ``wide_flop_per_s`` that of 16 bits.
    """

    @property
    def coefficients(self) -> Coefficients: ...
    @property
    def flop_per_s(self) -> Number: ...
    @property
    def wide_flop_per_s(self) -> Number: ...
    @property
    def memory_bytes_per_s(self) -> Number: ...
    @property
    def scaleup_bytes_per_s(self) -> Number: ...
    @property
    def nic_bytes_per_s(self) -> Number: ...


class RoutedExperts(Protocol):
    """Experts that a token is sent to: how many there are, how many it takes, and how many groups limit it."""

    @property
    def experts(self) -> Number: ...
    @property
    def top_k(self) -> Number: ...
    @property
    def routing_groups(self) -> Number: ...
    @property
    def routing_group_limit(self) -> Number: ...
