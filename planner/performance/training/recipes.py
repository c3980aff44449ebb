"""What a recipe says of a run: the scopes of the calibration that its facts choose.

The named recipes stand in ``resources/calibration/recipes.toml``. Under the supplier's a release stands for itself,
facts included; what is stated otherwise still counts. Under the others no release's factors apply: the facts do, and
what is typical of the stack.
"""

import tomllib
from functools import cache

from msgspec.structs import replace

from planner.resource_files import resource_path
from planner.sentences import listed, sentence
from planner.workload.optimisers import Optimiser
from planner.workload.recipe import Dispatcher, Fabric, Host, Recipe, RecipeName
from planner.workload.states import States, WeightFormat
from planner.workload.training_run import TrainingRun

# the fact that decides a coefficient, by the coefficient
_DECIDED_BY = {
    "dispatch_once": "dispatcher",
    "nic_all_to_all_ratio": "dispatcher",
    "dispatch_message_s": "dispatcher",
    "dispatch_peer_s": "dispatcher",
    "ep_overlap": "all_to_all_overlap",
    "recipe_host": "cuda_graphs",
    "elementwise_ratio": "fused_kernels",
    "looped_expert_s": "grouped_experts",
    "fragmentation": "expandable_segments",
    "varying_fragmentation": "expandable_segments",
    "exchange_peer_bytes": "dispatcher",
    "logit_bytes": "fused_cross_entropy",
    "sharded_logit_bytes": "fused_cross_entropy",
    "kept_logit_bytes": "fused_cross_entropy",
}
# those that the fabric between nodes decides beside their fact
_BY_FABRIC = frozenset({"nic_all_to_all_ratio", "dispatch_message_s"})
# how each fact is called
_FACTS = {
    "dispatcher": "dispatcher",
    "cuda_graphs": "cuda graphs",
    "all_to_all_overlap": "all to all overlap",
    "fused_kernels": "fused kernels",
    "grouped_experts": "grouped experts",
    "precision_aware_optimiser": "precision aware optimiser",
    "expandable_segments": "expandable segments",
    "host": "host",
    "fused_cross_entropy": "fused cross-entropy",
    "fabric": "fabric",
}
_STACK_HOST_COEFFICIENTS = frozenset({"host_dense_s", "host_moe_s"})


@cache
def named_recipe(name: RecipeName) -> Recipe:
    """Return a named recipe with every fact that its table states."""
    with resource_path("calibration", "recipes.toml").open("rb") as file:
        table = tomllib.load(file)[name.value]
    facts = {key: value for key, value in table.items() if key not in {"name", "source"}}
    for fact, kind in {"dispatcher": Dispatcher, "fabric": Fabric}.items():
        if fact in facts:
            facts[fact] = kind(facts[fact])
    return Recipe(name=name, **facts)


def with_facts(recipe: Recipe) -> Recipe:
    """Return a recipe whose unstated facts are the named recipe's; what stays None is the release's own matter."""
    return replace(named_recipe(recipe.name), **recipe.stated)


def states_with_facts(run: TrainingRun) -> States:
    """Return a run's states, with moments in 16 bits where its recipe says so and the run names no other optimiser."""
    states = run.states
    plain = states.optimiser is Optimiser.ADAMW and states.weights is not WeightFormat.FP32
    if not plain or not with_facts(run.recipe).precision_aware_optimiser:
        return states
    return replace(states, optimiser=Optimiser.ADAMW_BF16_MOMENTS)


def recipe_words(recipe: Recipe) -> str:
    """Return a sentence on a recipe and on what is stated otherwise than it has it.

    >>> recipe_words(Recipe(dispatcher=Dispatcher.DEEPEP))
    'Recipe: as most teams run it; dispatcher deepep.'
    """
    facts = listed("", (sentence("; {} {}", _FACTS[name], _word(value)) for name, value in recipe.stated.items()))
    return sentence("Recipe: {}{}.", _titles()[recipe.name], facts)


@cache
def _titles() -> dict[RecipeName, str]:
    with resource_path("calibration", "recipes.toml").open("rb") as file:
        return {RecipeName(key): str(table["name"]) for key, table in tomllib.load(file).items()}


def recipe_scopes(parameter: str, recipe: Recipe) -> list[str]:
    """Return the scopes of a coefficient that a recipe chooses, most specific first; ``recipe`` has all its facts."""
    name = parameter.partition(".")[0]
    fact = _DECIDED_BY.get(name)
    value = None if fact is None else getattr(recipe, fact)
    if value is None:
        return [f"recipe:{recipe.name.value}"]
    words = f"{fact}:{_word(value)}"
    between = [" ".join((words, f"fabric:{recipe.fabric}"))] if name in _BY_FABRIC else []
    return [*between, f"recipe:{recipe.name.value} {words}", words, f"recipe:{recipe.name.value}"]


def host_scopes(parameter: str, host: Host | None) -> list[str]:
    """Return the scope of what a host decides, where the host is known."""
    return [f"host:{host.value}"] if host is not None and parameter in _STACK_HOST_COEFFICIENTS else []


def _word(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
