"""``--states`` and ``--stops`` of the commands that plan: what is said reaches the answer, in words and as JSON."""

import json

from planner.command_line.program import MENDABLE, SUCCESS, answer

LAYOUTS = ["layouts", "--shape", "qwen3-235b-a22b", "--accelerator", "H20-SXM", "--node", "HGX-H20-server", "--count",
           "32", "--seq-len", "4096", "--global-batch", "512", "--precision", "bf16", "--top", "1"]  # fmt: skip


def test_states_on_the_host_let_a_model_fit_that_does_not_without():
    refused = answer(LAYOUTS)
    assert refused.exit_code == MENDABLE
    assert "does not fit" in refused.complaint
    found = answer([*LAYOUTS, "--states", "offload=1", "--json"])
    assert found.exit_code == SUCCESS
    (layout,) = json.loads(found.output)["layouts"]
    assert layout["memory_gib"] < layout["memory_capacity_gib"]
    assert 0 < layout["host_memory_gb"] <= 1600


def test_what_no_software_has_is_one_sentence():
    said = answer([*LAYOUTS, "--states", "optimiser=muon,offload=0.5"])
    assert said.exit_code == MENDABLE
    assert said.complaint.startswith("States of muon are not updated on a host")


def test_the_help_names_every_input():
    words = answer(["layouts", "--help"]).output
    assert "newton-schulz-steps" in words
    assert "rack-mtbf-hours" in words
