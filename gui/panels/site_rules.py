"""What the export rules say of an accelerator at the plan's site, for the filter and the card."""

from typing import Final

from gui.panels.card_rows import CardRow
from planner.catalogue.accelerator import Accelerator
from planner.catalogue.export_rules import allowed_at, export_findings
from planner.plan import Site

SITES: Final = (  # ISO 3166-1 codes; the rules held in the catalogue look at the code
    Site(code="CN", name="China"),
    Site(code="US", name="United States"),
    Site(code="CA", name="Canada"),
    Site(code="DE", name="Germany"),
    Site(code="FI", name="Finland"),
    Site(code="FR", name="France"),
    Site(code="GB", name="United Kingdom"),
    Site(code="IN", name="India"),
    Site(code="JP", name="Japan"),
    Site(code="KR", name="South Korea"),
    Site(code="MY", name="Malaysia"),
    Site(code="NL", name="Netherlands"),
    Site(code="SG", name="Singapore"),
    Site(code="AE", name="United Arab Emirates"),
)


def passes_at(accelerator: Accelerator, code: str) -> bool:
    """Return whether the arithmetic does not bar a device from a site; an unknown figure does not bar it."""
    return allowed_at(accelerator, code) is not False


def site_rows(accelerator: Accelerator, site: Site) -> tuple[CardRow, ...]:
    """Return one line a rule that names the device and the site; one that says so where none does."""
    findings = export_findings(accelerator, site.code)
    if not findings:
        tip = "None of the rules held in the catalogue names this device and this site; newer rules may."
        return (CardRow(label="Rules", text=f"none held for {site.name}", tip=tip),)
    return tuple(
        CardRow(
            label="Rules" if number == 0 else "",
            text=f"{finding.effect.value}: {finding.text}",
            tip=f"{finding.rule}\n{finding.date} · {finding.source} ({finding.sure})\nArithmetic, not legal advice.",
        )
        for number, finding in enumerate(findings)
    )
