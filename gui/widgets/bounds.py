"""What may be entered for a field of the plan: the planner's own limits of it, in the unit that the window shows."""

from collections.abc import Callable

from planner.planfile.limits import limit_of

_ROUNDING = 1e-9  # a limit that was converted into another unit may be missed by the last digits


def within(
    kind: str, name: str, *, unit: float = 1.0, above_zero: bool = False, whole: bool = False
) -> Callable[[float], bool]:
    """Return whether a shown number may be entered for a field of a value class.

    One of the unit shown is ``unit`` in the plan's. ``above_zero``: none of it is not a number but an empty field.
    """
    limits = limit_of(kind, name)

    def accepts(shown: float) -> bool:
        if (above_zero and not shown > 0) or (whole and shown != round(shown)):
            return False
        kept = shown * unit
        return limits.holds(kept) or any(abs(kept - end) <= _ROUNDING * abs(end) for end in (limits.least, limits.most))

    return accepts
