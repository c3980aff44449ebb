"""The report's headings and the heads of its tables; the template names them by key."""

from typing import Final

from gui.look.words import mark, tr

FRONTIER_NOTE: Final = mark(
    "Nodes of each accelerator; no fleet within the limits is cheaper and less dependent than one of these. N-1 "
    "retention: the share of the rate that is left without the supplier whose loss costs most."
)
_HEADINGS: Final = {
    "trade_off": mark("Saving against dependence"),
    "cluster": mark("Cluster"),
    "comparisons": mark("Published beside predicted"),
    "frontier": mark("The frontier, from the most to the least dependent"),
    "knee_note": mark(
        "Knee: the point farthest from the straight line between the frontier's ends; beyond it, less dependence costs "
        "more for each step."
    ),
    "pools": mark("Pools and their layouts"),
    "pools_note": mark(
        "TP, PP, EP, CP, DP: sizes of tensor, pipeline, expert, context and data parallelism. MFU: model FLOP "
        "utilisation of healthy steps, the useful share of the stated peak rate. Goodput: the share of time that "
        "trains, failures and checkpoints taken off; delivered is after it."
    ),
    "stops": mark("Optimiser, checkpoints and stops"),
    "stops_note": mark(
        "A checkpoint holds weights and optimiser states; written: as long as it takes to the storage; every: the "
        "interval that loses least time unless one is set; between stops: mean time between failures of the pool."
    ),
    "timetable": mark("Timetable"),
    "alone": mark("One pool alone, beside this mix"),
    "cost": mark("Where the money goes"),
    "dependence": mark("Dependence, shares of {basis}"),
    "grounds": mark("What the numbers rest on, in full"),
    "grades": mark("Inputs by evidence: {grades}."),
    "assumptions": mark("Assumptions"),
    "sources": mark("Inputs and their sources"),
    "knee": mark("knee"),
    "rests_on": mark("What the numbers rest on"),
    "loss_reasons": mark("How a loss was computed"),
}
_COUNTS: Final = ("Nodes", "Devices", "Days")  # Chinese tells a number of things from the things
FRONTIER_FIGURES: Final = {
    "cost": mark("per trillion tokens"),
    "saving": mark("saving"),
    "largest": mark("largest supplier"),
    "retention": mark("N-1 retention"),
    "days": mark("Days"),
}
_TABLE_HEADS: Final = {
    "cluster": (
        *(mark("accelerator"), mark("jurisdiction"), mark("site"), mark("evidence"), mark("Nodes"), mark("Devices")),
        mark("terms"),
    ),
    "comparisons": ("", mark("published"), mark("predicted"), mark("P10 to P90"), ""),
    "pools": (
        *(
            mark("pool"),
            mark("layout"),
            mark("delivered\ntokens/s each"),
            mark("healthy\nMFU"),
            mark("step, s"),
            mark("memory"),
        ),
        *(mark("goodput"), mark("share of\ntokens")),
    ),
    "stops": (
        *(mark("pool"), mark("checkpoint"), mark("kept"), mark("written in"), mark("every"), mark("restart")),
        *(mark("between\nstops"), mark("of a\nrack"), mark("goodput")),
    ),
    "timetable": (*(mark("what"), mark("pools"), mark("from day"), mark("to day"), mark("Days"), mark("tokens")),),
    "alone": (mark("best"), mark("pool"), mark("Days"), mark("cost"), ""),
    "site_factors": (mark("pools"), mark("site factor"), mark("why")),
    "sources": (mark("input"), mark("figures by grade"), mark("sources")),
}


def headings(*, basis: str, grades: str) -> dict[str, str]:
    """Return every heading in the language in use."""
    return {key: tr(text, basis=basis, grades=grades) for key, text in _HEADINGS.items()}


def table_heads() -> dict[str, list[str]]:
    """Return the heads of every table in the language in use."""
    return {table: [table_head(head) for head in heads] for table, heads in _TABLE_HEADS.items()}


def table_head(head: str) -> str:
    """Return the head of a column in the language in use."""
    return tr(head).lower() if head in _COUNTS else tr(head)
