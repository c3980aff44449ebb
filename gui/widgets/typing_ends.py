"""What is typed and not yet entered, taken before something is done with the plan as a whole."""

from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from gui.widgets.form_button import Form


def end_typing(window: QWidget) -> None:
    """Take what is typed in a line of a window or of an open form as leaving the line does.

    A menu, a shortcut and the closing of a window leave no line: without this, what is typed would be missing in the
    file that is saved, and come into the plan that is opened next.
    """
    form = QApplication.activePopupWidget()
    if isinstance(form, Form):
        form.hide()
    line = window.focusWidget()
    if isinstance(line, QLineEdit) and line.isModified():
        line.editingFinished.emit()
