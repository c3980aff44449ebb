"""An exploration as plain values for JSON: its fleets, its frontier, what was left out."""

from msgspec.structs import asdict

from planner.exploration.exploration import Exploration, FleetColumns
from planner.exports.plain_values import Document
from planner.plan import Objective


def exploration_document(exploration: Exploration) -> Document:
    """Return the document of ``explore --json``; ``knee`` is a position in ``frontier``."""
    return {
        "candidates": exploration.candidates,
        "feasible": exploration.feasible,
        "seconds": exploration.seconds,
        "axes": {"x": exploration.measure.value, "y": _Y_AXES[exploration.objective]},
        "currency": exploration.currency,
        "frontier": [_frontier_document(exploration, position) for position in range(len(exploration.frontier))],
        "knee": exploration.knee,
        "today": None if exploration.today is None else fleet_document(exploration, exploration.today, 0),
        "today_gap": None if exploration.today_gap is None else asdict(exploration.today_gap),
        "singles": [
            {"supplier": single.supplier, **fleet_document(exploration, exploration.fleets, single.row)}
            for single in exploration.singles
        ],
        "guarantee": None if exploration.guarantee is None else asdict(exploration.guarantee),
        "hypervolume": exploration.hypervolume,
        "reference": exploration.reference,
        "estimates": [one.words for one in exploration.estimates.all],
        "blocked": dict(exploration.blocked),
    }


_Y_AXES = {Objective.UNIT_COST: "saving", Objective.COST: "cost", Objective.DAYS: "days"}


def _frontier_document(exploration: Exploration, position: int) -> Document:
    """Return a fleet of the frontier with how its pools work, at which shares, and who says so."""
    fleet = fleet_document(exploration, exploration.fleets, int(exploration.frontier[position]))
    if position >= len(exploration.points):
        return fleet
    point = exploration.points[position]
    return fleet | {
        "strategy": point.way,
        "shares": dict(point.shares),
        "cap": point.cap,
        "certificate": point.certificate,
    }


def fleet_document(exploration: Exploration, fleets: FleetColumns, row: int) -> Document:
    """Return one fleet: its nodes by accelerator (groups of one accelerator summed) and what it gives."""
    counts = [int(count) for count in fleets.nodes[row]]
    cluster: dict[str, int] = {}
    for accelerator, count in zip(exploration.accelerators, counts, strict=True):
        cluster[accelerator] = cluster.get(accelerator, 0) + count
    return {
        "cluster": {accelerator: count for accelerator, count in cluster.items() if count},
        "groups": dict(zip(exploration.groups, counts, strict=True)),
        "cost_per_trillion_tokens": float(fleets.unit_cost[row]),
        "saving": float(fleets.saving[row]),
        "largest": float(fleets.largest[row]),
        "hhi": float(fleets.hhi[row]),
        "retention": float(fleets.retention[row]),
        "loss": float(fleets.loss[row]),
        "days": float(fleets.days[row]),
        "tokens_per_s": float(fleets.tokens_per_s[row]),
        "cost": float(fleets.cost[row]),
        "bound": bool(fleets.bound[row]),
        "estimated": sorted(exploration.estimated(fleets, row)),
    }
