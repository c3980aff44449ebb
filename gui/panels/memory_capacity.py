"""How large a device's memory is called: as printed, which is what is searched for; planning may fill a little less."""

from gui.look import formats
from gui.look.words import tr
from planner.catalogue.accelerator import Accelerator
from planner.units import gib_from_bytes


def printed_bytes(accelerator: Accelerator) -> int | None:
    """Return the capacity as printed, else as known; None where neither is."""
    return accelerator.printed_memory_bytes or accelerator.memory_bytes


def capacity_words(accelerator: Accelerator) -> str:
    """Return the printed capacity, with what can be filled of it where that is another number; empty: unknown."""
    printed = printed_bytes(accelerator)
    if printed is None:
        return ""
    size = formats.whole(gib_from_bytes(printed))
    usable = formats.whole(gib_from_bytes(accelerator.memory_bytes)) if accelerator.memory_bytes else size
    return f"{size} GB" if usable == size else tr("{size} GB ({usable} usable)", size=size, usable=usable)
