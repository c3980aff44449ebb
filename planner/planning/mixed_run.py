"""The plan's run as mixing sees it, and what decides between ways: the deadline, and time before money."""

from planner.catalogue.accelerator import stack_name
from planner.catalogue.catalogue import Catalogue
from planner.causes import LinkWithoutBandwidth
from planner.english import words
from planner.errors import UserError
from planner.mixing.inter_pool_links import inter_pool_links_of
from planner.mixing.strategies.disaggregation import exchange_bytes
from planner.mixing.working_pool import MixedRun
from planner.plan import Plan
from planner.planning.pools import pool_groups
from planner.units import BF16_BYTES
from planner.workload.counting import routed_part
from planner.workload.fine_tuning import checkpoint_bytes, trained_params


def mixed_run(plan: Plan) -> MixedRun:
    """Return the plan's run as mixing sees it; raises UserError where an inter-pool link has no bandwidth."""
    links, shape, trained = (
        inter_pool_links_of(plan.cluster),
        plan.training.shape,
        trained_params(plan.training, mtp=False),
    )
    if len(pool_groups(plan)) > 1 and not all(link.bytes_per_s > 0.0 for link in links.every()):
        raise UserError(words(LinkWithoutBandwidth()))
    return MixedRun(
        tokens=plan.trained_tokens,
        tokens_per_step=float(plan.training.tokens_per_step),
        global_batch=plan.training.global_batch,
        parameters=float(trained),
        hidden=shape.hidden,
        links=links,
        overlap=plan.mixing.overlap,
        layers=shape.layers,
        local=plan.mixing.local,
        expert_bytes_per_token=_expert_bytes_per_token(plan),
        expert_part=routed_part(shape, plan.training.seq_len),
        checkpoint_bytes_per_parameter=checkpoint_bytes(plan.training, mtp=False) / trained,
    )


def porting_per_stack(plan: Plan) -> float:
    """Return what porting to a further stack costs in the plan's currency; raises UserError without a rate."""
    porting = plan.porting_cost
    return 0.0 if porting is None else plan.rates.convert(porting, plan.currency).amount


def start_stack(plan: Plan, catalogue: Catalogue) -> str | None:
    """Return the stack that the run starts from: the stated one, else the baseline's; None: that of most tokens.

    Whether a pool of the fleet has it changes nothing: what trains no token may make a run neither cheaper nor dearer.
    """
    stated = plan.mixing.first_stack
    if stated is not None:
        return stack_name(stated)
    entry = None if plan.baseline is None else catalogue.accelerators.get(plan.baseline.accelerator)
    return None if entry is None else entry.ported_stack


def deadline_days(plan: Plan) -> float | None:
    """Return the days within which a plan's run has to end; None for no deadline."""
    return plan.deadline_days


def _expert_bytes_per_token(plan: Plan) -> float:
    """Return what crosses one way if experts stand apart: one leg forward, one backward, 16 bits a value."""
    shape = plan.training.shape
    found = ((shape.routed_in(block), count) for block, count in shape.kinds().items())
    each = (
        exchange_bytes(routed.met, routed.expert_hidden(shape.hidden), BF16_BYTES, BF16_BYTES) * count
        for routed, count in found
        if routed is not None
    )
    return float(sum(each))
