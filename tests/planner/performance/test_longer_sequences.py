"""Longer sequences at the same tokens a step are never trained faster: attention sees more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.catalogue.reader import load_catalogue
from planner.cluster import pool_of
from planner.performance.training.legal_layouts import largest_micro_batch
from planner.planning.remembered_model import SHIPPED_MODEL
from planner.workload.presets import shape_preset
from planner.workload.training_run import TrainingPrecision, TrainingRun

DEVICES = ("H100-SXM", "A100-80-SXM", "Ascend-910B2", "MI300X")
SHAPES = ("llama-3.2-3b", "olmoe-1b-7b", "qwen3-30b-a3b")


@given(
    device=st.sampled_from(DEVICES),
    shape=st.sampled_from(SHAPES),
    nodes=st.sampled_from((2, 4, 16)),
    seq_len=st.sampled_from((512, 1024, 2048)),
    batch=st.sampled_from((512, 2048)),
)
def test_a_sequence_twice_as_long_at_the_same_tokens_is_never_faster(device, shape, nodes, seq_len, batch):
    accelerator = load_catalogue().accelerator(device)
    pool = pool_of(accelerator, nodes=nodes)
    own, longer = (
        SHIPPED_MODEL.at_most(
            pool,
            TrainingRun(
                shape=shape_preset(shape),
                tokens=1e12,
                seq_len=seq_len * times,
                global_batch=batch // times,
                precision=TrainingPrecision.BF16,
            ),
        )
        for times in (1, 2)
    )
    assert longer.tokens_per_s <= own.tokens_per_s * (1 + 1e-9)


@pytest.mark.parametrize(("seq_len", "sequences"), [(64, 256), (1024, 64), (4096, 16), (65_536, 1), (1_000_000, 1)])
def test_a_micro_batch_holds_as_many_sequences_as_fill_the_kernels(seq_len, sequences):
    assert largest_micro_batch(seq_len) == sequences
