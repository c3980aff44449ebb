"""Whether a plan file is whole, and whether its plan has every figure that planning needs."""

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from planner.catalogue.accelerator import Evidence
from planner.catalogue.estimates import with_estimates, without_estimates
from planner.catalogue.offers import Money
from planner.cluster import pool_of
from planner.errors import UserError
from planner.plan import Plan, accelerators_used, offers_used
from planner.planfile.schema import FORMAT
from planner.planfile.store import StoredPlan, load_plan
from planner.sentences import listed, sentence

_ENOUGH_NODES = 10_000  # more than any scale-up domain holds, so that the NIC's rate is asked for too


class PlanFileCheck(Struct, frozen=True, kw_only=True):
    """What a check of a plan file found: ``missing`` blocks results, ``notes`` do not, beside the file's remarks."""

    stored: StoredPlan
    missing: tuple[str, ...]
    notes: tuple[str, ...]


def check_plan_file(path: Path) -> PlanFileCheck:
    """Check a plan file's integrity and completeness; raise PlanFileError where it cannot be read whole."""
    stored = load_plan(path)
    return PlanFileCheck(
        stored=stored, missing=tuple(dict.fromkeys(missing_figures(stored.plan))), notes=tuple(_notes(stored))
    )


def missing_figures(plan: Plan) -> Iterator[str]:
    """Yield a sentence for every figure that planning this plan, or exploring it, needs and the plan lacks."""
    if not plan.cluster.groups:
        yield "The cluster has no node group; add one."
    designs = {(group.accelerator, group.node_design) for group in plan.cluster.groups}
    if plan.baseline is not None:
        designs.add((plan.baseline.accelerator, plan.baseline.node_design))
    for accelerator, design in sorted(designs, key=str):
        yield from _pool_figures(plan, accelerator, design)
    for group in plan.cluster.groups:
        if group.offer is None:
            yield sentence("Node group {}: no price is chosen; choose an offer or enter one.", group.key)
    yield from _rates(plan)


def _pool_figures(plan: Plan, accelerator: str, design: str | None) -> Iterator[str]:
    entry = plan.catalogue.accelerators.get(accelerator)
    if entry is None:
        yield sentence("The plan does not hold the accelerator {!r}; add it to the plan's catalogue.", accelerator)
        return
    node = plan.catalogue.nodes.get(design) if design else None
    if design and node is None:
        yield sentence("The plan does not hold the node design {!r}; choose another for {}.", design, entry.name)
    entry = with_estimates(entry) if plan.estimates_allowed else without_estimates(entry)
    try:
        entry.require_peak_flop_per_s(plan.training.precision.rate)
    except UserError as error:
        yield str(error)
    try:
        pool_of(entry, nodes=_ENOUGH_NODES, design=node)
    except UserError as error:
        yield str(error)


def _links_of_no_pools(plan: Plan) -> Iterator[str]:
    pools = {(group.accelerator, group.site) for group in plan.cluster.groups}
    for pair in plan.cluster.pair_links:
        if not {pair.first, pair.second} <= pools:
            names = " – ".join(f"{name} ({site})" if site else name for name, site in (pair.first, pair.second))
            yield sentence("The link between {} joins no two pools of the plan; it is kept and not used.", names)


def _rates(plan: Plan) -> Iterator[str]:
    for offer in offers_used(plan):
        try:
            plan.rates.convert(Money(amount=1.0, currency=offer.price.currency), plan.currency)
        except UserError as error:
            yield str(error)


def _notes(stored: StoredPlan) -> Iterator[str]:
    if stored.file_format < FORMAT:
        yield sentence("File format {} is brought up to {} on the next save.", stored.file_format, FORMAT)
    yield from _links_of_no_pools(stored.plan)
    for key in accelerators_used(stored.plan):
        entry = stored.plan.catalogue.accelerators.get(key)
        if entry and stored.plan.estimates_allowed:
            entry = with_estimates(entry)
        figures = entry.figures if entry else {}
        estimates = [name for name, figure in figures.items() if figure.evidence is Evidence.ESTIMATE]
        if entry and estimates:
            yield sentence("{}: estimated are {}.", entry.name, listed(", ", estimates))
    if stored.result is None:
        yield "No results are stored; planning computes them."
