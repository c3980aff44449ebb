from msgspec.structs import replace

from gui.charts.evidence.memory_rows import counted, error_rows, report_cells
from planner.performance.training.memory_accuracy import memory_errors, reported_memory
from planner.performance.training.pinned_layout import Verdict


def test_all_runs_come_first_and_add_up_over_software():
    rows = error_rows(memory_errors())
    assert rows[0][0] == "all software"
    assert sum(int(row[1]) for row in rows[1:]) == int(rows[0][1])


def test_a_report_says_what_happened_beside_what_was_predicted():
    report = replace(
        reported_memory()[0], ran=False, verdict=Verdict.AT_THE_EDGE, predicted_gib=75.25, measured_gib=None
    )
    assert report_cells(report)[:3] == ["out of memory", "at the edge", "75.2"]
    assert report_cells(report)[4] == ""


def test_wrong_predictions_are_counted_by_the_way_they_are_wrong():
    report = reported_memory()[0]
    fits = replace(report, ran=False, verdict=Verdict.FITS)
    refused = replace(report, ran=True, verdict=Verdict.TOO_LARGE)
    right = replace(report, ran=True, verdict=Verdict.AT_THE_EDGE)
    words = counted([fits, refused, refused, right])
    assert words.startswith("1 of 4 come out right; 1 are predicted to fit")
    assert "2 the other way round" in words
