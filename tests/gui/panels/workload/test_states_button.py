"""The form of optimiser, states and stops: every input of the table, one edit each, refusals said and taken back."""

import pytest
from msgspec.structs import replace

from gui.panels.workload.states_button import StatesButton
from gui.widgets.quantity_edit import QuantityEdit
from planner.workload.optimisers import Optimiser
from planner.workload.run_facts import FACTS, value_of
from planner.workload.states import Lora, Offload, Sharding, States


@pytest.fixture
def button(qtbot, ling_plus):
    made = StatesButton()
    qtbot.addWidget(made)
    made.show_plan(ling_plus)
    return made


def with_states(plan, **states):
    return replace(plan, workload=replace(plan.training, states=States(**states)))


def chosen(qtbot, button, key, value):
    """Return the plan that is asked for when a value is chosen or entered."""
    field = button.fields[key]
    with qtbot.waitSignal(button.edit_requested) as asked:
        if isinstance(field, QuantityEdit):
            field.committed.emit(value)
        else:
            field.activated.emit(field.findData(value))
    return asked.args[0].plan


def test_every_input_of_the_table_has_a_field(button):
    assert list(button.fields) == [fact.key for fact in FACTS]
    assert all(field.toolTip() and field.accessibleName() for field in button.fields.values())


def test_the_button_says_the_optimiser_and_how_much_else(button, ling_plus):
    assert button.text() == "AdamW"
    button.show_plan(with_states(ling_plus, optimiser=Optimiser.MUON, gradient_bytes=2))
    assert button.text() == "Muon +1"
    button.show_plan(with_states(ling_plus, optimiser=Optimiser.ADAMW_BF16_MOMENTS))
    assert button.text() == "AdamW +1"


def test_a_choice_and_a_number_are_one_edit_each(qtbot, button):
    assert chosen(qtbot, button, "optimiser", Optimiser.MUON).training.states.optimiser is Optimiser.MUON
    assert chosen(qtbot, button, "sharding", Sharding.ZERO_2).training.states.sharding is Sharding.ZERO_2
    assert chosen(qtbot, button, "offload", 0.5).training.states.offload.share == 0.5
    assert chosen(qtbot, button, "host-memory-gb", 1600.0).training.states.offload.node_memory_bytes == 1.6e12
    assert chosen(qtbot, button, "mtbf-hours", 20_000.0).training.stops.device_mtbf_hours == 20_000.0
    assert chosen(qtbot, button, "interval-s", 900.0).training.stops.interval_s == 900.0


def test_a_rank_makes_adapters_and_none_takes_them_away(qtbot, button, ling_plus):
    assert chosen(qtbot, button, "lora-rank", 32.0).training.states.lora == Lora(rank=32)
    button.show_plan(with_states(ling_plus, lora=Lora()))
    assert not button.fields["lora-modules"].isHidden()
    assert chosen(qtbot, button, "lora-rank", None).training.states.lora is None


def test_what_no_software_has_together_is_said_and_stays_as_it_was(qtbot, button, ling_plus):
    button.show_plan(with_states(ling_plus, offload=Offload(share=0.5)))
    with qtbot.assertNotEmitted(button.edit_requested):
        box = button.fields["optimiser"]
        box.activated.emit(box.findData(Optimiser.MUON))
    assert "not updated on a host" in button.refusal.text()
    assert not button.refusal.isHidden()
    assert box.currentData() == Optimiser.ADAMW


def test_fields_show_what_the_plan_says(button, ling_plus):
    plan = with_states(ling_plus, optimiser=Optimiser.ADAMW_BF16_MOMENTS, sharding=Sharding.NONE, gradient_bytes=2)
    button.show_plan(plan)
    for fact in FACTS:
        field, value = button.fields[fact.key], value_of(plan.training, fact)
        if isinstance(field, QuantityEdit):
            assert field.value == value
        elif not fact.is_list:
            assert field.currentData() == ("" if value is None else value)
