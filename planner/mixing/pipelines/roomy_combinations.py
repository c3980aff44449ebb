"""All combinations of pools' choices at one pace that may beat what is known, and hold the layers while they do.

Pools are joined one after the other. What those joined so far hold, and the most that the others could, has to be all
layers; and with the best that the others could have the rate has to beat what is known. Both are bounds: what they
leave out is no better, so the best of what they keep is the best of all.
"""

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Final

import numpy as np

from planner.arrays import Floats, Integers
from planner.called_off import go_on
from planner.mixing.pipelines.fleet_rows import Choices, widest

# Of three pools all are kept. Of four the most hopeful: looked at in all, and kept of whole pipelines of a pace; of
# each further pool a quarter and half as many. Sixteen times as many take eight times as long, and found nothing better
# of four pools and 0.4 % of five.
EVERY_COMBINATION: Final = 3  # pools
MOST_JOINED: Final = 262_144
MOST_KEPT: Final = 8_192

Bound = Callable[[Sequence[Choices]], Floats]


def hopeful_choices(choices: Sequence[Choices], bound: Bound, beaten: float) -> list[Choices] | None:
    """Return the choices of each pool that may beat what is known beside some of each other pool; None: none may.

    Two pools are looked at at once, with the best that the others have, and no memory: what is left out needs no tables
    of what stages hold.
    """
    left = list(choices)
    for one, other in combinations(range(len(left)), 2):
        columns = [widest(own) for own in left]
        columns[one], columns[other] = _standing(left[one]), left[other]
        hopeful = bound(columns) > beaten
        if not hopeful.any():
            return None
        left[one], left[other] = (
            left[pool].taken(np.flatnonzero(hopeful.any(axis=axis))) for pool, axis in ((one, 1), (other, 0))
        )
    return left


def _standing(own: Choices) -> Choices:
    """Return choices as a column, beside which others are a row."""
    return own.taken(np.arange(len(own.slot)), (-1, 1))


def roomy_combinations(
    choices: Sequence[Choices], rooms: Sequence[Integers], layers: int, bound: Bound, beaten: float
) -> tuple[Integers, bool]:
    """Return the positions (P, n) of combinations of one choice of each pool, and whether they are all that may be.

    ``rooms`` are the layers that each choice holds at most; ``bound`` says what columns, which broadcast, deliver at
    most.
    """
    most = [int(room.max(initial=0)) for room in rooms]
    chosen, held, every = np.zeros((0, 1), dtype=np.int64), np.zeros(1, dtype=np.int64), True
    for number, room in enumerate(rooms):
        go_on()
        before, at = np.nonzero(held[:, None] + room >= layers - sum(most[number + 1 :]))
        chosen, held = np.vstack([chosen[:, before], at]), held[before] + room[at]
        joined = [one.taken(own) for one, own in zip(choices, chosen, strict=False)]
        reached = bound([*joined, *(widest(one) for one in choices[number + 1 :])])
        kept = np.flatnonzero(reached > beaten)
        if len(rooms) > EVERY_COMBINATION:
            further = len(rooms) - EVERY_COMBINATION - 1
            whole = number + 1 == len(rooms)
            many = MOST_KEPT >> further if whole else (MOST_JOINED >> 2 * further) // len(rooms[number + 1])
            every = every and len(kept) <= many
            kept = np.sort(kept[np.argsort(-reached[kept], kind="stable")[:many]])
        chosen, held = chosen[:, kept], held[kept]
    return chosen, every
