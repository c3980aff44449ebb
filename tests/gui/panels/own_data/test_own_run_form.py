import pytest
from PySide6.QtWidgets import QDialogButtonBox

from gui.panels.own_data.own_run_form import OwnRunForm, Predicted
from planner.workload.training_run import TrainingPrecision

MEGATRON = (
    " [2026-11-02 10:00:00] iteration      120/  500000 | consumed samples:        30720 | "
    "elapsed time per iteration (ms): 8192.0 | learning rate: 1.0E-04 | global batch size:   256 | lm loss: 2.1E+00 |"
)
TITAN = "[titan] step: 10  loss:  7.0439  memory: 40.10GiB(50.10%)  tps: 1,234  tflops: 300.12  mfu: 30.33%"


@pytest.fixture
def form(qtbot, ling_plus, catalogue, themes):
    made = OwnRunForm(ling_plus, catalogue)
    qtbot.addWidget(made)
    return made


def _enter(line, text):
    line.setText(text)
    line.textEdited.emit(text)


def _ok(form):
    return form.buttons.button(QDialogButtonBox.StandardButton.Ok)


def test_nothing_can_be_added_before_measured_and_predicted_are_shown(form, qtbot):
    assert not _ok(form).isEnabled()
    _enter(form.devices, "256")
    with qtbot.waitSignal(form.prediction_wanted) as asked:
        _enter(form.rate, "400")
    assert asked.args[0].tokens_per_s_per_device == 400.0
    assert isinstance(asked.args[0].precision, TrainingPrecision)
    assert not _ok(form).isEnabled()
    form.show_prediction(Predicted(tokens_per_s_per_device=500.0))
    assert "0.80 times" in form.answer.text()
    with qtbot.waitSignal(form.taken) as taken:
        _ok(form).click()
    assert taken.args[0].devices == 256


def test_a_line_of_megatron_gives_batch_and_rate(form, qtbot):
    _enter(form.devices, "128")
    with qtbot.waitSignal(form.prediction_wanted) as asked:
        form.log.setPlainText(MEGATRON)
    run = asked.args[0]
    assert run.global_batch == 256
    assert run.tokens_per_s_per_device == pytest.approx(256 * run.seq_len / (8.192 * 128))


def test_a_line_of_torchtitan_gives_the_rate_of_one_device(form, qtbot):
    _enter(form.devices, "64")
    with qtbot.waitSignal(form.prediction_wanted) as asked:
        form.log.setPlainText(TITAN)
    assert asked.args[0].tokens_per_s_per_device == 1234.0


def test_a_ratio_far_off_is_asked_about_before_it_is_taken(form, qtbot):
    _enter(form.devices, "256")
    with qtbot.waitSignal(form.prediction_wanted):
        _enter(form.rate, "4000")
    form.show_prediction(Predicted(tokens_per_s_per_device=500.0))
    assert "far off" in form.answer.text()
    with qtbot.assertNotEmitted(form.taken):
        _ok(form).click()
    with qtbot.waitSignal(form.taken):
        _ok(form).click()


def test_a_log_that_tells_nothing_says_so(form):
    form.log.setPlainText("training ...")
    assert "No line tells" in form.answer.text()


def test_what_the_model_cannot_predict_is_said_and_not_taken(form, qtbot):
    _enter(form.devices, "8")
    with qtbot.waitSignal(form.prediction_wanted):
        _enter(form.rate, "10")
    form.show_prediction(Predicted(problem="It does not fit."))
    assert form.answer.text() == "It does not fit."
    assert not _ok(form).isEnabled()


def test_a_layout_that_is_known_goes_with_the_run_and_another_is_refused_in_words(form, qtbot):
    _enter(form.devices, "256")
    _enter(form.rate, "400")
    with qtbot.waitSignal(form.prediction_wanted) as asked:
        _enter(form.layout_line, "tp=2 pp=8 ep=8 mb=1")
    layout = asked.args[0].layout
    assert (layout.tp, layout.pp, layout.ep, layout.dp) == (2, 8, 8, 16)
    _enter(form.layout_line, "tp=3")
    qtbot.waitUntil(lambda: "none of 256 devices" in form.answer.text())
    assert form.run is None
    assert not _ok(form).isEnabled()


def test_a_rate_that_is_typed_stands_beside_a_log(form, qtbot):
    form.log.setPlainText(TITAN)
    _enter(form.rate, "1500")
    _enter(form.devices, "64")
    assert form.rate.text() == "1500"
