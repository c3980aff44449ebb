"""Megatron-Core's arguments as entries of a configuration: the names and values that its YAML-driven kin read."""

from typing import Any

from planner.launching.arguments import Arguments
from planner.launching.parser_table import parser_flags

# flags whose entry has another name, or says the contrary
_ENTRIES = {
    "--fp8-format": "fp8",
    "--fp4-format": "fp4",
    "--microbatch-group-size-per-virtual-pipeline-stage": "microbatch_group_size_per_vp_stage",
    "--no-rope-fusion": "apply_rope_fusion",
    "--disable-bias-linear": "add_bias_linear",
    "--no-dsa-indexer-rotate-activation": "dsa_indexer_rotate_activation",
}


def entries_of(arguments: Arguments) -> dict[str, Any]:
    """Return arguments as entries: flags as true or false, numbers as numbers, lists as lists.

    >>> entries_of([("--num-layers", "4"), ("--disable-bias-linear",), ("--recompute-modules", "mlp", "moe")])
    {'num_layers': 4, 'add_bias_linear': False, 'recompute_modules': ['mlp', 'moe']}
    >>> entries_of([("--recompute-modules", "mlp")])
    {'recompute_modules': ['mlp']}
    """
    return dict(_entry(argument[0], argument[1:]) for argument in arguments)


def _entry(flag: str, values: tuple[str, ...]) -> tuple[str, Any]:
    known = parser_flags()[flag]
    name = _ENTRIES.get(flag, known.name)
    if known.takes_nothing:
        return name, "false" not in known.takes
    typed = [_typed(value, known.type) for value in values]
    return name, typed if known.takes.startswith("nargs") else typed[0]  # of one value, too: its readers walk it


def _typed(value: str, kind: str) -> int | float | str:
    if kind == "int" or (kind.endswith("_freq_type") and value.isdigit()):
        return int(value)
    return float(value) if kind == "float" else value
