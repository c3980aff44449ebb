"""Command-line arguments as values: each a flag with its values, as text."""

from collections.abc import Iterable, Mapping

Argument = tuple[str, ...]
Arguments = list[Argument]


def flags_of(arguments: Iterable[Argument]) -> Mapping[str, tuple[str, ...]]:
    """Return the values of each flag; the last wins, as in argparse."""
    return {argument[0]: argument[1:] for argument in arguments}


def words_of(arguments: Iterable[Argument]) -> list[str]:
    """Return arguments as the words of a command line."""
    return [word for argument in arguments for word in argument]


def plain(number: float) -> str:
    """Return a number as a launch file writes it.

    >>> plain(1e-06), plain(2.5), plain(500000.0)
    ('1e-06', '2.5', '500000')
    """
    return f"{number:.10g}"


def runs(flags: Iterable[bool]) -> str:
    """Return a pattern of layers in the notation that Megatron-Core evaluates: repetitions of short lists.

    >>> runs([False] * 3 + [True] * 58), runs([False, True] * 24)
    ('([0]*3+[1]*58)', '([0,1]*24)')
    """
    values = ["1" if flag else "0" for flag in flags]
    period = next((n for n in (2, 3, 4, 6) if len(values) % n == 0 and values == values[:n] * (len(values) // n)), None)
    if period is not None and len(set(values)) > 1:
        return f"([{','.join(values[:period])}]*{len(values) // period})"
    parts: list[list[str]] = []
    for value in values:
        if parts and parts[-1][0] == value:
            parts[-1].append(value)
        else:
            parts.append([value])
    return "(" + "+".join(f"[{part[0]}]*{len(part)}" for part in parts) + ")"
