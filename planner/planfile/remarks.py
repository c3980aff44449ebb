"""What a user should know of a plan file that opened, as values; English is a view of them."""

from msgspec import Struct
from msgspec.structs import replace

from planner.estimated_number import noted
from planner.plan import Plan
from planner.plan_result import PlanResult
from planner.planfile.records import printable
from planner.sentences import sentence
from planner.units import SECONDS_PER_DAY

_LONGEST_LIST = 5


class ChangedElsewhere(Struct, frozen=True, kw_only=True):
    """The content does not match the digest in the file: another program or a fault of the disk changed it."""


class NewerMinor(Struct, frozen=True, kw_only=True):
    """A newer program of the same format wrote the file; what this one does not know stands in the lost fields."""

    file: str
    known: str
    program: str


class LostFields(Struct, frozen=True, kw_only=True):
    """Fields that this program does not know: it plans without them, and saving drops them."""

    fields: tuple[str, ...]


class NewerCatalogue(Struct, frozen=True, kw_only=True):
    """The plan was made with a newer catalogue than this program ships (dates, ISO 8601)."""

    file: str
    own: str


class OlderCatalogue(Struct, frozen=True, kw_only=True):
    """The plan was made with an older catalogue than this program ships (dates, ISO 8601)."""

    file: str
    own: str


class NewerCalibration(Struct, frozen=True, kw_only=True):
    """The stored results were computed with a newer calibration than this program has (versions)."""

    file: str
    own: str


class OlderCalibration(Struct, frozen=True, kw_only=True):
    """The stored results were computed with an older calibration than this program has (versions)."""

    file: str
    own: str


class ReadAs(Struct, frozen=True, kw_only=True):
    """What bringing an older format up to date changed in meaning: ``field`` was one thing and is now another."""

    field: str
    was: str
    now: str


class PhasesInTurn(Struct, frozen=True, kw_only=True):
    """A plan of phases at the same time is read as turns; days as they were planned and as turns take them.

    ``stored``: they are the file's own; else, where it holds none, those of its plan as it is predicted now (None: it
    is not planned yet).
    """

    pools: int
    days_at_once: float | None
    days_in_turn: float | None
    stored: bool = True

    @property
    def wants_days(self) -> bool:
        """Whether planning has to tell the days, since the file does not."""
        return self.days_in_turn is None


class DamagedExploration(Struct, frozen=True, kw_only=True):
    """What was explored of the plan does not hold, and is left out."""


class OtherExploration(Struct, frozen=True, kw_only=True):
    """What was explored rests on another plan, catalogue, calibration or program, and is left out."""


CatalogueRemark = NewerCatalogue | OlderCatalogue
CalibrationRemark = NewerCalibration | OlderCalibration
MeaningRemark = ReadAs | PhasesInTurn
ExplorationRemark = DamagedExploration | OtherExploration
FileRemark = ChangedElsewhere | NewerMinor | LostFields
Remark = FileRemark | CatalogueRemark | CalibrationRemark | MeaningRemark | ExplorationRemark


def with_planned_days(remark: PhasesInTurn, plan: Plan, result: PlanResult) -> PhasesInTurn:
    """Return the remark on a file without figures with those of its plan; at once, the pools' rates would add up."""
    rate = sum(pool.delivered_tokens_per_s for pool in result.pools)
    if not remark.wants_days or result.days is None or not rate:
        return remark
    at_once, rests = plan.trained_tokens / rate / SECONDS_PER_DAY, result.estimated.get("days")
    return replace(remark, days_at_once=noted(at_once, rests), days_in_turn=noted(result.days, rests), stored=False)


def remark_text(remark: Remark) -> str:
    """Return a remark as one English sentence without the file's name; a stranger's words are made printable."""
    if isinstance(remark, DamagedExploration | OtherExploration):
        return printable(_of_exploration(remark))
    return printable(_sentence(remark))


def _of_exploration(remark: ExplorationRemark) -> str:
    if isinstance(remark, DamagedExploration):
        return "What was explored of it is damaged and left out; the plan itself is whole, explore it again."
    return (
        "What was explored of it rests on other inputs, or on another catalogue, calibration or version of "
        "the program, and is left out; explore again."
    )


def _sentence(remark: FileRemark | CatalogueRemark | CalibrationRemark | MeaningRemark) -> str:  # noqa: PLR0911 - a sentence a kind
    match remark:
        case ChangedElsewhere():
            return (
                "The content was changed by another program or a fault of the disk; compare its figures with a copy "
                "and save it again."
            )
        case NewerMinor(file=file, known=known, program=program):
            by = sentence("chipfolio {}", program) if program else "a newer chipfolio"
            return sentence(
                "It was written by {} in format {}; this program knows {} and reads past what is new.", by, file, known
            )
        case LostFields(fields=fields):
            return sentence(
                "This program does not know {}; it plans without, and saving drops what it holds.", _listed(fields)
            )
        case NewerCatalogue(file=file, own=own):
            return sentence(
                "It was made with the catalogue of {}, newer than this program's of {}; its own entries apply.",
                file,
                own,
            )
        case OlderCatalogue(file=file, own=own):
            return sentence(
                "It was made with the catalogue of {}, older than this program's of {}; its own entries apply.",
                file,
                own,
            )
        case OlderCalibration(file=file, own=own):
            return sentence(
                "It was planned with calibration {}, older than this program's {}; figures may differ.", file, own
            )
        case NewerCalibration(file=file, own=own):
            return sentence(
                "It was planned with calibration {}, newer than this program's {}; figures may differ.", file, own
            )
        case PhasesInTurn(pools=pools):
            return sentence(
                "Its {} pools were planned at the same time and now work one after the other{}: a step needs "
                "the weights that the step before it made, so pools that exchange nothing train no common "
                "model.",
                pools,
                _days_of(remark),
            )
        case ReadAs(field=field, was=was, now=now):
            return sentence("Its older format is brought up to date: {} was {} and is now {}.", field, was, now)


def _days_of(remark: PhasesInTurn) -> str:
    in_turn, at_once = remark.days_in_turn, remark.days_at_once
    if in_turn is None or at_once is None:
        return " (the file holds no days of either)"
    if remark.stored:
        return sentence(" ({:,.1f} days instead of {:,.1f})", in_turn, at_once)
    return sentence(
        " (as predicted now {:,.1f} days instead of {:,.1f}; the file holds no days of either)", in_turn, at_once
    )


def _listed(names: tuple[str, ...]) -> str:
    listed = ", ".join(names[:_LONGEST_LIST])
    return sentence("{} and {} more", listed, len(names) - _LONGEST_LIST) if len(names) > _LONGEST_LIST else listed
