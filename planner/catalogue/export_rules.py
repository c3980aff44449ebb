"""Export and import rules as arithmetic on stated figures: never a classification, never legal advice.

Total processing performance (TPP) = 2 x MacTOPS x bit length = dense rate in TFLOP/s or TOP/s times bit length, the
largest over the formats; performance density (PD) = TPP / die area in mm2 (88 FR 73458). Rules, their dates, sources
and thresholds are data in ``resources/rules/export_rules.toml``.
"""

import tomllib
from enum import StrEnum
from functools import cache
from typing import Any, Final

from msgspec import Struct

from planner.catalogue.accelerator import Accelerator, Precision
from planner.catalogue.rule_measures import in_force
from planner.resource_files import resource_path
from planner.sentences import listed, sentence
from planner.units import GIGA, TERA

_HOME: Final = {"China": "CN", "United States": "US"}


class Effect(StrEnum):
    """What the arithmetic of one rule says of one device at one destination, mildest first."""

    CLEAR = "no licence needed"
    CAUTION = "caution"
    LICENCE = "licence needed"
    DENIAL = "presumption of denial"
    UNKNOWN = "a figure is missing"


class ExportFinding(Struct, frozen=True, kw_only=True):
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


def export_findings(
    accelerator: Accelerator, destination: str, as_of: str | None = None, headquarters: str = ""
) -> tuple[ExportFinding, ...]:
    """Return what the rules say by arithmetic of one device at one destination (ISO country code) on a day (ISO 8601).

    ``headquarters`` is the country of the buyer's ultimate parent; "" is the destination's own. Without a day the
    rules count that have no end. No finding means that the rules held here do not cover device and destination.
    """
    findings = [*_threshold_findings(accelerator, destination, as_of, headquarters or destination)]
    findings += [
        _named_finding(rule)
        for rule in _rules()["named"]
        if _holds(rule, as_of) and _names(rule, accelerator, destination)
    ]
    return tuple(findings)


def allowed_at(
    accelerator: Accelerator, destination: str, as_of: str | None = None, headquarters: str = ""
) -> bool | None:
    """Return whether the arithmetic leaves a way to use the device at a destination, on a day where one is given.

    False: a rule puts it under a presumption of denial. True: below the thresholds, or at home there. None: a licence
    decides, a figure that the arithmetic needs is unknown, or nothing held here covers the case.
    """
    effects = {finding.effect for finding in export_findings(accelerator, destination, as_of, headquarters)}
    if Effect.DENIAL in effects:
        return False
    if effects & {Effect.UNKNOWN, Effect.LICENCE}:
        return None
    return True if Effect.CLEAR in effects or _at_home(accelerator, destination) else None


def strongest_finding(
    accelerator: Accelerator, destination: str, as_of: str | None = None, headquarters: str = ""
) -> ExportFinding | None:
    """Return the gravest finding at a destination; None where the rules held here do not cover it."""
    order = (Effect.CLEAR, Effect.CAUTION, Effect.UNKNOWN, Effect.LICENCE, Effect.DENIAL)
    findings = export_findings(accelerator, destination, as_of, headquarters)
    return max(findings, key=lambda finding: order.index(finding.effect), default=None)


def strongest_effect(
    accelerator: Accelerator, destination: str, as_of: str | None = None, headquarters: str = ""
) -> Effect | None:
    """Return the gravest effect of the findings at a destination; None where the rules held here do not cover it."""
    finding = strongest_finding(accelerator, destination, as_of, headquarters)
    return None if finding is None else finding.effect


def _at_home(accelerator: Accelerator, destination: str) -> bool:
    return _HOME.get(accelerator.jurisdiction) == destination


def _in_group(code: str, *groups: str) -> bool:
    return any(code in _rules()["country_groups"][group] for group in groups)


def _needs_licence(destination: str, headquarters: str) -> bool:
    """Return whether 3A090 asks for a licence: D:1, D:4 and D:5 without A:5 and A:6, or headquarters in D:5."""
    listed = _in_group(destination, "d1", "d4", "d5") and not _in_group(destination, "a5", "a6")
    return listed or _in_group(headquarters, "d5")


def _holds(rule: dict[str, Any], as_of: str | None) -> bool:
    return in_force(rule["date"], rule.get("to_date", ""), as_of)


def _threshold_findings(
    accelerator: Accelerator, destination: str, as_of: str | None, headquarters: str
) -> tuple[ExportFinding, ...]:
    first, now, embargo = _rules()["link_2022"], _rules()["eccn_3a090"], _rules()["embargo"]
    if accelerator.jurisdiction not in now["supplier_jurisdictions"]:
        return ()
    if _in_group(destination, "e"):
        return (_finding(embargo, Effect.DENIAL, embargo["text"]),)
    found: tuple[ExportFinding, ...] = ()
    if _holds(first, as_of) and destination in first["destinations"]:
        found += (_link_finding(accelerator),)
    if _holds(now, as_of):
        found += _class_findings(accelerator, destination, as_of, headquarters)
    return found


