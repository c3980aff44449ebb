import faulthandler
import sys

from gui.crash import REPORTS_KEPT, CrashReports


def test_an_uncaught_exception_leaves_a_report_and_says_so(tmp_path, capsys):
    reported = []
    reports = CrashReports(tmp_path, lambda what, path: reported.append((what, path)))
    try:
        int("seven")
    except ValueError as error:
        reports.on_exception(type(error), error, error.__traceback__)
    ((what, path),) = reported
    assert what.startswith("ValueError: ")
    assert 'int("seven")' in path.read_text(encoding="utf-8")
    assert "chipfolio" in path.read_text(encoding="utf-8")
    assert reports.unseen("") == path
    assert reports.unseen(path.name) is None
    assert str(path) in capsys.readouterr().err


def test_only_the_newest_reports_are_kept(tmp_path):
    reports = CrashReports(tmp_path)
    paths = [reports.write(str(number)) for number in range(REPORTS_KEPT + 3)]
    assert reports.reports() == paths[-REPORTS_KEPT:]


def test_hooks_are_put_back_at_the_end_and_a_native_fault_becomes_a_report(tmp_path):
    (tmp_path / "native-fault.txt").write_text("Fatal Python error: Segmentation fault", encoding="utf-8")
    before = sys.excepthook
    reports = CrashReports(tmp_path)
    reports.install()
    assert sys.excepthook != before
    reports.uninstall()
    assert sys.excepthook is sys.__excepthook__
    sys.excepthook = before
    faulthandler.enable()
    (path,) = reports.reports()
    assert "Segmentation fault" in path.read_text(encoding="utf-8")
