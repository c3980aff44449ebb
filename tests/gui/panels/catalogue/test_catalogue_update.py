import pytest
from msgspec.structs import replace

from gui.document.catalogue_edits import ENTERED, with_newer_figures
from gui.panels.catalogue.catalogue_update import CatalogueUpdate, changes_frame
from planner.catalogue.accelerator import Evidence, Figure
from planner.catalogue.catalogue_archive import keep_archive, newest_kept, pack_catalogue, read_archive
from planner.catalogue.catalogue_changes import catalogue_changes
from planner.plan import accelerators_used
from planner.resource_files import resource_path


def _newer(catalogue, key, **changes):
    """Return a catalogue of a later day in which one accelerator has other figures."""
    entry = replace(catalogue.accelerator(key), **changes)
    return replace(catalogue, date="2027-01-05", accelerators={**catalogue.accelerators, key: entry})


def test_what_concerns_the_plan_stands_first_with_both_values(ling_plus, catalogue):
    own = ling_plus.cluster.groups[0].accelerator
    other = next(key for key in catalogue.accelerators if key not in accelerators_used(ling_plus))
    newer = _newer(_newer(catalogue, other, tdp_w=123.0), own, tdp_w=456.0)
    changes = catalogue_changes(catalogue, newer)
    used = accelerators_used(ling_plus)
    ordered = sorted(changes, key=lambda change: change.accelerator not in used)
    frame = changes_frame(ordered, catalogue, newer, used)
    assert frame.iloc[0]["Accelerator"] == catalogue.accelerator(own).name
    assert frame.iloc[0]["After"].startswith("456 W")
    assert list(frame["In this plan"]) == ["yes", ""]


def test_the_plan_takes_newer_figures_and_keeps_the_users_own(ling_plus, catalogue):
    first, second = (group.accelerator for group in ling_plus.cluster.groups[:2])
    newer = _newer(_newer(catalogue, first, tdp_w=456.0), second, tdp_w=789.0)
    own = ling_plus.catalogue.accelerators[second]
    entered = Figure(evidence=Evidence.MEASURED, source="own meter", note=ENTERED)
    entry = replace(own, tdp_w=600.0, figures={**own.figures, "tdp_w": entered})
    held = replace(ling_plus.catalogue, accelerators={**ling_plus.catalogue.accelerators, second: entry})
    taken = with_newer_figures(replace(ling_plus, catalogue=held), newer)
    assert taken.catalogue.accelerators[first].tdp_w == 456.0
    assert taken.catalogue.accelerators[second].tdp_w == 600.0
    assert taken.cluster == ling_plus.cluster


@pytest.mark.parametrize("into_plan", [True, False])
def test_taking_an_update_tells_whether_the_plan_takes_it_too(qtbot, ling_plus, catalogue, into_plan):
    newer = _newer(catalogue, ling_plus.cluster.groups[0].accelerator, tdp_w=456.0)
    changes = catalogue_changes(catalogue, newer)
    dialog = CatalogueUpdate(catalogue, newer, changes, accelerators_used(ling_plus))
    qtbot.addWidget(dialog)
    assert dialog.into_plan.isChecked()
    dialog.into_plan.setChecked(into_plan)
    with qtbot.waitSignal(dialog.taken) as taken:
        dialog.accept()
    assert taken.args == [into_plan]


def test_the_newest_kept_catalogue_is_in_use_and_a_damaged_one_is_named(tmp_path, catalogue):
    source, packed = tmp_path / "tables", tmp_path / "new.zip"
    source.mkdir()
    for path in resource_path("catalogue").iterdir():
        (source / path.name).write_bytes(path.read_bytes())
    about = (source / "about.toml").read_text().replace(catalogue.date, "2027-01-05")
    (source / "about.toml").write_text(about)
    pack_catalogue(source, packed)
    kept = tmp_path / "kept"
    keep_archive(kept, read_archive(packed))
    (kept / "catalogue-damaged.zip").write_bytes(b"PK no archive")
    newest, problems = newest_kept(kept, catalogue)
    assert newest.date == "2027-01-05"
    assert len(problems) == 1
    assert "catalogue-damaged.zip" in problems[0]
    assert newest_kept(tmp_path / "none", catalogue) == (catalogue, ())
