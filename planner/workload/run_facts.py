"""What can be entered of a run's states and stops: one table of names, kinds, units and bounds, read and set by key.

The command line, the window's form and the documents all go by it.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from planner.errors import UserError
from planner.sentences import listed, sentence
from planner.units import GIGA
from planner.workload.optimisers import Optimiser
from planner.workload.states import AdaptedModule, Lora, Sharding, WeightFormat
from planner.workload.stops import DeviceMtbf
from planner.workload.training_run import TrainingRun

_LORA: Final = ("states", "lora")


class RunFact(Struct, frozen=True, kw_only=True):
    """One input: where it lies in a run, and what it may be.

    A choice has ``choices``, a switch ``is_switch``, a list of modules ``is_list``; what remains is a number in
    ``unit``, of which one is ``factor`` of the kept unit, from ``least`` to ``most``. ``optional``: None is a value
    too, and says that it follows from something else.
    """

    key: str
    path: tuple[str, ...]
    choices: tuple[StrEnum, ...] = ()
    is_switch: bool = False
    is_list: bool = False
    unit: str = ""
    factor: float = 1.0
    least: float = 0.0
    most: float = 1e9
    whole: bool = False
    optional: bool = False

    @property
    def is_stop(self) -> bool:
        """Whether it is of failures and checkpoints."""
        return self.path[0] == "stops"


def _of_states(key: str, *path: str, **more: Any) -> RunFact:  # noqa: ANN401 - fields of a fact
    return RunFact(key=key, path=("states", *path), **more)


def _of_stops(key: str, field: str, **more: Any) -> RunFact:  # noqa: ANN401 - the same
    return RunFact(key=key, path=("stops", field), **more)


FACTS: Final[tuple[RunFact, ...]] = (
    _of_states("optimiser", "optimiser", choices=tuple(Optimiser)),
    _of_states("weights", "weights", choices=tuple(WeightFormat)),
    _of_states("gradient-bytes", "gradient_bytes", unit="bytes", least=2, most=4, whole=True, optional=True),
    _of_states("sharding", "sharding", choices=tuple(Sharding), optional=True),
    _of_states("newton-schulz-steps", "newton_schulz_steps", least=1, most=100, whole=True, optional=True),
    _of_states("offload", "offload", "share", most=1.0),
    _of_states("offload-overlap", "offload", "overlapped", is_switch=True),
    _of_states("host-memory-gb", "offload", "node_memory_bytes", unit="GB", factor=GIGA, least=1, most=1e6,
               optional=True),
    _of_states("host-link-gb-per-s", "offload", "link_bytes_per_s", unit="GB/s", factor=GIGA, least=0.1, most=1e5,
               optional=True),
    _of_states("host-rate-gb-per-s", "offload", "host_bytes_per_s", unit="GB/s", factor=GIGA, least=0.1, most=1e5,
               optional=True),
    _of_states("lora-rank", "lora", "rank", least=1, most=65_536, whole=True, optional=True),
    _of_states("lora-modules", "lora", "modules", choices=tuple(AdaptedModule), is_list=True),
    _of_stops("mtbf-hours", "device_mtbf_hours", unit="h", least=0.01, optional=True),
    _of_stops("rack-mtbf-hours", "rack_mtbf_hours", unit="h", least=0.01, optional=True),
    _of_stops("interval-s", "interval_s", unit="s", least=1, most=1e8, optional=True),
    _of_stops("restart-s", "restart_s", unit="s", most=1e8),
    _of_stops("checkpoint-s", "checkpoint_s", unit="s", least=1e-3, most=1e8, optional=True),
    _of_stops("kept-checkpoints", "kept_checkpoints", least=1, most=10_000, whole=True),
)  # fmt: skip
BY_KEY: Final[Mapping[str, RunFact]] = {fact.key: fact for fact in FACTS}
_NOTHING: Final = "none"  # typed for a number that is not stated
_FREE: Final = "best"  # typed for a choice that is left to the search
OF_ONE: Final = "mtbf-hours:"  # before an accelerator's key


def value_of(run: TrainingRun, fact: RunFact) -> Any:  # noqa: ANN401 - a choice, a switch, modules or a number
    """Return what a run says of a fact, a number in the fact's unit; None for nothing."""
    value: Any = run
    for name in fact.path:
        value = None if value is None else getattr(value, name)
    return value if fact.factor == 1.0 or value is None else value / fact.factor


