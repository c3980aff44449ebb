"""A package as the devices that its software sees: an Ascend 910C or an MI250X is two, each with half of everything."""

from dataclasses import replace

from planner.catalogue.accelerator import Accelerator, Figure

_COUNTS = frozenset({"scaleup_domain_devices", "devices_per_node"})


def part_of(package: Accelerator, share: float) -> Accelerator:
    """Return a part of a package: its share of every rate and of the memory; node and domain hold that many more."""
    return replace(
        package,
        peak_flop_per_s={precision: rate * share for precision, rate in package.peak_flop_per_s.items()},
        memory_bytes=None if package.memory_bytes is None else int(package.memory_bytes * share),
        memory_bytes_per_s=_times(package.memory_bytes_per_s, share),
        scaleup_bytes_per_s=_times(package.scaleup_bytes_per_s, share),
        nic_bytes_per_s=_times(package.nic_bytes_per_s, share),
        tdp_w=_times(package.tdp_w, share),
        scaleup_domain_devices=_many(package.scaleup_domain_devices, share),
        devices_per_node=_many(package.devices_per_node, share),
        figures={name: _range_of(name, figure, share) for name, figure in package.figures.items()},
        software_devices=1,
    )


def _range_of(name: str, figure: Figure, share: float) -> Figure:
    if figure.low is None or figure.high is None:
        return figure
    part = 1.0 / share if name in _COUNTS else share
    return replace(figure, low=figure.low * part, high=figure.high * part)


def _times(figure: float | None, share: float) -> float | None:
    return None if figure is None else figure * share


def _many(count: int | None, share: float) -> int | None:
    return None if count is None else round(count / share)
