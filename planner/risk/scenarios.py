"""What may happen to a plan, as a table the user edits; the shipped rows are made out for a plan's own suppliers."""

import tomllib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from math import inf
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from planner.catalogue.accelerator import Evidence
from planner.catalogue.offers import Money
from planner.errors import UserError
from planner.resource_files import resource_path
from planner.sentences import sentence

MOST_SHIPPED = 0.90  # shipped rows together leave at least a tenth to the run as planned


class SizeIs(StrEnum):
    """What the size of a scenario is: there is none, a relative change, or days (and the scenario has no day)."""

    NOTHING = "nothing"
    SHARE = "share"
    DAYS = "days"


class ScenarioKind(StrEnum):
    """What happens, and what ``Scenario.target`` and ``Scenario.size`` then mean."""

    STOP_SHIP = "stop-ship"  # supplier; installed devices work on, failed ones are not replaced
    LOSS_OF_USE = "loss-of-use"  # supplier; its devices stand still from that day on
    PRICE = "price"  # supplier; relative change of its rents
    RATE = "rate"  # accelerator; relative change of its rate, and so of its MFU
    DELAY = "delay"  # supplier; days by which its devices come late
    EXCHANGE_RATE = "exchange-rate"  # currency; relative change of what it costs
    FAILURES = "failures"  # relative change of all failure rates

    @property
    def size_is(self) -> "SizeIs":
        """What a size of this kind is."""
        return _SIZES.get(self, SizeIs.SHARE)


_SIZES: Final = {
    ScenarioKind.STOP_SHIP: SizeIs.NOTHING,
    ScenarioKind.LOSS_OF_USE: SizeIs.NOTHING,
    ScenarioKind.DELAY: SizeIs.DAYS,
}


class Scenario(Struct, frozen=True, kw_only=True):
    """One row: what happens with which probability during the run, how large, and from which day of the run on."""

    key: str
    name: str
    kind: ScenarioKind
    probability: float
    target: str = ""
    size: float = 0.0
    day: float = 0.0
    evidence: Evidence = Evidence.ESTIMATE
    source: str = ""


class Recourse(Struct, frozen=True, kw_only=True):
    """What is done when something is lost; stated inputs, the same for every question about a plan.

    Work of ``lost_hours`` is void and planning anew takes ``replan_days``, in which what goes on first is paid for (5
    days and 2 hours: assumptions). Devices of another supplier are rented in place of those lost:
    they stand after ``replacement_wait_days`` (a quarter; None: none are rented) and cost ``replacement_price_rise``
    more than they do today; both are assumptions. A forbidden supplier's devices do not come back.
    ``annual_failure_share`` is the share of devices that fail in a year (17.3 %: 419 interruptions in 54 days on
    16,384 H100, Llama 3, arXiv 2407.21783). ``price_rise`` is that of rents where a loss is asked about as a price
    shock, an assumption as well. ``delay_cost_per_day`` is what a day beyond the plan costs the user, beside what the
    longer run already costs (None: not priced).
    Raises UserError for a number below zero.
    """

    replan_days: float = 5.0
    lost_hours: float = 2.0
    replacement_wait_days: float | None = 90.0
    replacement_price_rise: float = 0.5
    annual_failure_share: float = 0.173
    price_rise: float = 0.5
    delay_cost_per_day: Money | None = None

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if isinstance(value, float | int) and not 0.0 <= value < inf:
                raise UserError(sentence("{} is {:g}; enter zero or more.", name.replace("_", " ").capitalize(), value))


class Subjects(Struct, frozen=True, kw_only=True):
    """What the shipped rows are made out for.

    ``suppliers`` maps each supplier to whether it is abroad, seen from the site. ``new_stacks`` maps accelerators
    (key to name) whose software stack the team has no measured run on. ``currencies`` are the foreign ones.
    """

    suppliers: Mapping[str, bool]
    new_stacks: Mapping[str, str]
    currencies: Sequence[str]


def shipped_scenarios(subjects: Subjects) -> tuple[Scenario, ...]:
    """Return the shipped table made out for these suppliers, stacks and currencies.

    Where a long list of suppliers would leave the run as planned less than a tenth, all rows are scaled down alike.
    """
    rows = [row for template in _templates() for row in _rows(template, subjects)]
    total = sum(row.probability for row in rows)
    if total <= MOST_SHIPPED:
        return tuple(rows)
    return tuple(replace(row, probability=row.probability * MOST_SHIPPED / total) for row in rows)


def resized(scenario: Scenario, size: float) -> Scenario:
    """Return a scenario of another size, under a name that says it."""
    return replace(scenario, size=size, name=_name_by_size(scenario, size))


def _name_by_size(scenario: Scenario, size: float) -> str:
    target, percent = scenario.target, sentence("{:.0%}", abs(size))
    match scenario.kind:
        case ScenarioKind.PRICE:
            return (
                sentence("Rents of {} rise by {}", target, percent)
                if size >= 0
                else sentence("Rents of {} fall by {}", target, percent)
            )
        case ScenarioKind.DELAY:
            return sentence("Devices of {} come {:g} days late", target, size)
        case ScenarioKind.EXCHANGE_RATE:
            return sentence("{} gains {}", target, percent) if size >= 0 else sentence("{} loses {}", target, percent)
        case ScenarioKind.FAILURES:
            return sentence("Devices fail {:g} times as often", 1.0 + size)
    return scenario.name  # says no size


def _rows(template: Mapping[str, Any], subjects: Subjects) -> list[Scenario]:
    each = template.get("each", "")
    if each == "supplier":
        return [_row(template, name, name, abroad=abroad) for name, abroad in subjects.suppliers.items()]
    if each == "new stack":
        return [_row(template, key, name) for key, name in subjects.new_stacks.items()]
    if each == "currency":
        return [_row(template, code, code) for code in subjects.currencies]
    return [_row(template, "", "")]


def _row(template: Mapping[str, Any], target: str, shown: str, *, abroad: bool = False) -> Scenario:
    probability = template["probability_abroad"] if abroad else template["probability"]
    return Scenario(
        key=f"{template['key']}:{target}" if target else template["key"],
        name=sentence(template["name"].replace("{target}", "{}"), *[shown] if "{target}" in template["name"] else []),
        kind=ScenarioKind(template["kind"]),
        probability=float(probability),
        target=target,
        size=float(template.get("size", 0.0)),
        day=float(template.get("day", 0.0)),
        evidence=Evidence(template["evidence"]),
        source=template["source_abroad"] if abroad else template["source"],
    )


@cache
def _templates() -> tuple[Mapping[str, Any], ...]:
    with resource_path("risk", "scenarios.toml").open("rb") as file:
        return tuple(tomllib.load(file)["scenarios"])
