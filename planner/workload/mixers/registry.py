"""The table of token mixers: a new kind is a file of its own and a line here."""

from typing import Final, TypeAlias, get_args

from planner.workload.mixers.compressed import CompressedAttention
from planner.workload.mixers.gated_delta import GatedDelta
from planner.workload.mixers.grouped import GroupedAttention
from planner.workload.mixers.kda import KimiDelta
from planner.workload.mixers.latent import LatentAttention
from planner.workload.mixers.lightning import Lightning
from planner.workload.mixers.mamba1 import Mamba1
from planner.workload.mixers.mamba2 import Mamba2
from planner.workload.mixers.mixer import MixerSizes
from planner.workload.mixers.short_convolution import ShortConvolution

AnyMixer: TypeAlias = (
    GroupedAttention
    | LatentAttention
    | CompressedAttention
    | Mamba2
    | Mamba1
    | GatedDelta
    | KimiDelta
    | Lightning
    | ShortConvolution
)

MIXERS: Final[dict[str, type[MixerSizes]]] = {each.kind: each for each in get_args(AnyMixer)}
