from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter

from gui.report.pdf import report_source
from gui.report.printing import page_pictures, print_pages
from planner.planning import plan_results


def test_every_page_of_the_summary_is_printed_on_a_sheet_of_its_own(qtbot, ling_plus, themes, tmp_path):
    pages = page_pictures(report_source(ling_plus, plan_results(ling_plus), None))
    assert len(pages) >= 2
    assert all(not QImage.fromData(page).isNull() for page in pages)
    printer, path = QPrinter(), tmp_path / "printed.pdf"
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    print_pages(pages, printer)
    content = path.read_bytes()
    assert content.startswith(b"%PDF")
    assert content.count(b"/Type /Page\n") == len(pages)
