"""How sure a plan is, as text for a terminal."""

from collections.abc import Callable, Mapping

from planner.command_line.text_table import (
    NEVER,
    days_number,
    marked,
    number,
    percent,
    scaled,
    section,
    shown_end,
    text_table,
)
from planner.digits import MINUS, days_decimals, true_minus
from planner.uncertainty.diversification import FleetRisk
from planner.uncertainty.risk_report import RiskReport
from planner.uncertainty.tornado import SAVING, Tornado
from planner.uncertainty.winner_map import NOBODY, WinnerMap

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SHOWN: Mapping[str, Callable[[float | None], str]] = {SAVING: percent, "days": days_number}  # else scaled
_NO_LETTER = "-"  # no fleet ends
_NO_END = "no end"
_NO_FIGURES = {_NO_END, NEVER, "0", "0.0 d"}


def risk_text(report: RiskReport, winners: WinnerMap | None = None) -> str:
    """Return how sure a plan is for a terminal."""
    fleets = ([report.plan] if report.plan is not None else []) + list(report.references)
    parts = [
        section("What is missing", "\n".join(f"  {sentence}" for sentence in report.blocked)),
        section("Bands (P10, P50, P90)", _bands(report)),
        section("Without a supplier from day 0", _without(report)),
        section("Chance of the deadline", _deadlines(fleets)),
        section(f"Scenarios (overrun over each fleet's own plan, {report.currency})", _scenarios(report, fleets)),
        section(f"Mean and worst 10 % ({report.currency})", _tails(fleets)),
        section("What diversification buys", "\n".join(f"  {exchange.words}" for exchange in report.exchanges)),
        *(section(f"Inputs that move the {_words(name)} most", _tornado(t)) for name, t in report.tornados.items()),
        section("Cheapest fleet", _map(winners)) if winners is not None else "",
    ]
    return "".join(parts).lstrip("\n")


def _bands(report: RiskReport) -> str:
    rows = [
        (_words(name), *(shown_end(value, _SHOWN.get(name, scaled)) for value in band))
        for name, band in report.bands.items()
    ]
    table = text_table(("FIGURE", "P10", "P50", "P90"), rows, numbers=(1, 2, 3))
    if report.cheaper_than_baseline is None:
        return table
    return f"{table}\n  Cheaper than the baseline with a probability of {percent(report.cheaper_than_baseline, 0)}."


def _scenarios(report: RiskReport, fleets: list[FleetRisk]) -> str:
    if not fleets:
        return ""
    rows = [
        (
            scenario.name,
            number(scenario.day),
            percent(scenario.probability, 0),
            *(
                f"{_marked(fleet, 'cost', _amount(fleet.outcomes[i].overrun))} / "
                f"{_marked(fleet, 'days', _days(fleet.outcomes[i].extra_days))}"
                for fleet in fleets
            ),
        )
        for i, scenario in enumerate(report.scenarios)
    ]
    columns = ("SCENARIO", "DAY", "P", *(fleet.name for fleet in fleets))
    table = text_table(columns, rows, numbers=range(1, len(columns)))
    return "\n".join([table, *_gains(fleets[0])])


def _gains(fleet: FleetRisk) -> list[str]:
    """Return why an event ends a run sooner or makes it cheaper, since nobody expects that of one."""
    return [
        f"  {outcome.scenario.name}: {outcome.why}"
        for outcome in fleet.outcomes
        if MINUS in _amount(outcome.overrun) + _days(outcome.extra_days)
    ]


