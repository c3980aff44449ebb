"""Export and import rules as arithmetic on stated figures: never a classification, never legal advice.

Total processing performance (TPP) = 2 x MacTOPS x bit length = dense rate in TFLOP/s or TOP/s times bit length, the
largest over the formats; performance density (PD) = TPP / die area in mm2 (88 FR 73458). Rules, their dates, sources
and thresholds are data in ``resources/rules/export_rules.toml``.
"""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from planner.catalogue.accelerator import Accelerator, Precision
from planner.catalogue.rule_measures import in_force
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

    ``sure``: read (the rule's text or a summary of it), press, or memory. ``jurisdiction`` is whose rule it is;
    it holds from ``date`` up to, but without, ``to_date`` ("" where no end was found).
    """

    rule: str
    effect: Effect
    text: str
    date: str
    source: str
    sure: str
    rule_id: str = ""
    jurisdiction: str = ""
    to_date: str = ""


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
    return _consumer(accelerator) and performance < rule["note_2_tpp"]


def _consumer(accelerator: Accelerator) -> bool:
    return any(word in accelerator.form_factor for word in _rules()["eccn_3a090"]["consumer_words"])


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


def export_findings(accelerator: Accelerator, destination: str, as_of: str | None = None) -> tuple[ExportFinding, ...]:
    """Return what the rules say by arithmetic of one device at one destination (ISO country code) on a day (ISO 8601).

    Without a day the rules count that have no end. No finding means that none of the rules held here names the device
    and the destination; newer rules may.
    """
    findings = [*_threshold_findings(accelerator, destination, as_of)]
    findings += [
        _named_finding(rule)
        for rule in _rules()["named"]
        if _holds(rule, as_of) and _names(rule, accelerator, destination)
    ]
    return tuple(findings)


def allowed_at(accelerator: Accelerator, destination: str, as_of: str | None = None) -> bool | None:
    """Return whether the arithmetic leaves a way to use the device at a destination, on a day where one is given.

    False: a rule's thresholds put it under a presumption of denial. True: below the thresholds, or a licence can be
    asked for. None: a figure that the arithmetic needs is unknown.
    """
    effects = {finding.effect for finding in export_findings(accelerator, destination, as_of)}
    if Effect.DENIAL in effects:
        return False
    return None if Effect.UNKNOWN in effects else True


def strongest_effect(accelerator: Accelerator, destination: str, as_of: str | None = None) -> Effect | None:
    """Return the gravest effect of the findings at a destination; None where no rule held here speaks of it."""
    order = (Effect.CLEAR, Effect.CAUTION, Effect.UNKNOWN, Effect.LICENCE, Effect.DENIAL)
    effects = (finding.effect for finding in export_findings(accelerator, destination, as_of))
    return max(effects, key=order.index, default=None)


def _holds(rule: dict[str, Any], as_of: str | None) -> bool:
    return in_force(rule["date"], rule.get("to_date", ""), as_of)


def _concerns(rule: dict[str, Any], accelerator: Accelerator, destination: str) -> bool:
    return accelerator.jurisdiction in rule["supplier_jurisdictions"] and destination in rule["destinations"]


def _threshold_findings(accelerator: Accelerator, destination: str, as_of: str | None) -> tuple[ExportFinding, ...]:
    first, now, lane = _rules()["link_2022"], _rules()["eccn_3a090"], _rules()["case_by_case"]
    found: tuple[ExportFinding, ...] = ()
    if _holds(first, as_of) and _concerns(first, accelerator, destination):
        found += (_link_finding(accelerator),)
    if _holds(now, as_of) and _concerns(now, accelerator, destination):
        class_finding = _class_finding(accelerator)
        found += (class_finding,)
        if class_finding.effect is Effect.LICENCE and _holds(lane, as_of):
            found += (_lane_finding(accelerator),)
    return found


def _link_finding(accelerator: Accelerator) -> ExportFinding:
    """Return what the rule of October 2022 said: link and performance had both to reach the thresholds."""
    rule = _rules()["link_2022"]
    performance, link = total_processing_performance(accelerator), accelerator.scaleup_bytes_per_s
    both_ways = None if link is None else 2 * link / GIGA
    limits = f"{rule['link_gb_per_s']:,} GB/s and TPP {rule['tpp']:,}"
    below = (performance is not None and performance < rule["tpp"]) or (
        both_ways is not None and both_ways < rule["link_gb_per_s"]
    )
    words = "link unknown" if both_ways is None else f"link {both_ways:,.0f} GB/s"
    figures = f"{_figures_text(accelerator)}, {words}"
    if below:
        return _finding(rule, Effect.CLEAR, f"{figures}: not at {limits} both.")
    if performance is None or both_ways is None:
        return _finding(rule, Effect.UNKNOWN, f"{figures}: whether it reaches {limits} cannot be told.")
    return _finding(rule, Effect.LICENCE, f"{figures}: at {limits} or above, for which a licence is needed.")


def _class_finding(accelerator: Accelerator) -> ExportFinding:
    rule = _rules()["eccn_3a090"]
    eccn = eccn_class(accelerator)
    figures = _figures_text(accelerator)
    if eccn is None:
        missing = "die area" if total_processing_performance(accelerator) else "peak rates"
        return _finding(rule, Effect.UNKNOWN, f"{figures}: the class cannot be told, {missing} unknown.")
    if eccn == "none":
        why = " as a part that is not for data centres (Note 2)" if _outside_note_2(accelerator) else ""
        return _finding(rule, Effect.CLEAR, f"{figures}: below the 3A090 thresholds{why}.")
    exception = f"; {rule['exception']}" if (eccn == "3A090.a") == _consumer(accelerator) else ""
    return _finding(rule, Effect.LICENCE, f"{figures}: meets {eccn}, for which a licence is needed{exception}.")


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
        rule=rule["title"],
        effect=effect,
        text=text,
        date=rule["date"],
        source=rule["source"],
        sure=rule["sure"],
        rule_id=rule["id"],
        jurisdiction=rule["jurisdiction"],
        to_date=rule.get("to_date", ""),
    )


def _named_finding(rule: dict[str, Any]) -> ExportFinding:
    return _finding(rule, Effect[rule["effect"].upper()], rule["text"])


def _names(rule: dict[str, Any], accelerator: Accelerator, destination: str) -> bool:
    device = accelerator.key in rule.get("accelerators", ()) or (
        accelerator.jurisdiction in rule.get("supplier_jurisdictions", ())
    )
    supplier = accelerator.supplier in rule.get("suppliers", (accelerator.supplier,))
    return device and supplier and (not rule["destinations"] or destination in rule["destinations"])


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads(resource_path("rules", "export_rules.toml").read_text(encoding="utf-8"))
