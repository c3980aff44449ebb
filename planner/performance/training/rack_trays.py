"""Racks whose trays are no power of two: runs leave whole trays of each idle, 2 of the 18 of an NVL72.

72 devices are 8 times 9: a pipeline or a number of replicas that divides them suits few models. Published runs on such
racks take 64 devices of each.
"""

from msgspec.structs import replace

from planner.cluster import Pool


def with_idle_trays(pool: Pool) -> Pool | None:
    """Return the same nodes with as many trays of each at work as the largest power of two; None where all are.

    What stays idle is no part of a node then: it neither computes nor fails, and its host holds nothing.

    >>> from planner.catalogue.reader import load_catalogue
    >>> from planner.cluster import pool_of
    >>> catalogue = load_catalogue()
    >>> racks = pool_of(catalogue.accelerator("GB200-NVL72"), nodes=8, design=catalogue.nodes["GB200-NVL72"])
    >>> part = with_idle_trays(racks)
    >>> part.nodes, part.devices, part.scaleup_domain_devices
    (8, 512, 64)
    """
    if pool.tray_devices is None:
        return None
    trays, whole = pool.devices_per_node // pool.tray_devices, pool.devices_per_node
    used = pool.tray_devices * 2 ** (trays.bit_length() - 1)
    if used == whole:
        return None
    host = pool.host_memory_bytes
    return replace(
        pool,
        devices=pool.nodes * used,
        devices_per_node=used,
        tray_devices=None,
        scaleup_domain_devices=pool.scaleup_domain_devices * used // whole,
        host_memory_bytes=None if host is None else host * used / whole,
    )


def part_of(pool: Pool, devices: int) -> Pool:
    """Return what trains of a pool on so many of its devices: whole nodes, else nodes with idle trays."""
    trays = with_idle_trays(pool)
    return replace(trays if trays is not None and devices % pool.devices_per_node else pool, devices=devices)
