"""The limits of single values in a plan: wide enough for any plan that means something, narrow enough to compute."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final, get_args, get_type_hints

from msgspec import Meta, Struct

from planner.catalogue.figures import FIGURES, FigureLayer
from planner.catalogue.node import NodeDesign
from planner.sentences import sentence
from planner.workload.channel_mixers.registry import CHANNEL_MIXERS
from planner.workload.mixers.grouped import BlockIndexer
from planner.workload.mixers.latent import TokenIndexer
from planner.workload.mixers.registry import MIXERS
from planner.workload.prediction import Prediction
from planner.workload.residual import Residual
from planner.workload.shape import TransformerShape
from planner.workload.sizes import size_limits

LONGEST_TEXT: Final = 20_000
MOST_ENTRIES: Final = 20_000
LARGEST: Final = 1e30
SMALLEST: Final = 1e-30  # but for 0: what is divided by less overflows
LARGEST_COUNT: Final = 10**15


class Range(Struct, frozen=True, kw_only=True):
    """What a number may be, ends included; ``or_zero``: 0 as well, which then says that there is none."""

    least: float
    most: float
    or_zero: bool = False

    def holds(self, value: float) -> bool:
        """Say whether a finite number lies in the range."""
        return self.least <= value <= self.most or (self.or_zero and value == 0)

    @property
    def words(self) -> str:
        """The range as a phrase after a number that is not in it."""
        return sentence("not {}from {:g} to {:g}", "0 or " if self.or_zero else "", self.least, self.most)


def _from(least: float, most: float) -> Range:
    return Range(least=least, most=most)


ANY: Final = _from(0, LARGEST)
_NODES: Final = _from(0, 1_000_000)
_DEVICES: Final = _from(0, 100_000)  # of a node or a scale-up domain; 0 is blocked in words, as is a link of 0 bytes/s
_PARTS: Final = _from(1, 10_000_000)  # of a layout
_LINK: Final = Range(least=1, most=1e21, or_zero=True)
_RATE: Final = _from(1, 1e21)  # FLOP or bytes per second: one at least, since times are work over rate
_COUNT: Final = _from(1, 10_000)  # of layers
_SHARE: Final = _from(0, 1)
_DAYS: Final = _from(0, 100_000)
_OVERLOAD: Final = _from(1, 1_000)  # fullest expert rank over the mean
_DEADLINE: Final = _from(1e-6, 1e6)  # in days
_HOURS: Final = _from(0.01, 1e9)
_SECONDS: Final = _from(0, 1e8)

# How many entries a list may have: (class, field) -> most; 20,000 unless said otherwise here.
MOST_OF: Final[dict[tuple[str, str], int]] = {
    ("Cluster", "groups"): 256,
    ("TransformerShape", "mixers"): 256,
    ("TransformerShape", "channel_mixers"): 256,
    ("Block", "channel"): 16,
    ("Prediction", "blocks"): 256,
    ("Plan", "measured_runs"): 200,
    ("Programme", "models"): 50,
    ("MixingChoice", "caps"): 20,
    ("Plan", "scenarios"): 200,
    ("Plan", "outlooks"): 1_000,
    ("Plan", "published"): 1_000,
    ("Limits", "required_suppliers"): 1_000,
    ("Limits", "excluded_suppliers"): 1_000,
}


def _sizes() -> Iterator[tuple[tuple[str, str], Range]]:
    """Yield the limits of every size of every part of a shape, so that a new kind of mixer is bounded too."""
    mixers: tuple[type, ...] = (*MIXERS.values(), *CHANNEL_MIXERS.values(), BlockIndexer, TokenIndexer)
    for kind in (TransformerShape, Residual, Prediction, *mixers):
        for name, limits in size_limits(kind).items():
            yield (kind.__name__, name), Range(least=1, most=limits.most, or_zero=not limits.least)


# What a plan file may hold of a figure, by the unit it is kept in: wider than what a data sheet may say.
_KEPT_IN: Final = {
    "FLOP/s": _RATE,
    "bytes/s": _RATE,
    "bytes": _from(1, LARGEST_COUNT),
    "devices": _DEVICES,
    "W": _from(0, 1e6),
}
_LINKS: Final = (FigureLayer.SCALE_UP, FigureLayer.SCALE_OUT)


def _figures() -> Iterator[tuple[tuple[str, str], Range]]:
    """Yield the limits of every figure of an accelerator; a node design has those of the fields that it shares."""
    for kind in FIGURES:
        link = kind.kept_unit == "bytes/s" and kind.layer in _LINKS
        limits = _LINK if link else _KEPT_IN.get(kind.kept_unit, ANY)
        name = kind.name.partition(".")[0]
        yield ("Accelerator", name), limits
        if name in NodeDesign.__struct_fields__:
            yield ("NodeDesign", name), limits


# Numbers are 0 or more unless said otherwise here: (class, field) -> range. Of a mapping they hold for values.
LIMITS: Final[dict[tuple[str, str], Range]] = {
    **dict(_sizes()),
    **dict(_figures()),
    ("Accelerator", "software_devices"): _from(1, 64),
    ("NodeDesign", "node_power_w"): _from(0, 1e9),
    ("NodeDesign", "host_memory_bytes"): _from(1, LARGEST_COUNT),
    ("NodeDesign", "host_link_bytes_per_s"): _RATE,
    ("NodeDesign", "host_bytes_per_s"): _RATE,
    ("InterPoolLink", "bytes_per_s"): _RATE,
    ("InterPoolLink", "latency_s"): _SECONDS,
    ("ExchangeRates", "base_per_unit"): _from(1e-12, 1e12),
    ("PublishedFigure", "value"): _from(-LARGEST, LARGEST),
    ("NodeGroup", "nodes"): _NODES,
    ("NodeGroup", "explore_min_nodes"): _NODES,
    ("NodeGroup", "explore_max_nodes"): _NODES,
    ("NodeGroup", "explore_step_nodes"): _from(1, 1_000_000),
    ("Baseline", "nodes"): _NODES,
    ("MeasuredRun", "devices"): _from(1, 10_000_000),
    ("MeasuredRun", "seq_len"): _from(1, 1e9),
    ("MeasuredRun", "global_batch"): _from(1, 1e9),
    ("MeasuredRun", "tokens_per_s_per_device"): _from(1e-9, 1e12),
    ("TrainingRun", "tokens"): _from(1, 1e18),
    ("TrainingRun", "seq_len"): _from(1, 1e9),
    ("TrainingRun", "global_batch"): _from(1, 1e9),
    ("TrainingRun", "overload"): _OVERLOAD,
    ("TrainingRun", "overload_peak"): _OVERLOAD,
    ("TrainingRun", "deadline_days"): _DEADLINE,
    ("Limits", "deadline_days"): _DEADLINE,
    ("States", "gradient_bytes"): _from(2, 4),
    ("States", "newton_schulz_steps"): _from(1, 100),
    ("Lora", "rank"): _from(1, 65_536),
    ("Offload", "share"): _SHARE,
    ("Offload", "node_memory_bytes"): _from(1, LARGEST_COUNT),
    ("Offload", "link_bytes_per_s"): _RATE,
    ("Offload", "host_bytes_per_s"): _RATE,
    ("DeviceMtbf", "hours"): _HOURS,
    ("StopTerms", "device_mtbf_hours"): _HOURS,
    ("StopTerms", "rack_mtbf_hours"): _HOURS,
    ("StopTerms", "interval_s"): _from(1, 1e8),
    ("StopTerms", "restart_s"): _SECONDS,
    ("StopTerms", "checkpoint_s"): _from(1e-3, 1e8),
    ("StopTerms", "kept_checkpoints"): _from(1, 10_000),
    ("Block", "count"): _COUNT,
    ("Repeat", "repeat"): _COUNT,
    ("GroupTerms", "lent_share"): _SHARE,
    ("GroupTerms", "from_day"): _DAYS,
    ("GroupTerms", "until_day"): _DAYS,
    ("ShareCap", "share"): _from(0.001, 1),
    ("ProgrammeModel", "tokens"): _from(1, 1e18),
    ("MixingChoice", "token_shares"): _SHARE,
    ("MixingChoice", "overlap"): _SHARE,
    ("MixingChoice", "migration_restart_s"): _SECONDS,
    ("LocalTerms", "inner_steps"): _from(1, 1e9),
    ("LocalTerms", "outer_bytes"): _from(0, 64),
    ("LocalTerms", "overlap"): _SHARE,
    ("LocalTerms", "statistical_efficiency"): _from(0.01, 1),
    ("Scenario", "probability"): _SHARE,
    ("Scenario", "size"): _from(-0.99, LARGEST),
    ("Scenario", "day"): _DAYS,
    ("Recourse", "annual_failure_share"): _SHARE,
    ("Recourse", "replan_days"): _DAYS,
    ("Recourse", "replacement_wait_days"): _DAYS,
    ("SupplierOutlook", "disruption"): _SHARE,
    ("Plan", "validated_elsewhere"): _SHARE,
    ("RentTerms", "discount"): _SHARE,
    ("PurchaseTerms", "server_overhead"): _from(0, 100),
    ("PurchaseTerms", "network_share"): _from(0, 0.99),
    ("PurchaseTerms", "residual_share"): _SHARE,
    ("PurchaseTerms", "discount_rate"): _from(0, 10),
    ("PurchaseTerms", "life_years"): _from(0.1, 100),
    ("PurchaseTerms", "utilisation"): _from(0.001, 1),
    ("PurchaseTerms", "upkeep_share"): _from(0, 10),
    ("EnergyTerms", "load"): _SHARE,
    ("EnergyTerms", "waiting_load"): _SHARE,
    ("EnergyTerms", "pue"): _from(1, 10),
    ("Layout", "tp"): _PARTS,
    ("Layout", "pp"): _PARTS,
    ("Layout", "vpp"): _PARTS,
    ("Layout", "ep"): _PARTS,
    ("Layout", "etp"): _PARTS,
    ("Layout", "cp"): _PARTS,
    ("Layout", "dp"): _PARTS,
    ("Layout", "micro_batch"): _from(1, 1e9),
    ("Layout", "recompute_share"): _SHARE,
}


def limit_of(kind: str, name: str) -> Range:
    """Return what a field of a value class may be, by the names of both: of a mapping, its values."""
    return LIMITS.get((kind, name), ANY)


@cache
def range_of(owner: type, name: str) -> Range:
    """Return what a field may be, which it may say itself: ``Annotated[float, Meta(extra={"limits": (0, 1)})]``."""
    declared = get_args(_hints(owner).get(name))
    own = next((part.extra["limits"] for part in declared if isinstance(part, Meta) and part.extra), None)
    return limit_of(owner.__name__, name) if own is None else Range(least=own[0], most=own[1])


@cache
def _hints(owner: type) -> Mapping[str, object]:
    return get_type_hints(owner, include_extras=True)
