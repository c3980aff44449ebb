"""Lines of training logs as their programs print them: what they say of a run's speed.

- Megatron-LM and MindSpeed-LLM (``training_log`` in megatron/training/training.py): ``elapsed time per iteration (ms)``
  and ``global batch size`` among fields between strokes; both are of the whole job.
- TorchTitan (``MetricsProcessor.log`` in torchtitan/components/metrics.py): ``tps`` is tokens per second of one device
  (of its non-data-parallel ranks' share), colours around the values.
- NeMo (``train_step_timing in s``) with ``global_batch_size`` where it is printed.
"""

import re
from typing import Final

from msgspec import Struct

_COLOUR: Final = re.compile(r"\x1b\[[0-9;]*m")
_NUMBER: Final = r"([\d,]*\.?\d+(?:[eE][+-]?\d+)?)"
_STEP_MS: Final = re.compile(rf"elapsed time per iteration \(ms\):\s*{_NUMBER}")
_STEP_S: Final = re.compile(rf"train_step_timing in s['\"]?\s*[:=]\s*{_NUMBER}")
_BATCH: Final = re.compile(rf"global[ _]batch[ _]size['\"]?\s*[:=]\s*{_NUMBER}")
_TPS: Final = re.compile(rf"\btps:\s*{_NUMBER}")
_MS_PER_S: Final = 1e3
_LEAST: Final = 1e-9  # of a step or a rate; what lies outside is no measurement
_LARGEST: Final = 1e15


class LogReading(Struct, frozen=True, kw_only=True):
    """What log lines say: the seconds of a step of the whole job, its batch in sequences, or a device's rate.

    Of several lines the median counts: the first steps compile and fill caches.
    """

    step_s: float | None = None
    global_batch: int | None = None
    tokens_per_s_per_device: float | None = None

    def rate(self, *, seq_len: int, global_batch: int, devices: int) -> float | None:
        """Return the tokens per second of one device; None where the lines say neither rate nor step."""
        if self.tokens_per_s_per_device is not None:
            return self.tokens_per_s_per_device
        if self.step_s is None or devices < 1:
            return None
        return (self.global_batch or global_batch) * seq_len / (self.step_s * devices)


def read_log(text: str) -> LogReading:
    """Return what pasted lines say; nothing where no line is known.

    >>> read_log("| elapsed time per iteration (ms): 5423.0 | learning rate: 1E-4 | global batch size:   256 |")
    LogReading(step_s=5.423, global_batch=256, tokens_per_s_per_device=None)
    >>> read_log("step: 10  loss:  7.04  memory: 40.1GiB(50.1%)  tps: 3,456  tflops: 300.1  mfu: 30.3%")
    LogReading(step_s=None, global_batch=None, tokens_per_s_per_device=3456.0)
    >>> read_log("elapsed time per iteration (ms): 5e-324 global batch size: 1e999 tps: 1e308")
    LogReading(step_s=None, global_batch=None, tokens_per_s_per_device=None)
    """
    plain = _COLOUR.sub("", text)
    step_ms, step_s, batch, rate = (_median(found.findall(plain)) for found in (_STEP_MS, _STEP_S, _BATCH, _TPS))
    return LogReading(
        step_s=step_ms / _MS_PER_S if step_ms is not None else step_s,
        global_batch=None if batch is None else max(1, round(batch)),
        tokens_per_s_per_device=rate,
    )


def _median(found: list[str]) -> float | None:
    values = sorted(value for text in found if _LEAST <= (value := float(text.replace(",", ""))) <= _LARGEST)
    return values[len(values) // 2] if values else None
