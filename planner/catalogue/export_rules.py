"""Export and import rules as arithmetic on stated figures: never a classification, never legal advice.

Total processing performance (TPP) = 2 x MacTOPS x bit length = dense rate in TFLOP/s or TOP/s times bit length, the
largest over the formats; performance density (PD) = TPP / die area in mm2 (88 FR 73458). Rules, their dates, sources
and thresholds are data in ``resources/catalogue/export_rules.toml``.
"""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from planner.catalogue.accelerator import Accelerator, Precision
from planner.resource_files import resource_path
from planner.units import GIGA, TERA


class Effect(StrEnum):
    """What the arithmetic of one rule says of one device at one destination, mildest first."""

    CLEAR = "below the thresholds"
    CAUTION = "caution"
    LICENCE = "licence needed"
    DENIAL = "presumption of denial"
    UNKNOWN = "a figure is missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFinding:
    """What one rule says by arithmetic: the effect, the words with the figures in them, date and source of the rule.

    ``sure``: read (the rule's text or a summary of it), press, or memory.
    """

    rule: str
    effect: Effect
    text: str
    date: str
    source: str
    sure: str


def total_processing_performance(accelerator: Accelerator) -> float | None:
    """Return TPP, None where no counted rate is known.

    >>> from planner.catalogue.reader import load_catalogue
    >>> total_processing_performance(load_catalogue().accelerator("A100-80-SXM"))
    4992.0
    """
    bits = _rules()["total_processing_performance"]["bit_length"]
    rates = accelerator.peak_flop_per_s
    return max((rates[Precision(name)] / TERA * bit for name, bit in bits.items() if name in rates), default=None)


def performance_density(accelerator: Accelerator) -> float | None:
    """Return TPP per mm2 of logic die, None where TPP or the die area is unknown."""
    performance = total_processing_performance(accelerator)
    area = accelerator.die_area_mm2
    return None if performance is None or area is None else performance / area


def eccn_class(accelerator: Accelerator) -> str | None:
    """Return 3A090.a, 3A090.b or "none" by arithmetic; None where TPP or a needed die area is unknown."""
    rule = _rules()["eccn_3a090"]
    performance = total_processing_performance(accelerator)
    if performance is None:
        return None
    if performance >= rule["a_tpp"]:
        return "3A090.a"
    if performance < rule["a_low_tpp"] or _outside_note_2(accelerator):
        return "none"
    density = performance_density(accelerator)
    return None if density is None else _class_by_density(performance, density, rule)


def _class_by_density(performance: float, density: float, rule: dict[str, Any]) -> str:
    if density >= rule["a_low_density"]:
        return "3A090.a"
    if performance >= rule["b_tpp"] and density >= rule["b_density"]:
        return "3A090.b"
    return "3A090.b" if density >= rule["b_low_density"] else "none"


def _outside_note_2(accelerator: Accelerator) -> bool:
    rule = _rules()["eccn_3a090"]
    performance = total_processing_performance(accelerator) or 0.0
    consumer = any(word in accelerator.form_factor for word in rule["consumer_words"])
    return consumer and performance < rule["note_2_tpp"]


def in_case_by_case_lane(accelerator: Accelerator) -> bool | None:
    """Return whether TPP and memory bandwidth are both under the January 2026 limits; None where one is unknown."""
    rule = _rules()["case_by_case"]
    performance = total_processing_performance(accelerator)
    bandwidth = accelerator.memory_bytes_per_s
    if performance is not None and performance >= rule["tpp_below"]:
        return False
    if bandwidth is not None and bandwidth / GIGA >= rule["memory_gb_per_s_below"]:
        return False
    return None if performance is None or bandwidth is None else True


def export_findings(accelerator: Accelerator, destination: str) -> tuple[ExportFinding, ...]:
    """Return what the rules say by arithmetic of one device at one destination (ISO country code).

    No finding means that none of the rules held here names the device and the destination; newer rules may.
    """
    findings = [*_threshold_findings(accelerator, destination)]
    findings += [_named_finding(rule) for rule in _rules()["named"] if _names(rule, accelerator, destination)]
    return tuple(findings)


