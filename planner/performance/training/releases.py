"""Dated releases of training software, and which of them a prediction assumes.

The table is ``resources/calibration/releases.csv``; functions take it as a mapping by key.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from msgspec import Struct, field

from planner.catalogue.accelerator import Accelerator
from planner.performance.training.launch_rules import schedules_of
from planner.performance.training.layout import Schedule

EVERYWHERE = "*"
SUPPLIERS_OWN = "own"  # a benchmark submission: the software that the stack's supplier tunes, at its date
_ERA = "until "
_DATE = re.compile(r"(?:\b20(?P<year>\d\d)-|arXiv (?P<preprint>\d\d))(?P<month>\d\d)\b")


class Release(Struct, frozen=True, kw_only=True):
    """One dated release of a software; ``key`` is its name with its version or date (``NeMo 26.04``).

    On the stack ``*`` it runs on every stack; on ``own`` the stack's own software of its date stands for it; a key
    ``until <year>`` stands for all software until its date. ``schedules`` are the pipelines it can run;
    ``sequence_parallel`` whether it has that. ``states`` are how it keeps weights and optimiser states
    where a run says nothing, as ``--states`` takes them; those with weights in 8 bits stand for 8-bit training alone.
    """

    key: str
    stack: str
    date: str
    name: str
    is_default: bool = False
    schedules: tuple[Schedule, ...] = field(default_factory=schedules_of)
    sequence_parallel: bool = True
    states: str = ""

    def runs_on(self, accelerator: Accelerator) -> bool:
        """Whether this release runs on the device's software stack."""
        return self.runs_on_stack(stack_of(accelerator))

    def runs_on_stack(self, stack: str) -> bool:
        """Whether this release runs on a software stack of this short name."""
        return self.stack in {EVERYWHERE, SUPPLIERS_OWN, stack}

    @property
    def stands_for_an_era(self) -> bool:
        """Whether it is no software of its own but what was usual until its date."""
        return self.key.startswith(_ERA)


Releases = Mapping[str, Release]


def assumed_release(releases: Releases, stack: str, named: str | None) -> Release | None:
    """Return the release a prediction assumes; None without any calibrated on the ``stack`` of a device.

    A named one that is calibrated on that stack is taken as it is; of the same software (``NeMo 26.05``)
    the newest not after it, else its oldest. For a benchmark submission the stack's own software of its date stands,
    or its first. One of another stack does not run here: the newest that this stack's own software has dated not
    after it stands for it, None (what is typical) where there is none. An unknown software with a date is what was
    usual then, without one what is typical; no name at all is the stack's newest.
    """
    if named is None:
        return _newest_on(releases, stack)
    calibrated = newest_of(releases, named)
    if calibrated is None:
        return era_of(releases, named)
    if calibrated.stack == SUPPLIERS_OWN:
        return _own_at(releases, stack, calibrated) or calibrated
    if calibrated.runs_on_stack(stack):
        return calibrated
    own = _own_at(releases, stack, calibrated)
    return own if own is not None and own.date <= calibrated.date else None


def newest_of(releases: Releases, named: str) -> Release | None:
    """Return the release of this name on any stack, or its software's newest not after it, else its oldest.

    A software's name alone is the release of that name, else its newest; beside versions it stands for all before them.
    """
    if named in releases:
        return releases[named]
    alone = [item for item in releases.values() if software_of(item.key) == named]
    if alone:
        return max(alone, key=_date)
    software, _, version = named.rpartition(" ")
    same = [item for item in releases.values() if software and item.key.startswith(f"{software} ")]
    before = [item for item in same if item.key.rpartition(" ")[2] <= version]
    if same and not before and software in releases:
        return releases[software]
    return max(before, key=_date) if before else min(same, key=_date, default=None)


def family_of(releases: Releases, release: Release) -> list[Release]:
    """Return all releases of the same software, oldest first."""
    software = software_of(release.key)
    return sorted((item for item in releases.values() if software_of(item.key) == software), key=_date)


def predecessor_of(releases: Releases, release: Release) -> Release | None:
    """Return the release of the same software before this one; None for its first."""
    before = [item for item in family_of(releases, release) if item.date < release.date]
    return before[-1] if before else None


def _newest_on(releases: Releases, stack: str) -> Release | None:
    """Return the newest release of the software that a stack is calibrated by."""
    return next((item for item in releases.values() if item.stack == stack and item.is_default), None)


def _own_at(releases: Releases, stack: str, release: Release) -> Release | None:
    """Return a stack's own software as it was at a release's date, else its first; None where none is dated."""
    newest = _newest_on(releases, stack)
    family = [] if newest is None else family_of(releases, newest)
    before = [item for item in family if item.date <= release.date]
    return before[-1] if before else next(iter(family), None)


def era_of(releases: Releases, named: str) -> Release | None:
    """Return what stands for all software of the date in a name (``software of 2021-04``, ``arXiv 2104``)."""
    found = _DATE.search(named)
    if found is None:
        return None
    date = f"20{found['year'] or found['preprint']}-{found['month']}"
    eras = sorted((item for item in releases.values() if item.stands_for_an_era), key=_date)
    return next((item for item in eras if date <= item.date), None)


@lru_cache(maxsize=1024)  # a search asks for all releases, again and again
def software_of(named: str) -> str:
    """Return the software of a release's name: without the version or date at its end.

    >>> software_of("MindSpeed-LLM 2024-09"), software_of("Megatron-LM")
    ('MindSpeed-LLM', 'Megatron-LM')
    """
    first, _, last = named.rpartition(" ")
    return first if first and last[:1].isdigit() else named


def stack_of(accelerator: Accelerator) -> str:
    """Return the short name of a software stack: its first word (``ROCm (HIP)`` is ROCm)."""
    words = accelerator.software_stack.replace("/", " ").split()
    return words[0] if words else ""


def _date(release: Release) -> str:
    return release.date
