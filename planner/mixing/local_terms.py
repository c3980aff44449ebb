"""The stated inputs of local SGD, part of a plan."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalTerms:
    """The stated inputs of local SGD.

    ``inner_steps`` between two exchanges; ``outer_bytes`` per parameter on the wire (4, 2 or 0.5); ``overlap`` the
    part of a round that hides the exchange; ``statistical_efficiency`` tokens that count, of those worked through.
    ``step_synchronous``: all pools take the same number of steps of the same batch, so the slowest throttles all;
    otherwise a round is a time and every pool works as fast as it can.
    """

    inner_steps: int = 100
    outer_bytes: float = 2.0
    overlap: float = 0.8
    statistical_efficiency: float = 0.99
    step_synchronous: bool = False