def allowed_at(accelerator: Accelerator, destination: str) -> bool | None:
    """Return whether the arithmetic leaves a way to use the device at a destination.

    False: a rule's thresholds put it under a presumption of denial. True: below the thresholds, or a licence can be
    asked for. None: a figure that the arithmetic needs is unknown.
    """
    effects = {finding.effect for finding in export_findings(accelerator, destination)}
    if Effect.DENIAL in effects:
        return False
    return None if Effect.UNKNOWN in effects else True


def strongest_effect(accelerator: Accelerator, destination: str) -> Effect | None:
    """Return the gravest effect of the findings at a destination; None where no rule held here speaks of it."""
    order = (Effect.CLEAR, Effect.CAUTION, Effect.UNKNOWN, Effect.LICENCE, Effect.DENIAL)
    return max((finding.effect for finding in export_findings(accelerator, destination)), key=order.index, default=None)


def _threshold_findings(accelerator: Accelerator, destination: str) -> tuple[ExportFinding, ...]:
    rule = _rules()["eccn_3a090"]
    if accelerator.jurisdiction not in rule["supplier_jurisdictions"] or destination not in rule["destinations"]:
        return ()
    eccn = eccn_class(accelerator)
    figures = _figures_text(accelerator)
    if eccn is None:
        missing = "die area" if total_processing_performance(accelerator) else "peak rates"
        return (_finding(rule, Effect.UNKNOWN, f"{figures}: the class cannot be told, {missing} unknown."),)
    if eccn == "none":
        why = " as a part that is not for data centres (Note 2)" if _outside_note_2(accelerator) else ""
        return (_finding(rule, Effect.CLEAR, f"{figures}: below the 3A090 thresholds{why}."),)
    first = _finding(rule, Effect.LICENCE, f"{figures}: meets {eccn}, for which a licence is needed.")
    return (first, _lane_finding(accelerator))


def _lane_finding(accelerator: Accelerator) -> ExportFinding:
    rule = _rules()["case_by_case"]
    limits = f"TPP {rule['tpp_below']:,} and {rule['memory_gb_per_s_below']:,} GB/s"
    inside = in_case_by_case_lane(accelerator)
    if inside is None:
        return _finding(rule, Effect.UNKNOWN, f"The limits are {limits}; the memory bandwidth is unknown.")
    bandwidth = accelerator.memory_bytes_per_s
    memory = "" if bandwidth is None else f", memory {bandwidth / GIGA:,.0f} GB/s"
    figures = f"{_figures_text(accelerator)}{memory}"
    if inside:
        return _finding(
            rule, Effect.LICENCE, f"{figures}: under {limits}, reviewed case by case if {rule['conditions']}."
        )
    return _finding(rule, Effect.DENIAL, f"{figures}: not under {limits}, so a presumption of denial.")


def _figures_text(accelerator: Accelerator) -> str:
    performance = total_processing_performance(accelerator)
    density = performance_density(accelerator)
    words = "TPP unknown" if performance is None else f"TPP {performance:,.0f}"
    return words if density is None else f"{words}, density {density:.2f}"


def _finding(rule: dict[str, Any], effect: Effect, text: str) -> ExportFinding:
    return ExportFinding(
        rule=rule["title"], effect=effect, text=text, date=rule["date"], source=rule["source"], sure=rule["sure"]
    )


def _named_finding(rule: dict[str, Any]) -> ExportFinding:
    return _finding(rule, Effect[rule["effect"].upper()], rule["text"])


def _names(rule: dict[str, Any], accelerator: Accelerator, destination: str) -> bool:
    device = accelerator.key in rule.get("accelerators", ()) or (
        accelerator.jurisdiction in rule.get("supplier_jurisdictions", ())
    )
    return device and (not rule["destinations"] or destination in rule["destinations"])


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads(resource_path("catalogue", "export_rules.toml").read_text(encoding="utf-8"))
