"""One pool in what planning a plan answers."""

from msgspec import Struct

from planner.catalogue.accelerator import Evidence
from planner.catalogue.estimates import POWER, Estimated, EstimateEffect
from planner.catalogue.offers import Money
from planner.causes import IdleNodes
from planner.mixing.strategy import pool_id
from planner.performance.training.goodput import StopFigures
from planner.performance.training.layout import JOINT, WAITING, PoolEstimate


class PoolResult(Struct, frozen=True, kw_only=True):
    """One pool in the plan: its estimate after anchoring, its price and its goodput.

    ``site_factor`` is what anchoring multiplied the model's rate by (1 without anchors). ``delivered_tokens_per_s``
    = estimate.tokens_per_s * site_factor * goodput; of pools that work together it is each one's part of what they
    deliver, the goodput of a job that any failure stops is the job's, and a step is theirs. ``price_per_hour`` is
    the rent of the whole pool, ``None`` where a group has no price. ``spare_devices`` are paid for but outside the
    layout: ``idle`` says on how many nodes as much is trained. ``mfu`` is the model FLOP utilisation after
    anchoring, over all devices of the pool. ``devices`` are those that are composed and paid for; their software
    sees ``software_devices`` in each, and the layout counts those. ``stops`` are its checkpoints and failures.
    ``estimates``: what the estimated figures behind the rate may do to it, the one that moves it most first.
    ``estimated``: every estimate that the rate or the power rests on, those without a range included.
    """

    accelerator: str
    name: str
    supplier: str
    jurisdiction: str
    foundry: str
    devices: int
    nodes: int
    estimate: PoolEstimate
    site_factor: float
    site_factor_why: str
    goodput: float
    delivered_tokens_per_s: float
    price_per_hour: Money | None
    token_share: float
    power_w: float | None
    evidence: Evidence
    log_sd: float
    mfu: float = float("nan")
    spare_devices: int = 0
    groups: tuple[str, ...] = ()
    site: str = ""
    hbm_supplier: str = ""
    software_stack: str = ""
    network: str = ""
    software_devices: int = 1
    estimates: tuple[EstimateEffect, ...] = ()
    estimated: Estimated = ()
    terms: tuple[str, ...] = ()
    energy_kwh: float | None = None
    precision: str = ""
    idle: IdleNodes | None = None
    stops: StopFigures | None = None

    @property
    def rate_estimates(self) -> Estimated:
        """The estimates that the rate rests on, and all that hangs on it."""
        return tuple(one for one in self.estimated if one.figure != POWER)

    @property
    def pool(self) -> str:
        """The pool's id."""
        return pool_id((self.accelerator, self.site))

    @property
    def healthy_tokens_per_s_per_device(self) -> float:
        """Tokens a second of one device in healthy steps, after anchoring, over all devices of the pool."""
        return self.estimate.tokens_per_s * self.site_factor / self.devices

    @property
    def healthy_step_s(self) -> float:
        """Seconds of a step of the way in which the pool works, without failures: the model's, after anchoring."""
        return self.estimate.step_s / self.site_factor

    @property
    def works_with_others(self) -> bool:
        """Whether layout, step and rate are those of one job over several pools, and not the best of this pool."""
        return bool({WAITING, JOINT} & {*self.estimate.step_parts_s})

    @property
    def delivered_tokens_per_s_per_device(self) -> float:
        """Tokens a second of one device over paid time: healthy times goodput."""
        return self.delivered_tokens_per_s / self.devices