def _tails(fleets: list[FleetRisk]) -> str:
    rows = [
        (
            fleet.name,
            _marked(fleet, "days", days_number(fleet.days)),
            *(_marked(fleet, "cost", _amount(one)) for one in (fleet.cost, fleet.expected_overrun, fleet.cvar_overrun)),
            *(_marked(fleet, "days", _days(one)) for one in (fleet.expected_extra_days, fleet.cvar_extra_days)),
        )
        for fleet in fleets
    ]
    money = ("FLEET", "DAYS", "PLANNED", "EXPECTED OVERRUN", "CVAR 90 OVERRUN")
    columns = (*money, "EXPECTED DAYS MORE", "CVAR 90 DAYS MORE")
    return text_table(columns, rows, numbers=range(1, len(columns))) if rows else ""


def _deadlines(fleets: list[FleetRisk]) -> str:
    rows = [
        (
            fleet.name,
            number(fleet.deadline.days),
            _marked(fleet, "days", percent(fleet.deadline.chance, 0)),
            _marked(fleet, "days", percent(fleet.deadline.with_events, 0)),
        )
        for fleet in fleets
        if fleet.deadline is not None
    ]
    columns = ("FLEET", "DEADLINE, DAYS", "CHANCE", "CHANCE WITH SCENARIO EVENTS")
    return text_table(columns, rows, numbers=range(1, len(columns))) if rows else ""


def _without(report: RiskReport) -> str:
    plan = report.plan
    rows = [
        (
            one.supplier,
            *(_marked(plan, "days", text) for text in _more(one.days, one.extra_days, _days)),
            *(_marked(plan, "cost", text) for text in _more(one.cost, one.extra_cost, _amount)),
        )
        for one in report.without
    ]
    columns = ("SUPPLIER", "DAYS", "MORE", f"COST, {report.currency}", "MORE")
    named = (
        f"  Without {one.supplier} {words}: {', '.join(models)}."
        for one in report.without
        for words, models in (("these models are late", one.late), ("these models find no place", one.lost))
        if models
    )
    return "\n".join([text_table(columns, rows, numbers=range(1, len(columns))), *named])


def _more(whole: float | None, extra: float | None, shown: Callable[[float], str]) -> tuple[str, str]:
    return (NEVER if whole is None else scaled(whole), "" if extra is None else shown(extra))


def _tornado(tornado: Tornado) -> str:
    shown = percent if tornado.quantity == SAVING else scaled
    rows = [
        (
            row.name,
            *map(percent if row.is_share else number, (row.low_value, row.value, row.high_value)),
            row.unit,
            *(shown_end(result, shown) for result in (row.low_result, row.high_result)),
            row.evidence.value,
        )
        for row in tornado.rows
    ]
    columns = ("INPUT", "LOW", "PLANNED", "HIGH", "UNIT", "AT LOW", "AT HIGH", "EVIDENCE")
    return text_table(columns, rows, numbers=(1, 2, 3, 5, 6))


def _map(winners: WinnerMap) -> str:
    head = f"  down: {winners.y_name}; across: {winners.x_name}\n"
    rows = [
        (f"{factor:.2f}", *(_NO_LETTER if cell == NOBODY else _LETTERS[cell % len(_LETTERS)] for cell in line))
        for factor, line in zip(winners.y, winners.winner, strict=True)
    ]
    legend = "\n".join(f"  {_LETTERS[i % len(_LETTERS)]} = {name}" for i, name in enumerate(winners.fleets))
    note = f"\n  {winners.note}" if winners.note else ""
    return (
        head + text_table(("", *(f"{factor:.2f}" for factor in winners.x)), rows, numbers=(0,)) + "\n" + legend + note
    )


def _marked(fleet: FleetRisk | None, figure: str, text: str) -> str:
    """Return a fleet's figure with the mark of estimates where it rests on any; no end and no change rest on none."""
    return marked(text, fleet is not None and figure in fleet.estimated and text not in _NO_FIGURES)


def _amount(value: float) -> str:
    return _NO_END if value == float("inf") else scaled(value)


def _days(value: float) -> str:
    return _NO_END if value == float("inf") else f"{true_minus(f'{value:+.{days_decimals(value)}f}')} d"


def _words(name: str) -> str:
    return name.replace("_", " ")
