"""How wide a prediction's band is: a sum of variances, each of what is not known of the run.

``resources/calibration/errors.csv`` holds the standard deviation that one unit of each part adds to the logarithm of
the rate; all were found on runs that no fit had seen (tools/fit_calibration.py).
"""

from dataclasses import dataclass
from math import exp, log2, sqrt

from planner.cluster import Pool
from planner.performance.calibration import Calibration
from planner.performance.layout import Layout
from planner.performance.releases import family_of
from planner.workload.recipe import RecipeName
from planner.workload.shape import Attention
from planner.workload.training_run import Routing, TrainingRun

P90_SDS = 1.2815515655446004  # the 90 % quantile of the standard normal distribution
RUNS_THAT_HALVE_DOUBT = 4.0  # about the runs at which a software's own fit outweighs its prior of 5 %
_LONG_SEQUENCE = 16_384
_SLOW_PARTS = ("natural",)  # what can only make a run slower than predicted
# Parts of the variance in the order of errors.csv
PARTS = (
    "model",
    "experts",
    "exchange",
    "launches",
    "accelerator",
    "software",
    "unknown software",
    "tuned",
    "features",
    "teams",
    "teams' experts",
    "natural",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
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


def band_of(  # noqa: PLR0917 - a prediction and what it rests on
    pool: Pool, run: TrainingRun, layout: Layout, exchange: float, launches: float, calibration: Calibration
) -> Band:
    """Return the band of a prediction whose step spends these shares in the exchange of tokens and in launching."""
    amounts = doubts_of(pool, run, layout, exchange, launches, calibration)
    variances = {part: amounts[part] * calibration.log_sd[part] ** 2 for part in PARTS}
    fast = sum(variance for part, variance in variances.items() if part not in _SLOW_PARTS)
    teams = sum(variance for part, variance in variances.items() if part.startswith("teams"))
    return Band(fast_log_sd=sqrt(fast), slow_log_sd=sqrt(sum(variances.values())), team_log_sd=sqrt(teams))


def doubts_of(  # noqa: PLR0917 - the same
    pool: Pool, run: TrainingRun, layout: Layout, exchange: float, launches: float, calibration: Calibration
) -> dict[str, float]:
    """Return how many units of each part's variance a prediction has."""
    moe, teams = float(run.shape.is_moe), run.recipe.name is RecipeName.MOST_TEAMS
    runs = 0 if run.recipe.name is not RecipeName.SUPPLIER else _runs_of_software(pool, run, calibration)
    natural = moe * float(run.routing is Routing.NATURAL and run.overload is None)
    return {
        "model": 1.0,
        "experts": moe,
        "exchange": exchange**2,
        "launches": launches**2,
        "accelerator": float(not calibration.is_fitted(pool.accelerator)),
        "software": 0.0 if teams else 1.0 / (1.0 + runs / RUNS_THAT_HALVE_DOUBT),
        "unknown software": float(not teams and runs == 0),
        "tuned": float(run.recipe.name is RecipeName.TUNED),
        "features": float(len(features_of(pool, run, calibration) - _covered(pool, run, calibration))) if runs else 0.0,
        "teams": float(teams),
        "teams' experts": moe * float(teams),
        "natural": natural * log2(layout.ep) ** 2 if layout.ep > 1 else 0.0,
    }


def features_of(pool: Pool, run: TrainingRun, calibration: Calibration) -> frozenset[str]:
    """Return what a software must have run before its figures speak for a run."""
    shape = run.shape
    found = {
        f"precision {run.precision.value}",
        f"generation {calibration.generation(pool.accelerator)}",
        "experts" if shape.is_moe else "dense",
    }
    found |= {"natural routing"} if shape.is_moe and run.routing is Routing.NATURAL else set()
    found |= {"latent attention"} if shape.attention is Attention.MLA else set()
    found |= {"long sequences"} if run.seq_len > _LONG_SEQUENCE else set()
    return frozenset(found)


def _covered(pool: Pool, run: TrainingRun, calibration: Calibration) -> frozenset[str]:
    """Return the features that any release of the assumed software has run."""
    release = calibration.release(pool.accelerator, run.stack_release)
    family = [] if release is None else family_of(calibration.releases, release)
    empty: frozenset[str] = frozenset()
    return empty.union(*(calibration.coverage.get(item.key, empty) for item in family))


def _runs_of_software(pool: Pool, run: TrainingRun, calibration: Calibration) -> int:
    release = calibration.release(pool.accelerator, run.stack_release)
    named = run.stack_release or (release.key if release is not None else "")
    return calibration.runs_of_software(pool.accelerator, named)
