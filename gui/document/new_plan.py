"""The plan that File > New begins with: nobody's software, limits, tokens or fleet."""

from typing import Final

from planner.catalogue.catalogue import Catalogue
from planner.cluster import Cluster
from planner.plan import Plan, Site
from planner.workload.presets import shape_preset
from planner.workload.training_run import TrainingPrecision, TrainingRun

FIRST_SHAPE: Final = "deepseek-v3"  # the open MoE model that most teams measure theirs against
_TOKENS: Final = 1e12
_SEQUENCE: Final = 4096
_BATCH: Final = 4096  # sequences: 16.8 M tokens a step, as DeepSeek-V3's 15,360 are 62.9 M at their end


def new_plan(before: Plan, *, name: str, site: Site) -> Plan:
    """Return an empty plan at a site; only the currency, its rates and the catalogue's date are those of ``before``."""
    return Plan(
        name=name,
        run=TrainingRun(
            shape=shape_preset(FIRST_SHAPE),
            tokens=_TOKENS,
            seq_len=_SEQUENCE,
            global_batch=_BATCH,
            precision=TrainingPrecision.BF16,
        ),
        cluster=Cluster(groups=()),
        baseline=None,
        rates=before.rates,
        currency=before.currency,
        catalogue=Catalogue(date=before.catalogue.date),
        site=site,
    )
