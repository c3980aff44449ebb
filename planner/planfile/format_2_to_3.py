"""From format 2 to 3: one model is one set of weights, so phases at once become turns and separate jobs a programme.

Shapes of a handful of flags become lists of blocks, which say the same in the order of the stack. What was called a
border is an inter-pool link, and what was called a run is a workload, tagged with its kind.
Stored results of older formats rest on rates that were added up; they are dropped and planned anew.
"""

import sqlite3
from typing import Any

import msgspec

from planner.planfile.json_edits import Json, edit_bodies
from planner.planfile.remarks import PhasesInTurn, ReadAs, Remark

_MOST_LAYERS = 10_000
_KEPT_OF_SHAPE = ("key", "name", "hidden", "vocab", "tied_embeddings", "source", "reconstructed")
_DEFAULT_EFFICIENCY = 0.99  # of local SGD in format 2; now it follows from the number of copies
_RENAMED = {"phases": "in-turn", "separate-jobs": "auto", "experts-apart": "attention-expert-disaggregation"}


def lead_2_to_3(connection: sqlite3.Connection) -> tuple[Remark, ...]:
    """Rewrite how the pools train together, drop the last results, and say what changed in meaning."""
    remarks: list[Remark] = []
    last = [msgspec.json.decode(body) for (body,) in connection.execute("SELECT body FROM last_result").fetchall()]

    def edit(plan: Json) -> Json:
        for holder in (plan["run"], *plan.get("measured_runs", ())):
            holder["shape"] = blocks_from_flags(holder["shape"])
        plan["cluster"] = _with_links(plan["cluster"])
        remarks.extend(_edited(plan, last[0] if last else {}))
        plan["workload"] = {"kind": "training", **plan.pop("run")}
        return plan

    edit_bodies(connection, "SELECT id, body FROM plan", "UPDATE plan SET body = ? WHERE id = ?", edit)
    connection.execute("DELETE FROM last_result")
    return tuple(remarks)


def blocks_from_flags(flags: Json) -> Json:
    """Return a shape as blocks: dense layers first, windowed ones spread evenly among full ones.

    Raises ValueError, one sentence, for flags that contradict each other.
    """
    layers, dense, windowed = (int(flags.get(name, 0)) for name in ("layers", "dense_layers", "windowed_layers"))
    window, latent = flags.get("sliding_window"), flags.get("mla")
    if not 1 <= layers <= _MOST_LAYERS or not 0 <= dense <= layers or not 0 <= windowed <= layers:
        raise ValueError(f"a shape has {layers} layers, {dense} of them dense and {windowed} windowed")
    if (windowed > 0 and not window) or (latent is None) != (flags.get("attention", "gqa") == "gqa"):
        raise ValueError("a shape lacks the window or the ranks of its attention")
    runs: list[list[Any]] = []
    for layer in range(layers):
        narrow = latent is None and (layer + 1) * windowed // layers > layer * windowed // layers
        mixer, channel = "window" if narrow else "attention", "dense" if layer < dense else "moe"
        if runs and runs[-1][1:] == [mixer, channel]:
            runs[-1][0] += 1
        else:
            runs.append([1, mixer, channel])
    kept = {name: flags[name] for name in _KEPT_OF_SHAPE if name in flags}
    modules = int(flags.get("mtp_layers", 0))
    return kept | {
        "mixers": _mixers(flags, {run[1] for run in runs}),
        "channel_mixers": _channel_mixers(flags, {run[2] for run in runs}),
        "blocks": runs,
        "mtp": {"modules": modules, "blocks": [[1, *runs[-1][1:]]]} if modules else None,
    }


def _mixers(flags: Json, used: set[str]) -> Json:
    latent = flags.get("mla")
    if latent is not None:
        return {"attention": {"kind": "mla", "heads": flags["heads"], **latent}}
    sizes = {"kind": "gqa", **{name: flags[name] for name in ("heads", "kv_heads", "head_dim")}}
    kinds = {"attention": sizes, "window": sizes | {"window": flags.get("sliding_window")}}
    return {name: kind for name, kind in kinds.items() if name in used}


def _channel_mixers(flags: Json, used: set[str]) -> Json:
    gated = flags.get("gated", True)
    dense = {"kind": "dense", "width": flags.get("ffn", 0), "gated": gated}
    moe = {
        "kind": "moe",
        "experts": flags.get("experts", 0),
        "top_k": flags.get("top_k", 0),
        "width": flags.get("expert_ffn", 0),
        "shared_width": flags.get("shared_ffn", 0),
        "routing_groups": flags.get("routing_groups", 1),
        "routing_group_limit": flags.get("routing_group_limit", 1),
        "gated": gated,
    }
    return {name: kind for name, kind in (("dense", dense), ("moe", moe)) if name in used}


def _edited(plan: Json, result: Json) -> list[Remark]:
    mixing = plan.setdefault("mixing", {})
    was, at_once = mixing.get("strategy", "auto"), bool(mixing.pop("parallel_phases", True))
    taken = (result.get("mixing") or {}).get("strategy", "phases")
    pools = list(dict.fromkeys(_place(group) for group in plan["cluster"]["groups"] if group["nodes"] > 0))
    phases = was == "phases" or (was == "auto" and taken == "phases")
    mixing["strategy"] = "in-turn" if phases and len(pools) > 1 else _RENAMED.get(was, was)
    _local(mixing.get("local"))
    if was == "separate-jobs" and len(pools) > 1:
        plan["trains"] = "programme"
        tokens = plan["run"]["tokens"] / len(pools)
        models = [
            {"name": f"Model {i}", "tokens": tokens, "pool": _id(place)} for i, place in enumerate(pools, start=1)
        ]
        plan["programme"] = {"models": models, "aim": "fixed"}
        return [ReadAs(field="separate jobs", was="shares of one run's tokens", now="a programme of equal models")]
    if phases and at_once and len(pools) > 1:
        days = result.get("days")
        return [
            PhasesInTurn(pools=len(pools), days_at_once=days, days_in_turn=None if days is None else days * len(pools))
        ]
    return []


def _with_links(cluster: Json) -> Json:
    names = {"border": "inter_pool_link", "pair_borders": "pair_links"}
    renamed = {names.get(name, name): entry for name, entry in cluster.items()}
    renamed["pair_links"] = [
        {"link" if name == "border" else name: entry for name, entry in pair.items()}
        for pair in renamed.get("pair_links", ())
    ]
    return renamed


def _local(terms: Any) -> None:  # noqa: ANN401 - JSON of format 2
    if terms is not None:
        terms.pop("step_synchronous", None)
        if terms.get("statistical_efficiency") == _DEFAULT_EFFICIENCY:
            terms["statistical_efficiency"] = None


def _place(group: Json) -> tuple[str, str]:
    return group["accelerator"], group.get("site", "")


def _id(place: tuple[str, str]) -> str:
    accelerator, site = place
    return f"{accelerator}@{site}" if site else accelerator
