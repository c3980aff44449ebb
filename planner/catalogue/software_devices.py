"""A package as the devices that its software sees: an Ascend 910C or an MI250X is two, each with half of everything."""

from msgspec.structs import replace

from planner.catalogue.accelerator import Accelerator, Figure
from planner.catalogue.figures import FIGURES, KINDS, value_of, with_values


def part_of(package: Accelerator, share: float) -> Accelerator:
    """Return a part of a package: its share of every rate and of the memory; node and domain hold that many more."""
    values = {
        kind.name: value * share**kind.parts
        for kind in FIGURES
        if (value := value_of(package, kind.name)) is not None
    }  # fmt: skip
    return replace(
        with_values(package, values),
        figures={name: _range_of(name, figure, share) for name, figure in package.figures.items()},
        software_devices=1,
    )


def _range_of(name: str, figure: Figure, share: float) -> Figure:
    if figure.low is None or figure.high is None:
        return figure
    part = share ** KINDS[name].parts
    return replace(figure, low=figure.low * part, high=figure.high * part)
