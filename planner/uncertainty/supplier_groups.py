"""Which node groups of a fleet a supplier made, and which of its suppliers work any token."""

from planner.cluster import NodeGroup
from planner.planning.fleet import Fleet, supplier_of


def supplier_groups(fleet: Fleet, supplier: str) -> tuple[NodeGroup, ...]:
    """Return the groups of a supplier, those that work no token included."""
    known = fleet.grounds.catalogue.accelerators
    return tuple(
        group
        for group in fleet.setting.groups
        if group.accelerator in known and known[group.accelerator].supplier == supplier
    )


def working_suppliers(fleet: Fleet) -> tuple[str, ...]:
    """Return the suppliers whose pools work in the fleet's timetable, each once."""
    return tuple(dict.fromkeys(supplier_of(member) for way in fleet.ways_taken for member in way.members))


def works_after(fleet: Fleet, supplier: str, day: float) -> bool:
    """Say whether a supplier's pools still work, or are being taken over to, after a day of the fleet's timetable."""
    keys = {group.key for group in supplier_groups(fleet, supplier)}
    return any(entry.to_day > day and keys & set(entry.groups) for entry in fleet.timetable.entries)