def with_values(run: TrainingRun, values: Mapping[str, Any]) -> TrainingRun:
    """Return a run with other values of facts by key, all at once; raises UserError where they do not go together."""
    states: dict[str, Any] = {}
    offload: dict[str, Any] = {}
    stops: dict[str, Any] = {}
    lora: dict[str, Any] = {}
    for key, value in values.items():
        if key.startswith(OF_ONE):
            stops["mtbf_of"] = _with_mtbf(stops.get("mtbf_of", run.stops.mtbf_of), key.removeprefix(OF_ONE), value)
            continue
        fact = BY_KEY[key]
        kept = value if fact.factor == 1.0 or value is None else value * fact.factor
        group = {"offload": offload, "lora": lora}.get(fact.path[1], states)
        (stops if fact.is_stop else group)[fact.path[-1]] = kept
    if offload:
        states["offload"] = replace(run.states.offload, **offload)
    if lora:
        states["lora"] = _lora(run.states.lora, lora)
    try:
        return replace(run, states=replace(run.states, **states), stops=replace(run.stops, **stops))
    except ValueError as error:
        raise UserError(str(error)) from error


def stated(run: TrainingRun) -> dict[str, Any]:
    """Return what a run says of states and stops otherwise than a run of which nothing is said, by key."""
    plain = replace(run, states=type(run.states)(), stops=type(run.stops)())
    found = {fact.key: value_of(run, fact) for fact in FACTS if value_of(run, fact) != value_of(plain, fact)}
    return found | {f"{OF_ONE}{one.accelerator}": one.hours for one in run.stops.mtbf_of}


def values_from(text: str, *, stops: bool) -> dict[str, Any]:
    """Return the values of words such as ``optimiser=muon,gradient-bytes=2``; raise UserError for others."""
    found: dict[str, Any] = {}
    known = [fact.key for fact in FACTS if fact.is_stop is stops]
    for word in (part.strip() for part in text.split(",") if part.strip()):
        key, _, value = (part.strip() for part in word.partition("="))
        of_one = stops and key.startswith(OF_ONE)
        if key not in known and not of_one:
            raise UserError(
                sentence("{!r} is nothing that can be stated here; there are {}.", key, listed(", ", known))
            )
        found[key] = _read(BY_KEY["mtbf-hours" if of_one else key], value)
    return found


def words_of(value: Any) -> str:  # noqa: ANN401 - any value of a fact
    """Return a value as it is typed."""
    if value is None:
        return _NOTHING
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return "+".join(str(each) for each in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _read(fact: RunFact, text: str) -> Any:  # noqa: ANN401 - any value of a fact
    if fact.optional and text == (_FREE if fact.choices else _NOTHING):
        return None
    if fact.is_switch:
        return _one_of(fact, text, {"on": True, "off": False})
    choices = {str(choice): choice for choice in fact.choices}
    if fact.is_list:
        return tuple(_one_of(fact, part.strip(), choices) for part in text.split("+"))
    return _one_of(fact, text, choices) if choices else _number(fact, text)


def _one_of(fact: RunFact, text: str, choices: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a choice
    if text not in choices:
        raise UserError(sentence("{} reads {!r}; enter one of {}.", fact.key, text, listed(", ", choices)))
    return choices[text]


def _number(fact: RunFact, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not fact.least <= value <= fact.most or (fact.whole and value != round(value)):
        kind = "a whole number" if fact.whole else "a number"
        raise UserError(
            sentence("{} reads {!r}; enter {} from {:g} to {:g}.", fact.key, text, kind, fact.least, fact.most)
        )
    return round(value) if fact.whole else value


def _lora(before: Lora | None, changes: Mapping[str, Any]) -> Lora | None:
    """Return adapters with changes: none where their rank is None, of the usual rank where modules alone are said."""
    if "rank" in changes and changes["rank"] is None:
        return None
    return replace(before or Lora(), **changes)


def _with_mtbf(before: Iterable[DeviceMtbf], accelerator: str, hours: float | None) -> tuple[DeviceMtbf, ...]:
    others = tuple(one for one in before if one.accelerator != accelerator)
    return others if hours is None else (*others, DeviceMtbf(accelerator=accelerator, hours=hours))
