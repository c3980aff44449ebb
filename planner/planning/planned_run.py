"""What every planned run has, of one model or of a programme: cost, energy, bands and events are computed from it."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping

from msgspec import Struct

from planner.causes import Cause, TrainsNoToken
from planner.cluster import PoolPlace, Waiting
from planner.mixing.timetables.timetable import GroupMoney
from planner.mixing.timetables.timetable_problem import PaidGroup
from planner.plan import Plan
from planner.planning.grounds import Grounds
from planner.planning.members import Member
from planner.planning.pools import PricedGroup
from planner.planning.setting import LeftOut, Setting
from planner.planning.ways import PlannedWay
from planner.units import HOURS_PER_DAY


class Stretch(Struct, frozen=True, kw_only=True):
    """Days on which a node group is at work, or in a stop, without a break."""

    group: str
    from_day: float
    to_day: float


class PlannedRun(Struct, frozen=True, kw_only=True):
    """A plan put together; what differs between one model and several is what the subclasses answer.

    ``money``, ``busy_days`` (at work) and ``stop_days`` go by the keys of node groups, ``tokens`` by pool. ``porting``
    is money paid once for further software stacks.
    """

    name: str
    setting: Setting

    @property
    @abstractmethod
    def days(self) -> float:
        """Days from day 0 to the end of all that is trained."""

    @property
    @abstractmethod
    def trained_tokens(self) -> float:
        """Tokens of all that is trained."""

    @property
    @abstractmethod
    def members(self) -> tuple[Member, ...]:
        """Every pool that can take part, once."""

    @property
    @abstractmethod
    def too_small(self) -> tuple[Member, ...]:
        """The pools that cannot hold the model and that no way taken holds."""

    @property
    @abstractmethod
    def tokens(self) -> dict[PoolPlace, float]:
        """Tokens worked by each pool."""

    @property
    @abstractmethod
    def paid_groups(self) -> tuple[PaidGroup, ...]:
        """The groups with nodes, with their terms."""

    @property
    @abstractmethod
    def money(self) -> Mapping[str, GroupMoney]:
        """What each group costs by its terms, those that train nothing included."""

    @property
    @abstractmethod
    def busy_days(self) -> Mapping[str, float]:
        """Days at work."""

    @property
    @abstractmethod
    def stop_days(self) -> Mapping[str, float]:
        """Days in stops."""

    @property
    @abstractmethod
    def porting(self) -> float:
        """What porting to further software stacks costs."""

    @property
    @abstractmethod
    def joined(self) -> PlannedWay | None:
        """The joined way taken; None where pools work alone."""

    @abstractmethod
    def stretches(self) -> Iterator[Stretch]:
        """Give for each group the days on which it is at work or in a stop."""

    @abstractmethod
    def working(self) -> Iterator[Stretch]:
        """Give for each group the days on which it is at work."""

    def at_work(self, member: Member) -> Member:
        """Return a pool as it works, which a joined way may change: on its batch, layout, nodes or stages."""
        return member

    def why_idle(self, member: Member) -> Cause:
        """Return why a pool that could train works no token."""
        return TrainsNoToken(accelerator=self.setting.names[member.planned.place])

    @property
    def plan(self) -> Plan:
        """The plan that is worked."""
        return self.setting.plan

    @property
    def grounds(self) -> Grounds:
        """What it is planned from."""
        return self.setting.grounds

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What gives no rate."""
        return self.setting.left_out

    @property
    def priced(self) -> bool:
        """Whether the price of every group that costs anything is known."""
        return not self.unpriced

    @property
    def unpriced(self) -> tuple[str, ...]:
        """The keys of groups whose price is unknown and that cost by their terms: what is released costs at work."""
        kept = {group.key for group in self.paid_groups if group.waiting is not Waiting.RELEASED}
        return tuple(key for key in self.setting.price_problems if key in kept or self.busy_days[key] > 0.0)

    @property
    def price_problem(self) -> str:
        """Why the run has no cost: what is unknown of the first price that it needs; empty where it has one."""
        return next((self.setting.price_problems[key] for key in self.unpriced), "")

    @property
    def suppliers(self) -> tuple[str, ...]:
        """The suppliers that take part, each once."""
        return tuple(dict.fromkeys(supplier_of(member) for member in self.members))

    def priced_group(self, key: str) -> PricedGroup | None:
        """Return what a group pays; None where it is unknown."""
        return self.setting.priced.get(key)

    def work_hours(self, group: str) -> float:
        """Return the hours of a group at work."""
        return self.busy_days.get(group, 0.0) * HOURS_PER_DAY


def supplier_of(member: Member) -> str:
    """Return the supplier of a pool."""
    return member.planned.pool.accelerator.supplier
