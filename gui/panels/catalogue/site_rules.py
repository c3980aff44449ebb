"""What the export rules say of an accelerator at the plan's site, for the filter and the card."""

from typing import Final

from gui.look import formats
from gui.look.planner_words import said
from gui.look.words import mark, named, tr
from gui.panels.catalogue.card_rows import CardRow
from planner.catalogue.accelerator import Accelerator
from planner.catalogue.export_rules import allowed_at, export_findings
from planner.plan import AvailabilityKind, Plan, Site

SITES: Final = (  # ISO 3166-1 codes; the rules held in the catalogue look at the code
    Site(code="CN", name=mark("China")),
    Site(code="US", name=mark("United States")),
    Site(code="CA", name=mark("Canada")),
    Site(code="DE", name=mark("Germany")),
    Site(code="FI", name=mark("Finland")),
    Site(code="FR", name=mark("France")),
    Site(code="GB", name=mark("United Kingdom")),
    Site(code="IN", name=mark("India")),
    Site(code="JP", name=mark("Japan")),
    Site(code="KR", name=mark("South Korea")),
    Site(code="MY", name=mark("Malaysia")),
    Site(code="NL", name=mark("Netherlands")),
    Site(code="SG", name=mark("Singapore")),
    Site(code="AE", name=mark("United Arab Emirates")),
)


class SitePasses:
    """Whether the arithmetic does not bar a device from a site, kept while the device's facts are what they were.

    An unknown figure does not bar it. The arithmetic of 110 devices takes longer than a frame: too long for every edit.
    """

    def __init__(self, code: str, headquarters: str = "") -> None:
        self._where = code, headquarters
        self._known: dict[str, tuple[Accelerator, bool]] = {}

    def __call__(self, accelerator: Accelerator) -> bool:
        """Return whether one device passes."""
        facts, passes = self._known.get(accelerator.key, (None, True))
        if facts is not accelerator and facts != accelerator:
            code, headquarters = self._where
            passes = allowed_at(accelerator, code, headquarters=headquarters) is not False
            self._known[accelerator.key] = accelerator, passes
        return passes


def mark_rows(key: str, plan: Plan) -> tuple[CardRow, ...]:
    """Return the line of the user's own mark on an accelerator; none where there is none."""
    found = plan.site_marks.get(key)
    if found is None:
        return ()
    words = {
        AvailabilityKind.AVAILABLE: tr("available"),
        AvailabilityKind.LIMITED: tr("at most {count} devices", count=formats.whole(found.most_devices)),
        AvailabilityKind.BARRED: tr("not available"),
    }[found.kind]
    tip = tr("Exploring obeys your mark, whatever the rules' arithmetic says.")
    return (CardRow(label=tr("Your mark"), text=words, tip=tip),)


def site_rows(accelerator: Accelerator, site: Site, headquarters: str = "") -> tuple[CardRow, ...]:
    """Return one line a rule that names the device and the site; one that says so where none does."""
    findings = export_findings(accelerator, site.code, headquarters=headquarters)
    if not findings:
        tip = tr("None of the rules held in the catalogue names this device and this site; newer rules may.")
        return (
            CardRow(
                label=tr("Rules"), text=tr("not covered by the rules held for {site}", site=said(site.name)), tip=tip
            ),
        )
    return tuple(
        CardRow(
            label=tr("Rules") if number == 0 else "",
            text=named(said(finding.effect.value), said(finding.text)),
            tip=tr(
                "{rule}\n{date} · {source} ({sure})\nArithmetic, not legal advice.",
                rule=said(finding.rule),
                date=finding.date,
                source=finding.source,
                sure=said(finding.sure),
            ),
        )
        for number, finding in enumerate(findings)
    )
