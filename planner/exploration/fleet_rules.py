"""What decides how the fleets of an exploration work, and what they come to: columns that broadcast over fleets."""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from planner.arrays import Floats, Mask
from planner.exploration.alike_sites import AlikeSites
from planner.mixing.strategies import AUTO, IN_TURN, STRATEGIES, Strategy
from planner.mixing.strategy import PROGRAMME

WAYS = (IN_TURN, *STRATEGIES, PROGRAMME)


class FleetRules(Struct, frozen=True, kw_only=True):
    """What decides how a fleet works: strategy, limit on suppliers' tokens, deadline, and time before money.

    ``divided`` False: turns are equally long. ``cap`` limits one supplier's share, ``hhi`` the sum of all squares.
    ``restart_s`` is the stop beside moving the checkpoint, ``porting`` what a stack costs beyond ``start_stack`` (None:
    beyond the first). ``deadline_s`` is infinite for none. ``approximate``: the plan has terms of several pools
    that arrays leave out, ``windows``: of one pool too; ``weighed``: it weighs what stops between its shares cost, and
    joined ways; ``several_layers``: it limits more than one layer, ``spend_capped``: shares of the spend, where arrays
    limit those of tokens. ``alike`` are sites of one accelerator.
    """

    strategy: str = AUTO
    divided: bool = False
    cap: float = 1.0
    hhi: float = 1.0
    deadline_s: float = float("inf")
    by_time: bool = False
    restart_s: float = 0.0
    porting: float = 0.0
    start_stack: str | None = None
    approximate: bool = False
    windows: bool = False
    weighed: bool = False
    several_layers: bool = False
    spend_capped: bool = False
    alike: tuple[AlikeSites, ...] = ()

    @property
    def joined(self) -> tuple[Strategy, ...]:
        """The strategies that are weighed against turns, or taken in their place."""
        if self.divided or self.strategy == IN_TURN:
            return ()
        if self.strategy != AUTO:
            return (STRATEGIES[self.strategy],)
        return tuple(strategy for strategy in STRATEGIES.values() if strategy.keeps_optimiser)


class FleetWays(Struct, frozen=True, kw_only=True):
    """What fleets come to: ``way`` is a position in ``WAYS`` (0: in turn); ``parts`` are each pool's of the tokens.

    Rates are delivered, over the days at work. A fleet that cannot work so has rate 0 and never ends. ``bound``: its
    own plan may be sooner or cheaper, or differ by terms that arrays leave out; the parts of stages, which are those of
    whole layers there, are by the pools' speed here.
    """

    tokens_per_s: Floats
    wall_s: Floats
    cost: Floats
    way: NDArray[np.int64]
    parts: tuple[Floats, ...]
    spend: tuple[Floats, ...]
    bound: Mask
