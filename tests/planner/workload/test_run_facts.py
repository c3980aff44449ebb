"""Inputs of states and stops by key: what is typed is what is kept, and what does not hold is said in one sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import UserError
from planner.workload.optimisers import Optimiser
from planner.workload.presets import shape_preset
from planner.workload.run_facts import BY_KEY, FACTS, stated, value_of, values_from, with_values, words_of
from planner.workload.states import AdaptedModule, Sharding, States
from planner.workload.stops import DeviceMtbf
from planner.workload.training_run import TrainingRun

RUN = TrainingRun(shape=shape_preset("qwen3-30b-a3b"), tokens=1e12, seq_len=4096, global_batch=512)


def typed(text, *, stops=False):
    return with_values(RUN, values_from(text, stops=stops))


def test_a_run_of_which_nothing_is_said_states_nothing():
    assert stated(RUN) == {}
    assert typed("") == RUN


def test_typed_states_are_those_of_the_run():
    states = typed("optimiser=adamw-bf16-moments,gradient-bytes=2,offload=0.5,host-memory-gb=1600").states
    assert states.optimiser is Optimiser.ADAMW_BF16_MOMENTS
    assert (states.gradient_bytes, states.offload.share, states.offload.node_memory_bytes) == (2, 0.5, 1.6e12)
    assert typed("sharding=none").states.sharding is Sharding.NONE
    assert typed("sharding=best").states.sharding is None


def test_a_rank_makes_adapters_beside_all_modules_or_those_named():
    assert typed("lora-rank=8").states.lora.modules == tuple(AdaptedModule)
    assert typed("lora-rank=8,lora-modules=attention+experts").states.lora.modules == (
        AdaptedModule.ATTENTION,
        AdaptedModule.EXPERTS,
    )
    assert with_values(typed("lora-rank=8"), {"lora-rank": None}).states == States()


def test_an_mtbf_may_be_of_one_accelerator():
    stops = typed("mtbf-hours=30000,mtbf-hours:P800=9000,mtbf-hours:Ascend-910C=8000,interval-s=900", stops=True).stops
    assert stops.device_mtbf_hours == 30_000
    assert stops.mtbf_of == (
        DeviceMtbf(accelerator="P800", hours=9_000.0),
        DeviceMtbf(accelerator="Ascend-910C", hours=8_000.0),
    )
    assert stops.interval_s == 900


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("optimizer=muon", "nothing that can be stated here"),
        ("optimiser=sgd", "enter one of adamw"),
        ("offload=1.5", "enter a number from 0 to 1"),
        ("gradient-bytes=2.5", "enter a whole number from 2 to 4"),
        ("gradient-bytes=3", "enter 2 or 4"),
        ("lora-rank=x", "enter a whole number"),
        ("optimiser=muon,sharding=zero-2", "whole matrices"),
        ("restart-s=600", "nothing that can be stated here"),
    ],
)
def test_what_does_not_hold_is_said(text, words):
    with pytest.raises(UserError, match=words):
        typed(text)


def test_adapters_beside_nothing_are_a_users_error():
    with pytest.raises(UserError, match="no matrices of feed-forward"):
        typed("lora-rank=8,lora-modules=feed-forward")


NUMBERS = [fact.key for fact in FACTS if not fact.choices and not fact.is_switch and fact.key != "gradient-bytes"]


@given(key=st.sampled_from(NUMBERS), share=st.floats(0, 1))
def test_what_is_typed_is_read_back_as_it_was(key, share):
    fact = BY_KEY[key]
    value = fact.least + share * (fact.most - fact.least)
    value = round(value) if fact.whole else float(f"{value:.6g}")
    value = min(max(value, fact.least), fact.most)
    run = typed(f"{key}={words_of(value)}", stops=fact.is_stop)
    assert value_of(run, fact) == pytest.approx(value)
    again = with_values(RUN, stated(run))
    assert again == run