def _class_findings(
    accelerator: Accelerator, destination: str, as_of: str | None, headquarters: str
) -> tuple[ExportFinding, ...]:
    lane, policy, free = _rules()["case_by_case"], _rules()["policy"], _rules()["open"]
    if not _needs_licence(destination, headquarters):
        covered = _in_group(destination, "a5", "a6") or _at_home(accelerator, destination)
        return (_finding(free, Effect.CLEAR, free["text"]),) if covered else ()
    of_class = _class_finding(accelerator)
    if of_class.effect is not Effect.LICENCE:
        return (of_class,)
    if destination in lane["destinations"]:
        return (of_class, _lane_finding(accelerator)) if _holds(lane, as_of) else (of_class,)
    if _in_group(destination, "d5") or _in_group(headquarters, "d5"):
        where = "" if _in_group(destination, "d5") else sentence(", for headquarters in {}", headquarters)
        return of_class, _finding(policy, Effect.DENIAL, f"{_figures_text(accelerator)}: {policy['text']}{where}.")
    return (of_class,)


def _link_finding(accelerator: Accelerator) -> ExportFinding:
    """Return what the rule of October 2022 said: link and performance had both to reach the thresholds."""
    rule = _rules()["link_2022"]
    performance, link = total_processing_performance(accelerator), accelerator.scaleup_bytes_per_s
    both_ways = None if link is None else 2 * link / GIGA
    limits = sentence("{:,} GB/s and TPP {:,}", rule["link_gb_per_s"], rule["tpp"])
    below = (performance is not None and performance < rule["tpp"]) or (
        both_ways is not None and both_ways < rule["link_gb_per_s"]
    )
    words = "link unknown" if both_ways is None else sentence("link {:,.0f} GB/s", both_ways)
    figures = listed(", ", (_figures_text(accelerator), words))
    if below:
        return _finding(rule, Effect.CLEAR, sentence("{}: not at {} both.", figures, limits))
    if performance is None or both_ways is None:
        return _finding(
            rule, Effect.UNKNOWN, sentence("{}: whether it reaches {} cannot be determined.", figures, limits)
        )
    return _finding(
        rule, Effect.LICENCE, sentence("{}: at {} or above, for which a licence is needed.", figures, limits)
    )


def _class_finding(accelerator: Accelerator) -> ExportFinding:
    rule = _rules()["eccn_3a090"]
    eccn = eccn_class(accelerator)
    figures = _figures_text(accelerator)
    if eccn is None:
        missing = "die area" if total_processing_performance(accelerator) else "peak rates"
        return _finding(
            rule, Effect.UNKNOWN, sentence("{}: the class cannot be determined, {} unknown.", figures, missing)
        )
    if eccn == "none":
        why = " as a part that is not for data centres (Note 2)" if _outside_note_2(accelerator) else ""
        return _finding(rule, Effect.CLEAR, sentence("{}: below the 3A090 thresholds{}.", figures, why))
    exception = sentence("; {}", rule["exception"]) if (eccn == "3A090.a") == _consumer(accelerator) else ""
    return _finding(
        rule, Effect.LICENCE, sentence("{}: meets {}, for which a licence is needed{}.", figures, eccn, exception)
    )


def _lane_finding(accelerator: Accelerator) -> ExportFinding:
    rule = _rules()["case_by_case"]
    limits = sentence("TPP {:,} and {:,} GB/s", rule["tpp_below"], rule["memory_gb_per_s_below"])
    inside = in_case_by_case_lane(accelerator)
    if inside is None:
        return _finding(rule, Effect.UNKNOWN, sentence("The limits are {}; the memory bandwidth is unknown.", limits))
    bandwidth = accelerator.memory_bytes_per_s
    memory = "" if bandwidth is None else sentence(", memory {:,.0f} GB/s", bandwidth / GIGA)
    figures = listed("", (_figures_text(accelerator), memory))
    if inside:
        return _finding(
            rule,
            Effect.LICENCE,
            sentence("{}: under {}, reviewed case by case if {}.", figures, limits, rule["conditions"]),
        )
    return _finding(rule, Effect.DENIAL, sentence("{}: not under {}, so a presumption of denial.", figures, limits))


def _figures_text(accelerator: Accelerator) -> str:
    performance = total_processing_performance(accelerator)
    density = performance_density(accelerator)
    words = "TPP unknown" if performance is None else sentence("TPP {:,.0f}", performance)
    return words if density is None else sentence("{}, density {:.2f}", words, density)


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
