"""What published tables call accelerators, software and FLOP conventions, as the program's own names."""

import re
import tomllib
from functools import cache
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from planner.catalogue.accelerator import Accelerator
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.software_devices import part_of
from planner.errors import UserError
from planner.resource_files import resource_path
from planner.sentences import sentence
from planner.units import GIB_BYTES, TERA

_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_MEMORY = re.compile(r"\b(\d{2,3}) ?GB\b")
_POWER_LIMIT = re.compile(
    r"(?:limited to|power limit(?:ed to)?|capped at) (\d{3,4}) ?W|\((\d{3,4}) ?W\)", re.IGNORECASE
)
_OLDER_MEMORY = re.compile(r"\bHBM2e\b", re.IGNORECASE)
_STACK_BYTES: Final = 16 * GIB_BYTES  # of HBM2e, with 1,024 pins at 3.2 Gbit/s (JEDEC JESD235D)
_STACK_BYTES_PER_S: Final = 1024 * 3.2e9 / 8
_SAME_MEMORY: Final = 0.05  # labels round: "80GB" is the catalogue's 80 GB


class FlopConvention(Struct, frozen=True, kw_only=True):
    """How a source counts FLOP: attention in full or causal, and the peak behind its MFU where it is known."""

    full_attention: bool
    mfu_peak_flop_per_s: float | None


def accelerator_of(label: str, devices_per_node: int | None, catalogue: Catalogue) -> Accelerator:
    """Return the accelerator a table means; half a package where the table counts its dies.

    An exact key or name of the catalogue wins over the patterns, except where the table counts the dies of a
    package. Raises UserError for a label that none knows, and for none.
    """
    if not label:
        raise UserError(sentence("the accelerator is not named"))
    entries = [entry for entry in _labels()["accelerators"] if _fits(entry, label, devices_per_node)]
    dies = next((entry for entry in entries if "share" in entry), None)
    if dies is not None and dies["key"] in catalogue.accelerators and dies is _first_of(entries, dies["key"]):
        return _part_of(catalogue.accelerators[dies["key"]], dies["share"])
    for found in catalogue.accelerators.values():
        if _plain(label) in (_plain(found.key), _plain(found.name)):
            return found
    if entries and entries[0]["key"] in catalogue.accelerators:
        return catalogue.accelerators[entries[0]["key"]]
    raise UserError(sentence("no accelerator of the catalogue is called {!r}", label))


def as_labelled(accelerator: Accelerator, label: str, remarks: str, assumed: list[str]) -> Accelerator:
    """Return the accelerator with the memory and the power limit that a table prints, where they are not its own.

    Under a limit the clock falls with the cube root of the power, for voltage falls with it and dynamic power is
    frequency x voltage squared; memory and links keep their rates. A sentence says so in ``assumed``.
    """
    memory = _MEMORY.search(label)
    if memory is not None and accelerator.memory_bytes is not None:
        printed_bytes = int(memory.group(1)) * GIB_BYTES
        own = (accelerator.memory_bytes, accelerator.printed_memory_bytes or accelerator.memory_bytes)
        if all(abs(printed_bytes / size - 1) > _SAME_MEMORY for size in own):
            accelerator = replace(accelerator, memory_bytes=printed_bytes)
        if _OLDER_MEMORY.search(label) and "HBM2" not in (accelerator.memory_type or ""):
            rate = printed_bytes / _STACK_BYTES * _STACK_BYTES_PER_S
            accelerator = replace(accelerator, memory_bytes_per_s=rate)
            assumed.append(f"HBM2e in place of {accelerator.memory_type}: {rate / TERA:.2f} TB/s")
    limit = _POWER_LIMIT.search(f"{label} | {remarks}")
    if limit is None or accelerator.tdp_w is None:
        return accelerator
    limit_w = float(limit.group(1) or limit.group(2))
    if limit_w >= accelerator.tdp_w:
        return accelerator
    slower = (limit_w / accelerator.tdp_w) ** (1 / 3)
    assumed.append(f"limited to {limit_w:.0f} of {accelerator.tdp_w:.0f} W: peaks times {slower:.2f} (cube root)")
    rates = {precision: rate * slower for precision, rate in accelerator.peak_flop_per_s.items()}
    return replace(accelerator, peak_flop_per_s=rates, tdp_w=limit_w)


