"""One case of the performance model: a pool, a run and its coefficients, as numbers that broadcast."""

from functools import lru_cache
from math import inf

from msgspec import Struct
from msgspec.structs import replace

from planner.arrays import Number
from planner.catalogue.accelerator import Accelerator, Precision
from planner.causes import FigureMissing
from planner.cluster import Pool
from planner.english import words
from planner.errors import MissingFigureError
from planner.performance.device.coefficients import Coefficients
from planner.performance.training.calibration import Calibration, load_calibration
from planner.performance.training.hosts import host_of
from planner.performance.training.layer_counts import LayerCounts, layer_counts
from planner.workload.fine_tuning import trained_params
from planner.workload.states import MEGATRONS_STATES, States
from planner.workload.training_run import Routing, TrainingPrecision, TrainingRun


class Case(Struct, frozen=True, kw_only=True):
    """What the arithmetic needs. Fields are numbers, or arrays of one value a row for many cases at once.

    ``flop_per_s`` is the stated peak at the run's precision, ``wide_flop_per_s`` that of 16-bit products (attention
    core, router and output head stay in it). Rates are bytes/s, one direction of one device.
    ``low_precision`` is 1 below 16 bits, ``natural`` 1 where the routing is not forced level, ``capped`` 1 where
    experts have a fixed capacity, ``unfused`` 1 where element-wise operations run one by one. ``overload`` is the
    measured load of the fullest expert rank over the mean, 0 where it was not measured, ``overload_peak`` its peak.
    ``memory_bytes`` is infinite where memory is no bound. ``outer_state_bytes`` are those of the outer copy and
    momentum of a model that is averaged, over all devices. ``host_*`` is a device's share of its host, infinite where
    nothing lies there; ``states`` is one for all cases.
    """

    counts: LayerCounts
    coefficients: Coefficients
    seq_len: Number
    global_batch: Number
    devices: Number
    domain: Number
    flop_per_s: Number
    wide_flop_per_s: Number
    memory_bytes: Number
    memory_bytes_per_s: Number
    scaleup_bytes_per_s: Number
    nic_bytes_per_s: Number
    low_precision: Number
    natural: Number
    capped: Number
    unfused: Number
    overload: Number
    overload_peak: Number
    outer_state_bytes: Number = 0.0
    host_memory_bytes: Number = inf
    host_link_bytes_per_s: Number = inf
    host_bytes_per_s: Number = inf
    states: States = MEGATRONS_STATES

    @property
    def product_passes(self) -> float:
        """How often a weight product's work is done: forward, for its input's gradient and, unless frozen, its own."""
        return 3.0 if self.states.lora is None else 2.0


def case_of(pool: Pool, run: TrainingRun, calibration: Calibration) -> Case:
    """Return the case of a pool and a run; raises MissingFigureError where a figure is unknown."""
    accelerator = pool.accelerator
    crosses = pool.devices > pool.scaleup_domain_devices
    if crosses and not pool.nic_bytes_per_s:
        missing = FigureMissing(accelerator=accelerator.key, name=accelerator.name, figure="NIC rate per device")
        raise MissingFigureError(words(missing))
    low = run.precision not in {TrainingPrecision.BF16, TrainingPrecision.FP16}
    states = calibration.states(accelerator, run)
    host = host_of(pool, states)
    return Case(
        counts=layer_counts(run.shape, run.seq_len),
        coefficients=_coefficients(pool, run, states, calibration),
        seq_len=float(run.seq_len),
        global_batch=float(run.global_batch),
        devices=float(pool.devices),
        domain=float(max(pool.scaleup_domain_devices, 1)),
        flop_per_s=accelerator.require_peak_flop_per_s(run.precision.rate),
        wide_flop_per_s=wide_flop_per_s(pool, run.precision),
        memory_bytes=float(pool.memory_bytes) if pool.memory_bound else inf,
        memory_bytes_per_s=float(pool.memory_bytes_per_s),
        # a link that is never crossed costs nothing; its rate only has to be positive
        scaleup_bytes_per_s=float(pool.scaleup_bytes_per_s or 1.0),
        nic_bytes_per_s=float(pool.nic_bytes_per_s or 1.0),
        low_precision=1.0 if low else 0.0,
        natural=1.0 if run.routing is Routing.NATURAL else 0.0,
        capped=1.0 if run.routing is Routing.CAPPED else 0.0,
        unfused=0.0 if run.fused_elementwise else 1.0,
        overload=run.overload or 0.0,
        overload_peak=run.overload_peak or 0.0,
        outer_state_bytes=run.outer_bytes_per_parameter and run.outer_bytes_per_parameter * trained_params(run),
        host_memory_bytes=host.memory_bytes,
        host_link_bytes_per_s=host.link_bytes_per_s,
        host_bytes_per_s=host.bytes_per_s,
        states=states,
    )


class _Question:
    """An accelerator and a run that hash by what coefficients depend on; mappings in them keep them from hashing."""

    __slots__ = ("accelerator", "key", "run")

    def __init__(self, accelerator: Accelerator, run: TrainingRun) -> None:
        self.accelerator, self.run = accelerator, run
        software = run.stack_release, run.recipe, run.communication_overlap
        self.key = accelerator.key, accelerator.software_stack, run.precision, software

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Question) and self.key == other.key


def _coefficients(pool: Pool, run: TrainingRun, states: States, calibration: Calibration) -> Coefficients:
    question = _Question(pool.accelerator, run)
    shipped = calibration is load_calibration()
    found = _shipped_coefficients(question) if shipped else _coefficients_of(question, calibration)
    stated = states.stated_gradient_bytes
    return found if stated is None else replace(found, gradient_bytes=float(stated))


@lru_cache(maxsize=512)
def _shipped_coefficients(question: _Question) -> Coefficients:
    return _coefficients_of(question, load_calibration())


def _coefficients_of(question: _Question, calibration: Calibration) -> Coefficients:
    run = question.run
    return calibration.coefficients(
        question.accelerator, run.precision, run.stack_release, recipe=run.recipe, overlap=run.communication_overlap
    )


def wide_flop_per_s(pool: Pool, precision: TrainingPrecision) -> float:
    """Return the 16-bit peak beside a lower precision (BF16 where known, else FP16)."""
    if precision in {TrainingPrecision.BF16, TrainingPrecision.FP16}:
        return pool.accelerator.require_peak_flop_per_s(precision.rate)
    peaks = pool.accelerator.peak_flop_per_s
    if Precision.BF16 not in peaks and Precision.FP16 in peaks:
        return peaks[Precision.FP16]
    return pool.accelerator.require_peak_flop_per_s(Precision.BF16)
