from gui.application import calibration_words
from gui.charts.evidence.evidence import versions_of
from gui.help.about import about_lines
from planner import __version__
from planner.performance.training.accuracy import load_accuracy
from planner.performance.training.calibration import load_calibration


def test_about_says_versions_the_catalogues_date_the_calibration_and_its_errors(qapp, catalogue):
    text = "\n".join(about_lines(catalogue, calibration_words()))
    errors = {error.basis: error for error in load_accuracy() if error.grouping == "all"}
    assert __version__ in text
    assert catalogue.date in text
    assert text.lower().count("calibration") == 1
    assert load_calibration().version in text
    for error in (errors["in-sample"], errors["sources"]):
        assert f"{error.mape * 100:.1f}" in text
    assert str(errors["sources"].runs) in text


def test_evidence_says_which_program_catalogue_and_calibration(qapp, ling_plus):
    words = versions_of(ling_plus)
    assert __version__ in words
    assert ling_plus.catalogue.date in words
    assert load_calibration().version in words


def test_the_status_bar_says_how_far_the_model_is_off(session):
    unseen = next(e for e in load_accuracy() if (e.grouping, e.basis) == ("all", "sources"))
    text = session.window.status.rests_on.text()
    assert f"{unseen.mape * 100:.0f}" in text
    assert str(unseen.runs) in text
