"""Which columns of an explored fleet rest on estimates, and on which."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from planner.catalogue.estimates import Estimated, EstimatedInput

if TYPE_CHECKING:
    from planner.exploration.exploration import Exploration, FleetColumns

_OF_RATE: Final = ("days", "tokens_per_s")
_OF_MONEY: Final = ("cost", "cost_per_trillion_tokens", "saving")
_OF_SHARES: Final = ("largest", "hhi", "retention", "loss")


class GroupEstimates(Struct, frozen=True, kw_only=True):
    """The estimates that the rate and the price of one node group rest on."""

    rate: Estimated = ()
    price: Estimated = ()


class FleetEstimates(Struct, frozen=True, kw_only=True):
    """The estimates behind the fleets of one exploration: by group in the order of ``groups``, and the baseline's."""

    groups: tuple[GroupEstimates, ...] = ()
    baseline: Estimated = ()

    def columns(self, exploration: "Exploration", fleets: "FleetColumns", row: int) -> Mapping[str, Estimated]:
        """Return the estimates that each column of one fleet rests on; a column that rests on none is missing.

        A fleet rests on those of the groups that it has nodes of; all of one supplier is all, whatever the rates.
        """
        counts = fleets.nodes[row].tolist()
        here = [one for one, count in zip(self.groups, counts, strict=True) if count] if self.groups else []
        rate = _each(one for group in here for one in group.rate)
        money = _each((*rate, *(one for group in here for one in group.price)))
        found = dict.fromkeys(_OF_RATE, rate) | dict.fromkeys(_OF_MONEY, money)
        found["saving"] = _each((*money, *self.baseline))
        if fleets.largest[row] < 1.0:
            found |= dict.fromkeys(_OF_SHARES, money if exploration.by_spend else rate)
        return {key: inputs for key, inputs in found.items() if inputs}

    @property
    def all(self) -> Estimated:
        """Every estimate that any fleet, or the baseline, rests on."""
        return _each((*(one for group in self.groups for one in (*group.rate, *group.price)), *self.baseline))


def _each(inputs: Iterable[EstimatedInput]) -> Estimated:
    return tuple(dict.fromkeys(inputs))
