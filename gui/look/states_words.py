"""How the window and the report say optimiser states, checkpoints and stops: one label and one figure everywhere."""

from typing import Any, Final

from gui.look import formats
from gui.look.words import mark, tr
from planner.performance.training.goodput import StopFigures
from planner.plan_result import PoolResult
from planner.units import SECONDS_PER_HOUR
from planner.workload.optimisers import Optimiser
from planner.workload.run_facts import BY_KEY, stated
from planner.workload.states import AdaptedModule, Sharding, WeightFormat
from planner.workload.training_run import TrainingRun

# caption and tip of each input by its key
STATES_WORDS: Final = {
    "optimiser": (mark("Optimiser"), mark("What updates the weights, and in which formats it keeps its states")),
    "weights": (mark("Weights"), mark("What a device holds of a weight over a step")),
    "gradient-bytes": (mark("Gradients"), mark("Bytes of a gradient, 2 or 4; empty for the software's own")),
    "sharding": (mark("Sharding"), mark("What data parallelism shards (ZeRO); the fastest where none is chosen")),
    "newton-schulz-steps": (mark("Newton-Schulz steps"), mark("Steps that orthogonalise a matrix; empty for 5")),
    "offload": (mark("Share on the host"), mark("Share of the optimiser states in the host's memory, 0 to 1")),
    "offload-overlap": (mark("Copies overlap"), mark("Copies to the host and its update run beside each other")),
    "host-memory-gb": (mark("Host memory of a node"), mark("In GB; empty for the node design's")),
    "host-link-gb-per-s": (
        mark("Link to the host"),
        mark("One way, of a device, in GB/s; empty for the node design's"),
    ),
    "host-rate-gb-per-s": (
        mark("Rate of host memory"),
        mark("What a device has of it, in GB/s; empty for the node design's"),
    ),
    "lora-rank": (mark("Adapter rank"), mark("LoRA: all other weights are frozen; empty trains all weights")),
    "lora-modules": (mark("Adapters beside"), mark("The matrices that adapters stand beside")),
    "mtbf-hours": (mark("MTBF of a device"), mark("Mean hours between failures; empty as published")),
    "rack-mtbf-hours": (mark("MTBF of a rack"), mark("Of a whole scale-up domain, in hours; empty as published")),
    "interval-s": (
        mark("Checkpoint every"),
        mark("Seconds from one checkpoint to the next; empty for the best interval"),
    ),
    "restart-s": (mark("Restart"), mark("Seconds from a failure until training goes on")),
    "checkpoint-s": (mark("A checkpoint stops for"), mark("Seconds; empty for the time to write it through")),
    "kept-checkpoints": (mark("Checkpoints kept"), mark("How many are in the storage at once")),
}
_CHOICES: Final = {
    Optimiser.ADAMW: mark("AdamW"),
    Optimiser.ADAMW_REMAINDERS: mark("AdamW, remainders"),
    Optimiser.ADAMW_BF16_MOMENTS: mark("AdamW, BF16 moments"),
    Optimiser.ADAMW_FP8_MOMENTS: mark("AdamW, FP8 moments"),
    Optimiser.ADAMW_BF16: mark("AdamW, all in BF16"),
    Optimiser.ADAMW_8BIT: mark("AdamW, 8-bit moments"),
    Optimiser.ADAMW_8BIT_BARE: mark("AdamW, 8-bit, no main weights"),
    Optimiser.MUON: mark("Muon"),
    Optimiser.ADAMUON: mark("AdaMuon"),
    WeightFormat.BF16: mark("16 bits"),
    WeightFormat.CACHED: mark("16 bits with 8-bit copies"),
    WeightFormat.FP8: mark("8 bits"),
    WeightFormat.FP32: mark("32 bits, fully sharded"),
    Sharding.ZERO_1: mark("optimiser states (ZeRO-1)"),
    Sharding.FULLY_SHARDED: mark("everything (ZeRO-3)"),
    Sharding.ZERO_2: mark("states and gradients (ZeRO-2)"),
    Sharding.NONE: mark("nothing"),
    AdaptedModule.ATTENTION: mark("attention"),
    AdaptedModule.FEED_FORWARD: mark("feed-forward"),
    AdaptedModule.EXPERTS: mark("experts"),
}
_FASTEST, _YES, _NO = mark("the fastest"), mark("yes"), mark("no")
_SECONDS_WORTH_SHOWING: Final = 120.0
_WHOLE_FROM: Final = 1_000.0
_SECONDS_A_MINUTE: Final = 60.0


