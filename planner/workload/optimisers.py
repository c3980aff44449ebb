"""Optimisers as data (resources/workload/optimisers.csv): what each keeps of a parameter, and who says so.

Bytes are of one parameter of one replica, before data parallelism shares the states out.
"""

import csv
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from planner.resource_files import resource_path
from planner.units import FP32_BYTES


class Optimiser(StrEnum):
    """What updates the weights, and in which formats it keeps its states."""

    ADAMW = "adamw"
    ADAMW_REMAINDERS = "adamw-remainders"
    ADAMW_BF16_MOMENTS = "adamw-bf16-moments"
    ADAMW_FP8_MOMENTS = "adamw-fp8-moments"
    ADAMW_BF16 = "adamw-bf16"
    ADAMW_8BIT = "adamw-8bit"
    ADAMW_8BIT_BARE = "adamw-8bit-bare"
    MUON = "muon"
    ADAMUON = "adamuon"


class OptimiserKind(Struct, frozen=True, kw_only=True):
    """One optimiser: bytes a parameter of the main weight (``main_bytes``) and of the moments (``moment_bytes``).

    ``main_bytes_alone`` is the main weight where no 16-bit weight stands beside it that holds its upper half.
    ``gradient_bytes`` None: as the software has it. Of an optimiser of ``whole_matrices`` tables, norms and
    convolutions are AdamW's, and ``newton_schulz_steps`` orthogonalise each matrix. ``on_host``: its states may lie in
    the host's memory.
    """

    main_bytes: float
    moment_bytes: float
    main_bytes_alone: float
    source: str
    gradient_bytes: int | None = None
    newton_schulz_steps: int = 0
    on_host: bool = False

    @property
    def whole_matrices(self) -> bool:
        """Whether it updates whole matrices, one rank each."""
        return self.newton_schulz_steps > 0

    @property
    def has_main_weights(self) -> bool:
        """Whether it keeps a weight of its own, of which the trained one is a copy."""
        return self.main_bytes_alone > 0.0

    def state_bytes(self, *, alone: bool = False) -> float:
        """Return the bytes of main weight and moments; ``alone``: no 16-bit weight holds the main one's upper half."""
        return (self.main_bytes_alone if alone else self.main_bytes) + self.moment_bytes


def _table() -> dict[Optimiser, OptimiserKind]:
    with resource_path("workload", "optimisers.csv").open(encoding="utf-8", newline="") as file:
        return {
            Optimiser(row["optimiser"]): OptimiserKind(
                main_bytes=float(row["main_bytes"]),
                moment_bytes=float(row["moment_bytes"]),
                main_bytes_alone=float(row["main_bytes_alone"]),
                source=row["source"],
                gradient_bytes=int(row["gradient_bytes"]) if row["gradient_bytes"] else None,
                newton_schulz_steps=int(row["newton_schulz_steps"] or 0),
                on_host=row["on_host"] == "yes",
            )
            for row in csv.DictReader(file)
        }


OPTIMISERS: Final[Mapping[Optimiser, OptimiserKind]] = MappingProxyType(_table())

ADAM_BYTES: Final = 3 * FP32_BYTES  # of a parameter: main weight and two moments
# Of the host's share everything is in FP32, and beside the states the gradient in pinned memory
# (Megatron-LM cpu_offloading/README.md).
HOST_STATE_BYTES: Final = float(ADAM_BYTES)
HOST_BYTES: Final = HOST_STATE_BYTES + FP32_BYTES
# What layer-wise distribution allows the fullest rank over the mean (layer_wise_optimizer.py, _NUMEL_EPSILON 0.3).
MOST_OVER_MEAN_MATRICES: Final = 1.3


def orthogonalising_flop(rows: int, columns: int) -> float:
    """Return the FLOP of one Newton-Schulz step on a matrix: 2 (2 m^2 n + m^3), m the smaller side.

    >>> round(5 * orthogonalising_flop(4096, 7168) / 1e12, 2)  # the first product of an expert of DeepSeek-V3
    3.09
    """
    small, large = sorted((rows, columns))
    return 2.0 * (2.0 * small * small * large + small**3)
