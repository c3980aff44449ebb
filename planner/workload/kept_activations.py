"""What one token leaves for the backward pass, tensor by tensor, and which recompute drops it.

Bytes are per token, one layer, tensor and context size 1, in BF16 with fused kernels (Megatron-LM and Transformer
Engine of August 2026, ``save_for_backward`` of each function).
"""

from collections.abc import Collection, Iterable
from enum import StrEnum

from msgspec import Struct


class Module(StrEnum):
    """What selective recompute runs again, in Megatron-Core's words and order.

    The last one is MindSpeed's: ``moe_act`` is of routed experts alone (Megatron-LM
    core/transformer/transformer_config.py:560 @d98e8a6).
    """

    CORE_ATTENTION = "core_attn"
    ACTIVATION = "moe_act"
    NORM = "layernorm"
    UP_PROJECTION = "mla_up_proj"
    MLP = "mlp"
    MOE = "moe"
    SHARED_EXPERTS = "shared_experts"
    DENSE_ACTIVATION = "activation_function"


class Kept(Struct, frozen=True, kw_only=True):
    """One tensor kept: its bytes, its bytes where products take 8 bits, and the module whose recompute drops it.

    ``eight_bit`` None: the same. ``whole``: as wide as the hidden state, so that every tensor-parallel rank keeps it
    whole without sequence parallelism. ``routed``: one a token copy, so that it grows with an expert rank's load;
    ``inner``: as wide as an expert, so that expert tensor ranks cut it while each takes the copies of all of them.
    ``stored``: its bytes where software narrows what it stores beside 8-bit products, None: as without
    (arXiv 2412.19437, section 3.3.3: inputs of SwiGLU in 8 bits, of the product after attention in 12).
    """

    tensor: str
    bytes: float
    eight_bit: float | None = None
    dropped_by: Module | None = None
    whole: bool = False
    routed: bool = False
    inner: bool = False
    stored: float | None = None

    def bytes_at(self, *, eight_bit: bool) -> float:
        """Return the bytes with products in 16 or in 8 bits."""
        return self.bytes if not eight_bit or self.eight_bit is None else self.eight_bit

    @property
    def stored_bytes(self) -> float:
        """The bytes beside 8-bit products where the software narrows what it stores."""
        return self.bytes_at(eight_bit=True) if self.stored is None else self.stored


def kept_bytes(tensors: Iterable[Kept], dropped: Collection[Module] = (), *, eight_bit: bool = False) -> float:
    """Return the bytes per token of what is left where some modules run again."""
    return sum(one.bytes_at(eight_bit=eight_bit) for one in tensors if one.dropped_by not in dropped)


def layer_input(hidden: int, *, own_norm: bool, narrow: bool = True) -> tuple[Kept, Kept]:
    """Return the residual stream into a norm and its output.

    ``own_norm``: the norm is a module of its own and can run again; fused into the product after it, it cannot.
    ``narrow``: with 8-bit products the output is kept in 8 bits alone.
    """
    return (
        Kept(tensor="residual into the norm", bytes=2 * hidden, whole=True),
        Kept(
            tensor="norm output",
            bytes=2 * hidden,
            eight_bit=hidden if narrow else 2 * hidden,
            dropped_by=Module.NORM if own_norm else None,
            whole=True,
        ),
    )
