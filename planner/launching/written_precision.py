"""The number format that a launch text trains in."""

from planner.launching.pasted_text import TOML, Entries
from planner.workload.training_run import TrainingPrecision


def stated_precision(form: str, entries: Entries) -> TrainingPrecision | None:
    """Return the format that a text says; None where it says none."""
    return _torchtitans_precision(entries) if form == TOML else _precision(entries)


def _torchtitans_precision(entries: Entries) -> TrainingPrecision:
    """Return TorchTitan's format: 16 bits unless a converter of its products says 8."""
    converters = " ".join(map(str, entries.get("converters") or ())).lower()
    if "mx" in converters:
        return TrainingPrecision.MXFP8
    return TrainingPrecision.FP8 if "float8" in converters else TrainingPrecision.BF16


def _precision(entries: Entries) -> TrainingPrecision | None:
    if entries.get("fp4_format") or entries.get("fp4"):
        return TrainingPrecision.NVFP4
    if entries.get("fp8_format") or entries.get("fp8"):
        return TrainingPrecision.MXFP8 if "mx" in str(entries.get("fp8_recipe")) else TrainingPrecision.FP8
    mixed = str(entries.get("mixed_precision") or "")
    if mixed:
        return _mixed_precision(mixed)
    for name in (TrainingPrecision.BF16, TrainingPrecision.FP16):
        if entries.get(name.value) is True:
            return name
    return None


def _mixed_precision(name: str) -> TrainingPrecision:
    """Return the format that Megatron-Bridge names, such as ``bf16_with_mxfp8_mixed``."""
    for part, found in (("nvfp4", "nvfp4"), ("mxfp8", "mxfp8"), ("fp8", "fp8"), ("fp16", "fp16")):
        if part in name:
            return TrainingPrecision(found)
    return TrainingPrecision.BF16
