"""Which node groups of a run a supplier made, and which of its suppliers work any token."""

from planner.cluster import NodeGroup, Tenure
from planner.planning.fleet import Fleet
from planner.planning.members import Member
from planner.planning.planned_run import PlannedRun, supplier_of


def supplier_groups(run: PlannedRun, supplier: str) -> tuple[NodeGroup, ...]:
    """Return the groups of a supplier, those that work no token included."""
    known = run.grounds.catalogue.accelerators
    return tuple(
        group
        for group in run.setting.groups
        if group.accelerator in known and known[group.accelerator].supplier == supplier
    )


def groups_to_come(run: PlannedRun, supplier: str, day: float) -> tuple[NodeGroup, ...]:
    """Return a supplier's groups that have still to come on a day: what is owned is there, whatever works on it."""
    return tuple(
        group
        for group in supplier_groups(run, supplier)
        if group.terms.from_day >= day and group.tenure is not Tenure.OWNED
    )


def working_members(run: PlannedRun) -> tuple[Member, ...]:
    """Return the pools that work any token."""
    tokens = run.tokens
    return tuple(member for member in run.members if tokens[member.planned.place] > 0.0)


def working_suppliers(run: PlannedRun) -> tuple[str, ...]:
    """Return the suppliers whose pools work, each once."""
    return tuple(dict.fromkeys(map(supplier_of, working_members(run))))


def works_after(run: PlannedRun, supplier: str, day: float) -> bool:
    """Say whether a supplier's pools still work, or are being taken over to, after a day."""
    keys = {group.key for group in supplier_groups(run, supplier)}
    if isinstance(run, Fleet):
        return any(entry.to_day > day and keys & set(entry.groups) for entry in run.timetable.entries)
    return any(one.to_day > day and one.group in keys for one in run.stretches())
