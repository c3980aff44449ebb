"""How the window says recipes: the named ones, the facts of each, and what a fact is chosen from."""

from typing import Final

from gui.look.words import mark, tr
from planner.workload.recipe import Recipe, RecipeName

NAMES: Final = {
    RecipeName.MOST_TEAMS: (
        mark("as most teams run it"),
        mark("As teams report their own runs; the band is wide, since teams differ."),
    ),
    RecipeName.TUNED: (
        mark("tuned"),
        mark("As those run it who publish a paper on it: weeks of an experienced team's work."),
    ),
    RecipeName.SUPPLIER: (
        mark("supplier's benchmark"),
        mark("The supplier's published benchmark, release by release; few teams reach it."),
    ),
}
# Facts by their field: the caption, and what it decides.
FACTS: Final = {
    "dispatcher": (
        mark("Dispatcher"),
        mark("What carries tokens to their experts: collectives, or kernels that send a token once a domain"),
    ),
    "cuda_graphs": (mark("CUDA graphs"), mark("The step is captured once, so the host launches no kernels")),
    "all_to_all_overlap": (
        mark("Exchange overlap"),
        mark("The exchange of one micro-batch hides behind the computing of another"),
    ),
    "fused_kernels": (
        mark("Fused kernels"),
        mark("Gate, expert bias, sinks and permutation of this shape are fused"),
    ),
    "grouped_experts": (mark("Grouped experts"), mark("Experts of a device run in one kernel, not one by one")),
    "precision_aware_optimiser": (mark("Moments in 16 bits"), mark("A precision-aware optimiser: smaller states")),
    "expandable_segments": (
        mark("Expandable segments"),
        mark("The allocator maps its segments anew instead of splitting them, so less memory is lost"),
    ),
    "fused_cross_entropy": (
        mark("Fused cross-entropy"),
        mark("The gradient of the loss takes the place of the logits instead of room beside them"),
    ),
    "host": (mark("Host"), mark("The processor that launches kernels")),
    "fabric": (
        mark("Fabric"),
        mark("Between nodes: devices post messages to the NIC themselves, or the host does (Amazon EFA)"),
    ),
}
_VALUES: Final = {
    "nccl": "NCCL",
    "deepep": "DeepEP",
    "hybridep": "HybridEP",
    "x86": "x86",
    "grace": "Grace",
    "infiniband": "InfiniBand, RoCE",
    "efa": "EFA",
}


def recipe_name(name: RecipeName) -> str:
    """Return what a named recipe is called."""
    return tr(NAMES[name][0])


def fact_value(value: object) -> str:
    """Return a fact's value: on, off, or the name of a thing."""
    if isinstance(value, bool):
        return tr("on") if value else tr("off")
    return _VALUES.get(str(value), str(value))


def stated_words(recipe: Recipe) -> str:
    """Return the facts that are stated otherwise than by the named recipe: ``Dispatcher DeepEP · CUDA graphs on``."""
    return " · ".join(f"{tr(FACTS[name][0])} {fact_value(value)}" for name, value in recipe.stated.items())