def _fits(entry: dict[str, Any], label: str, devices_per_node: int | None) -> bool:
    return _matches(entry, label) and entry.get("per_node", devices_per_node) == devices_per_node


def _first_of(entries: list[dict[str, Any]], key: str) -> dict[str, Any]:
    return next(entry for entry in entries if entry["key"] == key)


def stack_release_of(title: str, date: str = "") -> str | None:
    """Return the software behind a source with its version or date; None where the title names none.

    ``date`` is what the row says of itself; of some software it stands where the title has none.

    >>> stack_release_of("NVIDIA Megatron-Bridge performance summary (26.04.01 NeMo Container)")
    'NeMo 26.04.01'
    """
    for entry in _labels()["stacks"]:
        if "in_remarks" not in entry and _matches(entry, title):
            return _release_of(entry, title, date)
    return None


def _release_of(entry: dict[str, Any], title: str, date: str) -> str:
    texts = (title, date) if entry.get("dated") else (title,)
    versions = (re.search(entry["version"], text) for text in texts) if "version" in entry else ()
    version = next(filter(None, versions), None)
    return f"{entry['stack']} {version.group(1)}" if version else str(entry["stack"])


def software_behind(title: str, reference: str, remarks: str = "", date: str = "") -> str:
    """Return the software behind a source: the calibrated one it names, else what was usual at its date.

    An older paper on a software that lives on is dated: its release is not the one that is calibrated.
    Where title and reference name neither, the row's remarks may name one of the software that is looked for there.
    A source that names none of it is unnamed software, never the newest release.

    >>> software_behind("A paper on Megatron-LM as it was then", "arXiv 2104.04473")
    'arXiv 2104'
    >>> software_behind("A page without a date", "its own site")
    'unnamed software'
    """
    named = f"{title} | {reference}"
    looked_for = [entry for entry in _labels()["stacks"] if "in_remarks" in entry]
    remarked = (_release_of(entry, "", date) for entry in looked_for if _matches(entry, f"{named} | {remarks}"))
    return stack_release_of(named, date) or next(remarked, "unnamed software")


def is_suppliers_own(software: str, named: str) -> bool:
    """Say whether a source (its title, reference and remarks) on ``software`` speaks for the supplier of it.

    Software that no accelerator's supplier makes is its authors' own wherever it is run.
    """
    labels = _labels()
    if not any(software.startswith(str(name)) for name in labels["suppliers_software"]):
        return True
    return any(re.search(str(pattern), named, re.IGNORECASE) for pattern in labels["own_words"])


def flop_convention_of(title: str) -> FlopConvention | None:
    """Return how a source counts FLOP; None where its convention is unknown."""
    for entry in _labels()["flop_conventions"]:
        if _matches(entry, title):
            peak = entry.get("mfu_peak_tflop_per_s")
            return FlopConvention(
                full_attention=entry["attention"] == "full", mfu_peak_flop_per_s=None if peak is None else peak * TERA
            )
    return None


def said_by(what: str, text: str) -> re.Match[str] | None:
    """Return where a text says what single publications or software say in words of their own (``[words]``)."""
    return re.search(_labels()["words"][what], text, re.IGNORECASE)


def _matches(entry: dict[str, Any], text: str) -> bool:
    if "unless" in entry and re.search(entry["unless"], text, re.IGNORECASE):
        return False
    return re.search(entry["pattern"], text, re.IGNORECASE) is not None


def _plain(name: str) -> str:
    return _NOT_PLAIN.sub("", name.lower())


def _part_of(package: Accelerator, share: float) -> Accelerator:
    """Return one die of a package, under a name that says so."""
    return replace(part_of(package, share), name=f"{package.name}, one die")


@cache
def _labels() -> dict[str, Any]:
    with resource_path("calibration", "run_labels.toml").open("rb") as file:
        return tomllib.load(file)
