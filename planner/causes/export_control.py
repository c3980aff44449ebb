"""What the export rules say of a plan's devices."""

from dataclasses import dataclass

from planner.causes.cause import Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class BarredDevicesPlanned(Cause):
    """The composed plan has devices that the export rules put under a presumption of denial at the site."""

    names: tuple[str, ...]
    site: str
    rule: str
    date: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportControl(Cause):
    """What the export rules held here say of the plan's devices at its site, by arithmetic on stated figures.

    ``findings`` pairs an effect with the names of devices, the gravest first; an effect of "" is *not covered*.
    """

    site: str
    findings: tuple[tuple[str, tuple[str, ...]], ...]
