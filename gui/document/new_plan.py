"""The plan that File > New begins with: nobody's software, limits, tokens or fleet."""

from typing import Final

from planner.catalogue.catalogue import Catalogue
from planner.cluster import Cluster
from planner.plan import Plan, Site
from planner.units import TRILLION_TOKENS
from planner.workload.presets import shape_preset
from planner.workload.training_run import TrainingPrecision, TrainingRun

FIRST_SHAPE: Final = "deepseek-v3"  # the open MoE model that most teams measure theirs against
_SEQUENCE: Final = 4096
_CURRENCIES: Final = {"CN": "CNY"}
_CURRENCY: Final = "USD"  # what accelerators are priced in elsewhere
_BATCH: Final = 4096  # sequences: 16.8 M tokens a step, as DeepSeek-V3's 15,360 are 62.9 M at their end


def new_plan(before: Plan, *, name: str, site: Site) -> Plan:
    """Return an empty plan at a site, in its currency; the rates and the catalogue's date are those of ``before``.

    Where the site's currency has no rate, the plan keeps that of ``before``.
    """
    currency = _CURRENCIES.get(site.code, _CURRENCY)
    known = currency in {before.rates.base, *before.rates.base_per_unit}
    return Plan(
        name=name,
        workload=TrainingRun(
            shape=shape_preset(FIRST_SHAPE),
            tokens=TRILLION_TOKENS,
            seq_len=_SEQUENCE,
            global_batch=_BATCH,
            precision=TrainingPrecision.BF16,
        ),
        cluster=Cluster(groups=()),
        baseline=None,
        rates=before.rates,
        currency=currency if known else before.currency,
        catalogue=Catalogue(date=before.catalogue.date),
        site=site,
    )
