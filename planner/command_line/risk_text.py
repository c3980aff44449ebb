"""The doubts of a plan as text for a terminal."""

from planner.command_line.text_table import number, percent, scaled, section, text_table
from planner.doubts.exchange import FleetRisk
from planner.doubts.risk_report import RiskReport
from planner.doubts.tornado import SAVING, Tornado
from planner.doubts.winner_map import WinnerMap

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def risk_text(report: RiskReport, winners: WinnerMap | None = None) -> str:
    """Return the doubts of a plan for a terminal."""
    fleets = ([report.plan] if report.plan is not None else []) + list(report.references)
    parts = [
        section("What is missing", "\n".join(f"  {sentence}" for sentence in report.blocked)),
        section("Bands (P10, P50, P90)", _bands(report)),
        section(f"Scenarios (overrun over each fleet's own plan, {report.currency})", _scenarios(report, fleets)),
        section(f"Mean and worst 10 % ({report.currency})", _tails(fleets)),
        section("What diversification buys", "\n".join(f"  {exchange.words}" for exchange in report.exchanges)),
        *(section(f"Inputs that move the {_words(name)} most", _tornado(t)) for name, t in report.tornados.items()),
        section("Cheapest fleet", _map(winners)) if winners is not None else "",
    ]
    return "".join(parts).lstrip("\n")


def _bands(report: RiskReport) -> str:
    rows = [
        (_words(name), *(percent(value) if name == SAVING else scaled(value) for value in band))
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
            percent(scenario.probability, 0),
            *(f"{_amount(fleet.outcomes[i].overrun)} / {_days(fleet.outcomes[i].extra_days)}" for fleet in fleets),
        )
        for i, scenario in enumerate(report.scenarios)
    ]
    columns = ("SCENARIO", "P", *(fleet.name for fleet in fleets))
    return text_table(columns, rows, numbers=range(1, len(columns)))


def _tails(fleets: list[FleetRisk]) -> str:
    rows = [
        (fleet.name, number(fleet.days), *map(_amount, (fleet.cost, fleet.expected_overrun, fleet.cvar_overrun)))
        for fleet in fleets
    ]
    columns = ("FLEET", "DAYS", "PLANNED", "EXPECTED OVERRUN", "CVAR 90 OVERRUN")
    return text_table(columns, rows, numbers=range(1, len(columns))) if rows else ""


def _tornado(tornado: Tornado) -> str:
    shown = percent if tornado.quantity == SAVING else scaled
    rows = [
        (
            row.name,
            *map(number, (row.low_value, row.value, row.high_value)),
            row.unit,
            *map(shown, (row.low_result, row.high_result)),
            row.evidence.value,
        )
        for row in tornado.rows
    ]
    columns = ("INPUT", "LOW", "PLANNED", "HIGH", "UNIT", "AT LOW", "AT HIGH", "EVIDENCE")
    return text_table(columns, rows, numbers=(1, 2, 3, 5, 6))


def _map(winners: WinnerMap) -> str:
    head = f"  down: {winners.y_name}; across: {winners.x_name}\n"
    rows = [
        (f"{factor:.2f}", *(_LETTERS[cell % len(_LETTERS)] for cell in line))
        for factor, line in zip(winners.y, winners.winner, strict=True)
    ]
    legend = "\n".join(f"  {_LETTERS[i % len(_LETTERS)]} = {name}" for i, name in enumerate(winners.fleets))
    return head + text_table(("", *(f"{factor:.2f}" for factor in winners.x)), rows, numbers=(0,)) + "\n" + legend


def _amount(value: float) -> str:
    return "no end" if value == float("inf") else scaled(value)


def _days(value: float) -> str:
    return "no end" if value == float("inf") else f"{value:+.1f} d"


def _words(name: str) -> str:
    return name.replace("_", " ")
