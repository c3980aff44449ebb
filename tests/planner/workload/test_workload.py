"""Workloads: a tagged union, whose members wear their kind."""

from types import SimpleNamespace

import pytest

from planner.errors import UserError
from planner.workload.presets import shape_preset
from planner.workload.training_run import TrainingRun
from planner.workload.workload import WorkloadKind, training_of


def test_a_run_wears_the_tag_of_its_kind_and_is_handed_out_as_itself():
    run = TrainingRun(shape=shape_preset("ling-plus"), tokens=1e12, seq_len=4096, global_batch=1024)
    assert run.kind == WorkloadKind.TRAINING
    assert training_of(run) is run


def test_another_kind_is_refused_in_one_sentence_where_only_training_will_do():
    with pytest.raises(UserError, match="known of training alone, and the plan is for serving"):
        training_of(SimpleNamespace(kind="serving"))
