"""A number that rests on estimates: it computes as any other, and says so wherever it is put into words."""

from planner.catalogue.estimates import with_mark


class EstimatedNumber(float):
    """A float whose text wears the mark of estimates, in whatever format; what is computed with it wears it too.

    >>> days = EstimatedNumber(158.04)
    >>> f"{days:,.1f} days, {-days / 2:,.0f} and {1.0 - days / 200:.0%}"
    '~158.0 days, -~79 and ~21%'
    """

    __slots__ = ()

    def __format__(self, form: str) -> str:
        return with_mark(float.__format__(self, form))

    def __abs__(self) -> "EstimatedNumber":
        return EstimatedNumber(float.__abs__(self))

    def __neg__(self) -> "EstimatedNumber":
        return EstimatedNumber(float.__neg__(self))

    def __add__(self, other: float) -> "EstimatedNumber":
        return EstimatedNumber(float(self) + float(other))

    __radd__ = __add__

    def __sub__(self, other: float) -> "EstimatedNumber":
        return EstimatedNumber(float(self) - float(other))

    def __rsub__(self, other: float) -> "EstimatedNumber":
        return EstimatedNumber(float(other) - float(self))

    def __mul__(self, other: float) -> "EstimatedNumber":
        return EstimatedNumber(float(self) * float(other))

    __rmul__ = __mul__

    def __truediv__(self, other: float) -> "EstimatedNumber":
        return EstimatedNumber(float(self) / float(other))


def noted(value: float, rests: object) -> float:
    """Return a number that is said to rest on estimates where it rests on any."""
    return EstimatedNumber(value) if rests else value
