"""What the export rules say of a plan's devices."""

from planner.causes.cause import Cause


class BarredDevicesPlanned(Cause, frozen=True, kw_only=True):
    """The composed plan has devices that the export rules put under a presumption of denial at the site."""

    names: tuple[str, ...]
    site: str
    rule: str
    date: str
    source: str


class ExportControl(Cause, frozen=True, kw_only=True):
    """What the export rules held here say of the plan's devices at its site, by arithmetic on stated figures.

    ``findings`` pairs an effect with the names of devices, the gravest first; an effect of "" is *not covered*.
    """

    site: str
    findings: tuple[tuple[str, tuple[str, ...]], ...]
