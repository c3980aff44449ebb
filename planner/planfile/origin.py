"""What wrote a plan file: the entries of its meta table, and what a newer writer means for the reader."""

import re
import sqlite3
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from planner import __version__
from planner.catalogue.reader import load_catalogue
from planner.performance.training.calibration import load_calibration
from planner.planfile.formats import PlanFormat
from planner.planfile.records import short
from planner.planfile.remarks import (
    CalibrationRemark,
    CatalogueRemark,
    NewerCalibration,
    NewerCatalogue,
    NewerMinor,
    OlderCalibration,
    OlderCatalogue,
    Remark,
)

_PROGRAM: Final = "program"
_CALIBRATION: Final = "calibration"
_CATALOGUE: Final = "catalogue"
_MINOR: Final = "minor"
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_VERSION = re.compile(r"\d{1,6}(\.\d{1,6}){0,4}", re.ASCII)


class FileOrigin(Struct, frozen=True, kw_only=True):
    """The writer's own words: program and calibration versions, the catalogue's date, the minor version (0: none)."""

    program: str = ""
    calibration: str = ""
    catalogue: str = ""
    minor: int = 0


def own_entries(catalogue_date: str, minor: int) -> dict[str, str]:
    """Return the entries of the meta table that this program writes of itself."""
    return {
        _PROGRAM: __version__,
        _CALIBRATION: load_calibration().version,
        _CATALOGUE: catalogue_date,
        _MINOR: str(minor),
    }


def origin_of(connection: sqlite3.Connection) -> FileOrigin:
    """Return what a file says of its writer; every key may be missing, and others are read past."""
    found = {str(key): str(value) for key, value in connection.execute("SELECT key, value FROM meta")}
    minor = found.get(_MINOR, "")
    return FileOrigin(
        program=short(found.get(_PROGRAM, "")),
        calibration=short(found.get(_CALIBRATION, "")),
        catalogue=found.get(_CATALOGUE, ""),
        minor=int(minor) if _VERSION.fullmatch(minor) and minor.isdigit() else 0,
    )


def origin_remarks(origin: FileOrigin, known: PlanFormat) -> Iterator[Remark]:
    """Yield what there is to say of a file whose writer knew more than this program, or other figures."""
    if origin.minor > known.minor:
        yield NewerMinor(
            file=f"{known.number}.{origin.minor}", known=f"{known.number}.{known.minor}", program=origin.program
        )
    catalogue = catalogue_remark(origin.catalogue, load_catalogue().date)
    calibration = _calibration_remark(origin.calibration, load_calibration().version)
    yield from (remark for remark in (catalogue, calibration) if remark is not None)


def catalogue_remark(date: str, own: str) -> CatalogueRemark | None:
    """Return what there is to say of a plan made with the catalogue of a date, beside the one in use; else None.

    Both are ISO 8601 days; of what is no day there is nothing to say.
    """
    if not _DATE.fullmatch(date) or date == own:
        return None
    return NewerCatalogue(file=date, own=own) if date > own else OlderCatalogue(file=date, own=own)


def _calibration_remark(version: str, own: str) -> CalibrationRemark | None:
    if not _VERSION.fullmatch(version) or _numbers(version) == _numbers(own):
        return None
    is_newer = _numbers(version) > _numbers(own)
    return NewerCalibration(file=version, own=own) if is_newer else OlderCalibration(file=version, own=own)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
