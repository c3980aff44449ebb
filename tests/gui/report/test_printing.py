from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter

from gui.report.pdf import report_source
from gui.report.printing import page_pictures, print_pages
from planner.examples import example_plan
from planner.planning import plan_results


def test_every_page_of_the_summary_is_printed_on_a_sheet_of_its_own(qtbot, themes, tmp_path):
    plan = example_plan("ling-plus-lower-spec")
    pages = page_pictures(report_source(plan, plan_results(plan), None))
    assert len(pages) >= 2
    assert all(not QImage.fromData(page).isNull() for page in pages)
    printer, path = QPrinter(), tmp_path / "printed.pdf"
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    print_pages(pages, printer)
    content = path.read_bytes()
    assert content.startswith(b"%PDF")
    assert content.count(b"/Type /Page\n") == len(pages)
