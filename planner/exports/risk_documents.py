"""How sure a plan is, as JSON documents and as rows of tables."""

from collections.abc import Iterator

from planner.causes import document
from planner.exports.loss_document import recourse_document
from planner.exports.plain_values import Document
from planner.risk.scenarios import Scenario
from planner.uncertainty.deadline_chance import DeadlineChance
from planner.uncertainty.diversification import FleetRisk
from planner.uncertainty.risk_report import RiskReport
from planner.uncertainty.scenario_outcomes import ScenarioOutcome
from planner.uncertainty.tornado import Tornado
from planner.uncertainty.winner_map import WinnerMap
from planner.uncertainty.without_supplier import WithoutSupplier


def risk_document(report: RiskReport, winners: WinnerMap | None = None) -> Document:
    """Return the document of ``risk --json``; amounts are in ``currency``, fractions are 0 to 1."""
    cheapest = report.cheapest
    whole: Document = {
        "currency": report.currency,
        "seed": report.seed,
        "draws": report.draws,
        "scenarios": [_scenario(scenario) for scenario in report.scenarios],
        "recourse": recourse_document(report.recourse),
        "without": [_without(one) for one in report.without],
        "plan": None if report.plan is None else _fleet(report.plan),
        "references": [_fleet(fleet) for fleet in report.references],
        "exchanges": [
            {
                "reference": exchange.reference,
                "premium": exchange.premium,
                "tail_removed": exchange.tail_removed,
                "premium_per_tail": exchange.premium_per_tail,
                "tail_days_removed": exchange.tail_days_removed,
                "words": exchange.words,
            }
            for exchange in report.exchanges
        ],
        "cheapest_reference": None if cheapest is None else report.references[cheapest].name,
        "premium_per_tail": None if cheapest is None else report.exchanges[cheapest].premium_per_tail,
        "bands": dict(report.bands),
        "probability_cheaper_than_baseline": report.cheaper_than_baseline,
        "tornado": {quantity: _tornado(tornado) for quantity, tornado in report.tornados.items()},
        "unit_cost": None
        if report.unit_cost is None
        else {
            "shares": dict(report.unit_cost.shares),
            "sd": report.unit_cost.sd,
            "least_shares": dict(report.unit_cost.least_shares),
            "least_sd": report.unit_cost.least_sd,
        },
        "blocked": list(report.blocked),
    }
    return whole if winners is None else whole | {"winner_map": _winners(winners)}


def scenario_rows(report: RiskReport) -> list[Document]:
    """Return a row for every fleet and scenario; a run that cannot be finished has empty days and cost."""
    fleets = ([report.plan] if report.plan is not None else []) + list(report.references)
    return [row for fleet in fleets for row in _scenario_rows(fleet, report.currency)]


def sensitivity_rows(report: RiskReport) -> list[Document]:
    """Return the rows of every tornado."""
    return [
        {"quantity": quantity, "planned": tornado.result} | row
        for quantity, tornado in report.tornados.items()
        for row in _tornado(tornado)["rows"]
    ]


def _scenario(scenario: Scenario) -> Document:
    return {
        "key": scenario.key,
        "name": scenario.name,
        "kind": scenario.kind.value,
        "target": scenario.target,
        "size": scenario.size,
        "day": scenario.day,
        "probability": scenario.probability,
        "evidence": scenario.evidence.value,
        "source": scenario.source,
    }


def _fleet(fleet: FleetRisk) -> Document:
    return {
        "name": fleet.name,
        "suppliers": list(fleet.suppliers),
        "days": fleet.days,
        "cost": fleet.cost,
        "expected_overrun": fleet.expected_overrun,
        "cvar90_overrun": fleet.cvar_overrun,
        "expected_cost": fleet.expected_cost,
        "cvar90_cost": fleet.cvar_cost,
        "expected_extra_days": fleet.expected_extra_days,
        "cvar90_extra_days": fleet.cvar_extra_days,
        "deadline": _deadline(fleet.deadline),
        "estimated": sorted(fleet.estimated),
        "outcomes": [_scenario_outcome(outcome) for outcome in fleet.outcomes],
    }


def _deadline(deadline: DeadlineChance | None) -> Document | None:
    if deadline is None:
        return None
    return {"days": deadline.days, "chance": deadline.chance, "chance_with_events": deadline.with_events}


def _without(one: WithoutSupplier) -> Document:
    return {
        "supplier": one.supplier,
        "days": one.days,
        "extra_days": one.extra_days,
        "cost": one.cost,
        "extra_cost": one.extra_cost,
        "kept": one.kept,
        "late_models": list(one.late),
        "lost_models": list(one.lost),
    }


def _outcome(outcome: ScenarioOutcome) -> Document:
    return {
        "days": outcome.days,
        "extra_days": outcome.extra_days,
        "cost": outcome.cost,
        "overrun": outcome.overrun,
        "delay_cost": outcome.delay_cost,
        "why": outcome.why,
    }


def _scenario_outcome(outcome: ScenarioOutcome) -> Document:
    return {
        "scenario": outcome.scenario.key,
        "day": outcome.scenario.day,
        **_outcome(outcome),
        "causes": [document(cause) for cause in outcome.causes],
        "terms": dict(outcome.terms),
    }


def _scenario_rows(fleet: FleetRisk, currency: str) -> Iterator[Document]:
    for outcome in fleet.outcomes:
        scenario = outcome.scenario
        yield {
            "fleet": fleet.name,
            "scenario": scenario.name,
            "day": scenario.day,
            "probability": scenario.probability,
            "currency": currency,
            **_outcome(outcome),
            "evidence": scenario.evidence.value,
            "source": scenario.source,
        }


def _tornado(tornado: Tornado) -> Document:
    rows = [
        {
            "input": row.name,
            "key": row.key,
            "unit": row.unit,
            "value": row.value,
            "low_value": row.low_value,
            "high_value": row.high_value,
            "low_result": row.low_result,
            "high_result": row.high_result,
            "evidence": row.evidence.value,
        }
        for row in tornado.rows
    ]
    return {"planned": tornado.result, "rows": rows}


def _winners(winners: WinnerMap) -> Document:
    return {
        "x": {"key": winners.x_key, "name": winners.x_name, "values": winners.x.tolist()},
        "y": {"key": winners.y_key, "name": winners.y_name, "values": winners.y.tolist()},
        "fleets": list(winners.fleets),
        "winner": winners.winner.tolist(),
        "note": winners.note,
    }
