import pytest
from msgspec.structs import replace

from gui.document import catalogue_edits
from gui.document.plan_catalogue import PlanCatalogue
from gui.document.plan_document import PlanDocument
from planner.catalogue.reader import load_catalogue


@pytest.fixture
def document(qapp, ling_plus):
    made = PlanDocument(ling_plus)
    yield made
    made.close()


def test_the_plans_own_entries_lie_over_the_programs(document):
    shipped = load_catalogue()
    catalogue = PlanCatalogue(document, shipped)
    usual = shipped.accelerator("H20-SXM")
    larger = replace(usual, memory_bytes=2 * usual.memory_bytes)
    document.edit("edit", catalogue_edits.with_accelerator(document.plan, larger, ()))
    assert catalogue.now.accelerator("H20-SXM").memory_bytes == 2 * usual.memory_bytes
    assert shipped.accelerator("H20-SXM") == usual
    document.undo_stack.undo()
    assert catalogue.now.accelerator("H20-SXM").memory_bytes == usual.memory_bytes


def test_it_is_merged_anew_only_when_the_plans_own_entries_are_others(document):
    catalogue = PlanCatalogue(document, load_catalogue())
    before = catalogue.now
    document.edit("rename", replace(document.plan, name="another"))
    assert catalogue.now is before
