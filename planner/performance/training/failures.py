"""How often devices fail, by generation, as published operators counted it (resources/calibration/failures.csv)."""

import csv
from functools import cache
from math import ceil

from msgspec import Struct

from planner.catalogue.accelerator import Accelerator, Evidence
from planner.cluster import Pool
from planner.performance.training.calibration import load_calibration
from planner.performance.training.releases import EVERYWHERE
from planner.resource_files import resource_path

_SMALLEST_RACK = 32  # devices: a larger scale-up domain than any chassis has


class FailureRate(Struct, frozen=True, kw_only=True):
    """Mean hours between failures of one device (of one rack: of its links as a whole) of a scope.

    ``log_sd`` is the spread of its logarithm.
    """

    scope: str
    device_mtbf_hours: float
    log_sd: float
    evidence: Evidence
    source: str


def failure_rate_of(accelerator: Accelerator) -> FailureRate:
    """Return the rate of the device's generation; where nobody has published one, the assumed one of all others."""
    rates = load_failure_rates()
    return rates.get(f"generation:{load_calibration().generation(accelerator)}", rates[EVERYWHERE])


def rack_rate_of(accelerator: Accelerator) -> FailureRate | None:
    """Return how often whole racks on the device's scale-up link fail, their devices apart; None: nobody says."""
    return load_failure_rates().get(f"rack:{accelerator.network}")


def racks_of(pool: Pool) -> int:
    """Return the rack-scale domains that a pool's job spans; 0 where its domains are no larger than a chassis."""
    domain = pool.scaleup_domain_devices // pool.software_devices
    return ceil(pool.packages / domain) if domain >= _SMALLEST_RACK else 0


@cache
def load_failure_rates() -> dict[str, FailureRate]:
    """Return the shipped table by scope."""
    with resource_path("calibration", "failures.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["scope"]: FailureRate(
                scope=row["scope"],
                device_mtbf_hours=float(row["device_mtbf_hours"]),
                log_sd=float(row["log_sd"]),
                evidence=Evidence(row["evidence"]),
                source=row["source"],
            )
            for row in csv.DictReader(file)
        }