def state_words(value: Any) -> str:  # noqa: ANN401 - any value of a fact
    """Return a value of a fact that is chosen, not typed."""
    if value is None:
        return tr(_FASTEST)
    if isinstance(value, bool):
        return tr(_YES) if value else tr(_NO)
    if isinstance(value, tuple):
        return tr(", ").join(tr(_CHOICES[one]) for one in value)
    return tr(_CHOICES[value])


def set_up_words(run: TrainingRun) -> str:
    """Return the optimiser and whatever else is said of states, checkpoints and failures; other things are as usual."""
    said_of_run = {"optimiser": run.states.optimiser} | stated(run)
    return "; ".join(_fact_words(key, value) for key, value in said_of_run.items())


def _fact_words(key: str, value: Any) -> str:  # noqa: ANN401 - any value of a fact
    known = BY_KEY.get(key)
    if known is None:  # an accelerator's own MTBF
        return tr("{caption} of {name}: {value}", caption=tr("MTBF"), name=key.partition(":")[2], value=f"{value:g} h")
    number = isinstance(value, int | float) and not isinstance(value, bool)
    words = f"{_number(value)} {known.unit}".strip() if number else state_words(value)
    return tr("{caption}: {value}", caption=tr(STATES_WORDS[key][0]), value=words)


def _number(value: float) -> str:
    return formats.trimmed(value) if value < _WHOLE_FROM else formats.whole(value)


def stop_figures(pool: PoolResult) -> dict[str, str]:
    """Return what checkpoints and stops of a pool come to, as text by the column of the report; empty if unknown."""
    stops = pool.stops
    if stops is None:
        return {}
    return {
        "checkpoint": formats.si(stops.checkpoint_bytes, "B"),
        "kept": formats.si(stops.storage_bytes, "B"),
        "write": span(stops.checkpoint_s),
        "interval": span(stops.interval_s),
        "restart": span(stops.restart_s),
        "mtbf": span(stops.mtbf_hours * SECONDS_PER_HOUR),
        "rack": _rack_words(stops),
        "goodput": formats.percent(pool.goodput),
    }


def stop_sentence(pool: PoolResult) -> str:
    """Return the same as a sentence; empty if unknown."""
    figures = stop_figures(pool)
    if not figures:
        return ""
    return tr(
        "Checkpoint {checkpoint} ({kept} kept), written in {write}, every {interval}; restart {restart}; "
        "{mtbf} between stops; goodput {goodput}.",
        **figures,
    )


def span(seconds: float) -> str:
    """Return a span of seconds, minutes or hours."""
    if seconds < _SECONDS_WORTH_SHOWING:
        return f"{formats.significant(seconds)}{formats.THIN}s"
    if seconds < 2 * SECONDS_PER_HOUR:
        return f"{formats.significant(seconds / _SECONDS_A_MINUTE)}{formats.THIN}min"
    return f"{formats.significant(seconds / SECONDS_PER_HOUR)}{formats.THIN}h"


def _rack_words(stops: StopFigures) -> str:
    """Return the mean time between failures of one rack; nothing where domains fail as devices."""
    if not stops.racks:
        return ""
    return formats.UNKNOWN if stops.rack_mtbf_hours is None else span(stops.rack_mtbf_hours * SECONDS_PER_HOUR)
