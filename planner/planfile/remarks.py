"""What a user should know of a plan file that opened, as values; English is a view of them."""

from msgspec import Struct

from planner.planfile.records import printable
from planner.sentences import sentence

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
    """A plan of phases at the same time is read as turns; days as they were planned and as turns take them."""

    pools: int
    days_at_once: float | None
    days_in_turn: float | None


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
        case PhasesInTurn(pools=pools, days_at_once=at_once, days_in_turn=in_turn):
            figures = (
                ""
                if at_once is None or in_turn is None
                else sentence(" ({:,.1f} days instead of {:,.1f})", in_turn, at_once)
            )
            return sentence(
                "Its {} pools were planned at the same time and now work one after the other{}: a step needs "
                "the weights that the step before it made, so pools that exchange nothing train no common "
                "model.",
                pools,
                figures,
            )
        case ReadAs(field=field, was=was, now=now):
            return sentence("Its older format is brought up to date: {} was {} and is now {}.", field, was, now)


def _listed(names: tuple[str, ...]) -> str:
    listed = ", ".join(names[:_LONGEST_LIST])
    return sentence("{} and {} more", listed, len(names) - _LONGEST_LIST) if len(names) > _LONGEST_LIST else listed
