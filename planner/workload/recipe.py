"""How a team runs its software: one of three named recipes, and the facts that a user can know of it."""

from enum import StrEnum
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from planner.errors import UserError
from planner.sentences import listed, sentence


class RecipeName(StrEnum):
    """Where the facts come from that nobody states, and how well the whole is tuned.

    Most teams: as teams report their own runs. Tuned: as those run it who publish a paper on it. Supplier: the
    accelerator supplier's own benchmark (of other software, its authors'), release by release.
    """

    MOST_TEAMS = "most-teams"
    TUNED = "tuned"
    SUPPLIER = "supplier"


class Dispatcher(StrEnum):
    """What carries tokens to their experts: collectives of NCCL, or kernels that send a token once a domain."""

    NCCL = "nccl"
    DEEPEP = "deepep"
    HYBRIDEP = "hybridep"


class Host(StrEnum):
    """The processor that launches kernels."""

    X86 = "x86"
    GRACE = "grace"


class Fabric(StrEnum):
    """What joins nodes: NICs that devices post their messages to themselves, or Amazon's, which the host posts to."""

    INFINIBAND = "infiniband"  # or Ethernet with RDMA (RoCE)
    EFA = "efa"


class Recipe(Struct, frozen=True, kw_only=True):
    """A named recipe and what is known otherwise; None: as the named recipe has it.

    ``all_to_all_overlap``: the exchange of one micro-batch hides behind the computing of another. ``fused_kernels``:
    gate, expert bias, sinks and permutation of this shape are fused. ``grouped_experts`` False: experts run one by
    one. ``precision_aware_optimiser``: moments in 16 bits. ``expandable_segments``: the allocator maps its segments
    anew instead of splitting them. ``fused_cross_entropy``: the loss's gradient takes the place of the logits
    (Transformer Engine), instead of a softmax in 32 bits beside them. ``host`` None: the accelerator's own. ``fabric``
    decides what an exchange between nodes reaches.
    """

    name: RecipeName = RecipeName.MOST_TEAMS
    dispatcher: Dispatcher | None = None
    cuda_graphs: bool | None = None
    all_to_all_overlap: bool | None = None
    fused_kernels: bool | None = None
    grouped_experts: bool | None = None
    precision_aware_optimiser: bool | None = None
    expandable_segments: bool | None = None
    fused_cross_entropy: bool | None = None
    host: Host | None = None
    fabric: Fabric | None = None

    @property
    def stated(self) -> dict[str, Any]:
        """The facts that are stated, by name."""
        found = {name: getattr(self, name) for name in self.__struct_fields__ if name != "name"}
        return {name: value for name, value in found.items() if value is not None}


MOST_TEAMS = Recipe()
TUNED = Recipe(name=RecipeName.TUNED)
SUPPLIER = Recipe(name=RecipeName.SUPPLIER)

_KINDS: dict[str, type[StrEnum]] = {"dispatcher": Dispatcher, "host": Host, "fabric": Fabric}
_SWITCH = {"on": True, "off": False}


def recipe_from(text: str) -> Recipe:
    """Return the recipe of words such as ``tuned,dispatcher=deepep,cuda-graphs=on``; raise UserError for others.

    >>> recipe_from("tuned,dispatcher=deepep").dispatcher.value
    'deepep'
    """
    name, *facts = [word.strip() for word in text.split(",")]
    if name not in list(RecipeName):
        raise UserError(sentence("{!r} is no recipe; choose one of {}.", name, listed(", ", RecipeName)))
    recipe = Recipe(name=RecipeName(name))
    for fact in facts:
        recipe = _with_fact(recipe, fact)
    return recipe


def _with_fact(recipe: Recipe, fact: str) -> Recipe:
    word, _, value = (part.strip() for part in fact.partition("="))
    field = word.replace("-", "_")
    known = [name for name in Recipe.__struct_fields__ if name != "name"]
    if field not in known:
        raise UserError(
            sentence("{!r} is no fact of a recipe; there are {}.", word, listed(", ", known).replace("_", "-"))
        )
    choices: dict[str, Any] = {str(item): item for item in _KINDS[field]} if field in _KINDS else _SWITCH
    if value not in choices:
        raise UserError(sentence("{} reads {!r}; enter one of {}.", word, value, listed(", ", choices)))
    changed: dict[str, Any] = {field: choices[value]}
    return replace(recipe, **changed)
