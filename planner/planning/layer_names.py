"""What a pool is called on every layer of dependence."""

from planner.catalogue.accelerator import Accelerator
from planner.dependence import LAYERS
from planner.planning.members import Member


def names_of(member: Member) -> dict[str, str]:
    """Return a pool's name on every layer of dependence."""
    return layer_names(member.planned.pool.accelerator)


def layer_names(accelerator: Accelerator | None) -> dict[str, str]:
    """Return an accelerator's name on every layer of dependence; "unknown" where it has none."""
    found = {layer: getattr(accelerator, layer, "") for layer in LAYERS}
    found |= {"software_stack": accelerator.stack_name if accelerator else ""}
    return {layer: name or "unknown" for layer, name in found.items()}
