"""How wide a prediction's band is: a sum of variances, each of what is not known of the run.

``resources/calibration/errors.csv`` holds the standard deviation that one unit of each part adds to the logarithm of
the rate, below and above what is predicted; all were found on runs that no fit had seen (tools/fit_calibration.py).
"""

from math import exp, log2, sqrt

from msgspec import Struct

from planner.cluster import Pool
from planner.performance.training.calibration import Calibration, Sides
from planner.performance.training.layout import Layout
from planner.performance.training.releases import family_of
from planner.workload.channel_mixers.routed import Routed
from planner.workload.mixers.grouped import GroupedAttention
from planner.workload.mixers.latent import LatentAttention
from planner.workload.recipe import RecipeName
from planner.workload.training_run import Routing, TrainingRun

P90_SDS = 1.2815515655446004  # the 90 % quantile of the standard normal distribution
RUNS_THAT_HALVE_UNCERTAINTY = 4.0  # about the runs at which a software's own fit outweighs its prior of 5 %
_LONG_SEQUENCE = 16_384
# Parts of the variance in the order of errors.csv
PARTS = (
    "model",
    "experts",
    "exchange",
    "launches",
    "gathers",
    "estimated kernels",
    "accelerator",
    "software",
    "unknown software",
    "unknown experts",
    "tuned",
    "features",
    "experts' features",
    "teams",
    "teams' experts",
    "natural",
)
OF_TEAMS = frozenset({"teams", "teams' experts"})  # the parts that are the team's and not the chip's


class StepShares(Struct, frozen=True, kw_only=True):
    """What shares of a step the parts take that predictions are less sure of than of products.

    ``exchange`` is of tokens between experts, ``launches`` what a host and each step add, ``gathers`` of weights and
    gradients, ``estimated`` in kernels that no training run was published of.
    """

    exchange: float = 0.0
    launches: float = 0.0
    gathers: float = 0.0
    estimated: float = 0.0


class Band(Struct, frozen=True, kw_only=True):
    """The standard deviation of the logarithm of the true rate around the predicted one, on its two sides.

    ``team_log_sd`` is the part that all pools of one team have in common: how it runs its software.
    """

    fast_log_sd: float
    slow_log_sd: float
    team_log_sd: float

    @property
    def log_sd(self) -> float:
        """One standard deviation of both sides."""
        return sqrt((self.fast_log_sd**2 + self.slow_log_sd**2) / 2.0)

    def around(self, rate: float) -> tuple[float, float]:
        """Return P10 and P90 of a rate."""
        return rate * exp(-P90_SDS * self.slow_log_sd), rate * exp(P90_SDS * self.fast_log_sd)


def band_of(pool: Pool, run: TrainingRun, layout: Layout, shares: StepShares, calibration: Calibration) -> Band:
    """Return the band of a prediction whose step is divided so."""
    amounts = uncertainties_of(pool, run, layout, shares, calibration)
    slow, fast, teams = 0.0, 0.0, 0.0
    for part in PARTS:
        sides: Sides = calibration.log_sd[part]
        slow += amounts[part] * sides.slow**2
        fast += amounts[part] * sides.fast**2
        teams += amounts[part] * sides.mean_square if part in OF_TEAMS else 0.0
    return Band(fast_log_sd=sqrt(fast), slow_log_sd=sqrt(slow), team_log_sd=sqrt(teams))


def uncertainties_of(
    pool: Pool, run: TrainingRun, layout: Layout, shares: StepShares, calibration: Calibration
) -> dict[str, float]:
    """Return how many units of each part's variance a prediction has."""
    moe, teams = float(run.shape.is_moe), run.recipe.name is RecipeName.MOST_TEAMS
    runs = 0 if run.recipe.name is not RecipeName.SUPPLIER else _runs_of_software(pool, run, calibration)
    features = features_of(pool, run, calibration)
    # products change little from release to release, what experts need beside theirs changes by more than half
    strange = len(features - _covered(pool, run, calibration)) if runs else 0
    early = len(features - _covered(pool, run, calibration, later=False)) if runs else 0
    unknown = float(not teams and runs == 0)
    natural = moe * float(run.routing is Routing.NATURAL and run.overload is None)
    return {
        "model": 1.0,
        "experts": moe,
        "exchange": shares.exchange**2,
        "launches": shares.launches**2,
        "gathers": shares.gathers**2,
        "estimated kernels": shares.estimated**2,
        "accelerator": float(not calibration.is_fitted(pool.accelerator)),
        "software": 0.0 if teams else 1.0 / (1.0 + runs / RUNS_THAT_HALVE_UNCERTAINTY),
        "unknown software": unknown,
        "unknown experts": moe * unknown,
        "tuned": float(run.recipe.name is RecipeName.TUNED),
        "features": float(strange),
        "experts' features": moe * float(early),
        "teams": float(teams),
        "teams' experts": moe * float(teams),
        "natural": natural * log2(layout.ep) ** 2 if layout.ep > 1 else 0.0,
    }


def features_of(pool: Pool, run: TrainingRun, calibration: Calibration) -> frozenset[str]:
    """Return what a software must have run before its figures speak for a run.

    A generation in a precision is one beside both: kernels are written for the two together.
    """
    shape, generation = run.shape, calibration.generation(pool.accelerator)
    found = {
        f"precision {run.precision.value}",
        f"generation {generation}",
        f"generation {generation} in {run.precision.value}",
        "experts" if shape.is_moe else "dense",
    }
    found |= {"natural routing"} if shape.is_moe and run.routing is Routing.NATURAL else set()
    kinds = {mixer.kind for mixer in shape.mixers.values()} - {GroupedAttention.kind}
    found |= {"latent attention" if kind == LatentAttention.kind else f"mixer {kind}" for kind in kinds}
    sinks = any(getattr(mixer, "sinks", False) for mixer in shape.mixers.values())
    found |= {"attention sinks"} if sinks else set()
    biased = any(mixer.bias for mixer in shape.channel_mixers.values() if isinstance(mixer, Routed))
    found |= {"biased experts"} if biased else set()
    found |= {"long sequences"} if run.seq_len > _LONG_SEQUENCE else set()
    return frozenset(found)


def _covered(pool: Pool, run: TrainingRun, calibration: Calibration, *, later: bool = True) -> frozenset[str]:
    """Return the features that any release of the assumed software has run, or none ``later`` than the assumed one."""
    release = calibration.release(pool.accelerator, run.stack_release)
    family = [] if release is None else family_of(calibration.releases, release)
    empty: frozenset[str] = frozenset()
    spoken = [item for item in family if later or release is None or item.date <= release.date]
    return empty.union(*(calibration.coverage.get(item.key, empty) for item in spoken))


def _runs_of_software(pool: Pool, run: TrainingRun, calibration: Calibration) -> int:
    release = calibration.release(pool.accelerator, run.stack_release)
    named = run.stack_release or (release.key if release is not None else "")
    return calibration.runs_of_software(pool.accelerator, named)
