"""A seeded mutator of config.json files: ``python tests/fuzz/configs.py 10000 --seed 7 --plan``.

Each mutation changes bytes, a value, a key or the nesting of the configuration of a known architecture and reads it.
What is read must be a shape that a plan file could hold; what is not must be refused in one line.
"""

import json
import random
import sys
import traceback
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import Any, Final

from bounds_of_a_run import TooLong, within_bounds
from msgspec.structs import replace
from programs import FINDING, Outcome, run

from planner.catalogue.reader import load_catalogue
from planner.cluster import pool_of
from planner.errors import UserError
from planner.examples import example_plan
from planner.performance.training.search import search_layouts
from planner.planfile.bounds import complaints
from planner.workload.importers.reading import shape_from_config

_STACK: Final = {
    "num_hidden_layers": 24,
    "hidden_size": 2048,
    "num_attention_heads": 16,
    "num_key_value_heads": 4,
    "vocab_size": 50_000,
    "intermediate_size": 8192,
    "hidden_act": "silu",
    "tie_word_embeddings": False,
}
_ROUTED: Final = {"num_experts_per_tok": 4, "moe_intermediate_size": 1024}
_LATENT: Final = {
    "q_lora_rank": 512,
    "kv_lora_rank": 512,
    "qk_nope_head_dim": 128,
    "qk_rope_head_dim": 64,
    "v_head_dim": 128,
    "n_routed_experts": 64,
    "n_shared_experts": 1,
    "n_group": 8,
    "topk_group": 4,
    "first_k_dense_replace": 1,
    "num_nextn_predict_layers": 1,
}
SOURCES: Final[tuple[dict[str, Any], ...]] = (
    {"model_type": "llama"} | _STACK,
    {"model_type": "qwen3", "sliding_window": 4096, "use_sliding_window": True, "max_window_layers": 12} | _STACK,
    {"model_type": "nemotron"} | _STACK | {"hidden_act": "relu2"},
    {"model_type": "mixtral", "num_local_experts": 8, "num_experts_per_tok": 2} | _STACK,
    {
        "model_type": "gpt_oss",
        "num_local_experts": 32,
        "num_experts_per_tok": 4,
        "sliding_window": 128,
        "layer_types": ["sliding_attention", "full_attention"] * 12,
    }
    | _STACK,
    {"model_type": "qwen3_moe", "num_experts": 64, "mlp_only_layers": [0], "decoder_sparse_step": 1} | _STACK | _ROUTED,
    {"model_type": "deepseek_v3"} | _STACK | _ROUTED | _LATENT,
    {"model_type": "glm4_moe", "n_routed_experts": 64, "n_shared_experts": 1} | _STACK | _ROUTED,
    {"model_type": "bailing_moe", "num_experts": 64, "num_shared_experts": 2} | _STACK | _ROUTED,
)  # fmt: skip - a table

VALUES: Final[tuple[Any, ...]] = (
    *(None, True, False, "", "silu", "llama", [], {}, [[]], ["full_attention"] * 3, [0, "1", None]),
    *(0, -1, 1, 2, 3, 7, 63, 1000, 10_000, 10**6, 10**7, 10**9, 2**63, 10**400, -(10**400)),
    *(0.5, -0.0, 1e9, 1e300, float("inf"), float("nan"), "a" * 5_000, "\x1b[2J\n", "\ud800", "٣"),
)


def mutations(count: int, seed: int, plan: bool = False) -> Iterator[Outcome]:  # noqa: FBT001, FBT002 - as programs call it
    """Yield what came of ``count`` mutations; the same seed makes the same. ``plan``: also search layouts."""
    for number in range(count):
        chance = random.Random(f"config-{seed}-{number}")  # noqa: S311 - a test's chance, not a secret
        words, content = _mutated(chance)
        try:
            outcome = Outcome(kind=within_bounds(partial(_read, content, plan=plan)), words=words)
        except (Exception, TooLong):  # noqa: BLE001 - a finding, whatever it is
            outcome = Outcome(kind=FINDING, words=f"{number}: {words}\n{traceback.format_exc()}", file=content)
        yield outcome


def _read(content: bytes, *, plan: bool) -> str:
    try:
        shape = shape_from_config(content, "mutated")
    except UserError as error:
        return _refused(str(error))
    first = example_plan("ling-plus")
    wrong = next(complaints(replace(first, workload=replace(first.training, shape=shape))), None)
    assert wrong is None, f"read, and cannot be saved because {wrong}"
    if plan:
        pool = pool_of(load_catalogue().accelerator("H800-SXM"), devices=256)
        with suppress(UserError):
            search_layouts(pool, replace(first.training, shape=shape))
    return "read"


def _refused(words: str) -> str:
    assert words.isprintable(), f"no single line: {words[:200]!r}"
    assert len(words) < 1_000, "no short line"
    return "refused"


def _mutated(chance: random.Random) -> tuple[str, bytes]:
    config = dict(chance.choice(SOURCES))
    done = [chance.choice(_EDITS)(chance, config) for _ in range(chance.choice([1, 1, 2, 4]))]
    content = json.dumps(config).encode("utf-8", "surrogatepass")
    if chance.random() < 0.3:
        word, content = chance.choice(_SPOILS)(chance, content)
        done.append(word)
    return f"{config.get('model_type')!s:.20}: {', '.join(done)}", content


def _set(chance: random.Random, config: dict[str, Any]) -> str:
    key = chance.choice(list(config))
    config[key] = chance.choice(VALUES)
    return f"{key} = {str(config[key])[:40]}"


def _scale(chance: random.Random, config: dict[str, Any]) -> str:
    key = chance.choice([key for key, value in config.items() if isinstance(value, int)] or ["vocab_size"])
    config[key] = int(config.get(key) or 1) * chance.choice([2, 3, 10, 100, 1000, 10**6])
    return f"{key} = {str(config[key])[:40]}"


def _drop(chance: random.Random, config: dict[str, Any]) -> str:
    key = chance.choice(list(config))
    if len(config) > 1:
        del config[key]
    return f"no {key}"


def _rename(chance: random.Random, config: dict[str, Any]) -> str:
    config["model_type"] = chance.choice([source["model_type"] for source in SOURCES])
    return f"now {config['model_type']}"


def _flip(chance: random.Random, content: bytes) -> tuple[str, bytes]:
    spoiled = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        spoiled[chance.randrange(len(spoiled))] ^= chance.randint(1, 255)
    return "bytes flipped", bytes(spoiled)


def _cut(chance: random.Random, content: bytes) -> tuple[str, bytes]:
    return "cut off", content[: chance.randrange(len(content))]


def _nest(chance: random.Random, content: bytes) -> tuple[str, bytes]:
    depth = chance.choice([2, 100, 1_000, 100_000])
    return f"{depth} deep", b'{"a":' * depth + content + b"}" * depth if chance.random() < 0.5 else b"[" * depth


def _twice(chance: random.Random, content: bytes) -> tuple[str, bytes]:
    return "twice", content[:-1] + b"," + content[1:] if chance.random() < 0.5 else content * 2


_EDITS: Final = (_set, _set, _set, _scale, _drop, _rename)
_SPOILS: Final = (_flip, _cut, _nest, _twice)

if __name__ == "__main__":
    sys.exit(run("configs", mutations, None))
