from gui.charts.evidence.accuracy_rows import accuracy_rows
from planner.performance.training.accuracy import load_accuracy


def test_all_runs_come_first_and_every_calibrated_accelerator_once():
    errors = load_accuracy()
    names = [row[0] for row in accuracy_rows(errors)]
    accelerators = {error.name for error in errors if error.grouping == "accelerator"}
    assert names[0] == "all accelerators"
    assert set(names[1:]) == accelerators
    assert len(names) == len(accelerators) + 1


def test_the_number_of_runs_adds_up_over_the_accelerators():
    rows = accuracy_rows(load_accuracy())
    assert sum(int(row[1].replace(",", "")) for row in rows[1:]) == int(rows[0][1].replace(",", ""))
