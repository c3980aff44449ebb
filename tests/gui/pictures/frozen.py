"""A plan with everything the window shows of it, stored once: pictures change with the window, not with the numbers.

``python tests/gui/pictures/frozen.py`` plans the Ling-Plus example anew and stores it. That is needed only where a
value gains a part that the pictures should show; every picture has to be looked at again then.
"""

import gzip
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from planner.catalogue.catalogue import Catalogue
from planner.causes import Remark
from planner.exploration.exploration import Exploration
from planner.kept_sentences import KeptSentence, kept_sentences, with_sentences
from planner.performance.training.accuracy import Accuracy
from planner.plan import Plan
from planner.plan_result import PlanResult
from planner.planfile.records import _with_plain_keys
from planner.published_runs.mixes import MixCheck
from planner.sentences import Sentence
from planner.uncertainty.plan_uncertainty import PlanUncertainty
from planner.uncertainty.scenario_outcomes import ScenarioOutcome

STORE = Path(__file__).parent / "frozen.json.gz"
SHOWN_OF_CATALOGUE = (
    *("Ascend-910B2", "PPU-810E", "A800-80-SXM", "H800-SXM", "H20-SXM", "Ascend-910C", "MI300X", "MI355X"),
    *("H200-SXM", "B200-SXM", "GB200-NVL72", "MLU590", "BW1000", "S5000", "BR166M", "C550"),
)
DIGITS = 7  # of each figure of a fleet; no picture shows more


class Frozen(Struct, frozen=True, kw_only=True):
    """The plan as composed, its result, its fleets, what is uncertain, an earlier version, and the model's errors."""

    plan: Plan
    catalogue: Catalogue
    result: PlanResult
    exploration: Exploration
    uncertainty: PlanUncertainty
    causes: tuple[tuple[tuple[Remark, ...], ...], ...]  # of each fleet's outcomes: a cause does not say its own kind
    earlier: Plan
    earlier_result: PlanResult
    accuracy: tuple[Accuracy, ...]
    mixes: tuple[MixCheck, ...]
    sentences: tuple[KeptSentence, ...] = ()


def thaw() -> Frozen:
    """Return what is stored."""
    stored = msgspec.json.decode(gzip.decompress(STORE.read_bytes()), type=Frozen, dec_hook=_read)
    report = stored.uncertainty.report
    plan, *references = (
        replace(fleet, outcomes=tuple(map(_caused, fleet.outcomes, remarks)))
        for fleet, remarks in zip((report.plan, *report.references), stored.causes, strict=True)
    )
    report = replace(report, plan=plan, references=tuple(references))
    stored = replace(stored, uncertainty=replace(stored.uncertainty, report=report))
    return with_sentences(stored, stored.sentences)


def _caused(outcome: ScenarioOutcome, remarks: tuple[Remark, ...]) -> ScenarioOutcome:
    return replace(outcome, causes=tuple(one.cause for one in remarks))


def freeze() -> None:
    """Plan the example anew and store it."""
    planned = _planned()
    planned = replace(planned, sentences=kept_sentences(planned))
    plain = msgspec.to_builtins(_with_plain_keys(planned), str_keys=True, enc_hook=_written)
    STORE.write_bytes(gzip.compress(msgspec.json.encode(plain), mtime=0))


def _planned() -> Frozen:
    from planner.catalogue.reader import load_catalogue  # noqa: PLC0415 - only for storing
    from planner.english import remark  # noqa: PLC0415 - the same
    from planner.examples import example_plan  # noqa: PLC0415 - the same
    from planner.exploration.explore import explore  # noqa: PLC0415 - the same
    from planner.performance.training.accuracy import load_accuracy  # noqa: PLC0415 - the same
    from planner.planning import plan_results  # noqa: PLC0415 - the same
    from planner.published_runs.mixes import mix_checks  # noqa: PLC0415 - the same
    from planner.uncertainty.plan_uncertainty import plan_uncertainty  # noqa: PLC0415 - the same

    plan = example_plan("ling-plus")
    uncertainty = plan_uncertainty(plan)
    groups = plan.cluster.groups
    fewer = (replace(groups[0], nodes=groups[0].nodes * 3 // 4), *groups[1:])
    earlier = replace(plan, name="Fewer Ascends", cluster=replace(plan.cluster, groups=fewer))
    return Frozen(
        plan=plan,
        catalogue=_part_of(load_catalogue().with_entries(plan.catalogue)),
        result=plan_results(plan),
        exploration=replace(explore(plan), seconds=0.4, terms=None),
        uncertainty=uncertainty,
        causes=tuple(
            tuple(tuple(map(remark, outcome.causes)) for outcome in fleet.outcomes)
            for fleet in (uncertainty.report.plan, *uncertainty.report.references)
        ),
        earlier=earlier,
        earlier_result=plan_results(earlier),
        accuracy=tuple(load_accuracy()),
        mixes=tuple(mix_checks()),
    )


def _part_of(whole: Catalogue) -> Catalogue:
    """Return a part of the catalogue that is small enough to store and wide enough to fill the panel."""
    keys = [key for key in SHOWN_OF_CATALOGUE if key in whole.accelerators]
    return replace(
        whole,
        accelerators={key: whole.accelerators[key] for key in keys},
        nodes={key: node for key, node in whole.nodes.items() if node.accelerator in keys},
        offers={key: offer for key, offer in whole.offers.items() if offer.accelerator in keys},
        prices=tuple(price for price in whole.prices if price.accelerator in keys),
    )


def _written(value: Any) -> Any:
    if isinstance(value, Sentence):
        return str.__str__(value)
    if isinstance(value, np.ndarray):
        return np.char.mod(f"%.{DIGITS}g", value).astype(value.dtype).tolist()
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(type(value))


def _read(kind: type, value: Any) -> Any:
    if "ndarray" in str(kind):
        found = np.asarray(value)
        return found if found.dtype != np.object_ else found.astype(np.float64)  # null is unknown
    raise TypeError(kind)


if __name__ == "__main__":
    freeze()
