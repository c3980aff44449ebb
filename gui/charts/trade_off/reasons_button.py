"""The number of fleets that fell out, as a button: a click, Enter or Space says for which reasons."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from gui.look.words import tr
from gui.widgets.form_button import Form, FormButton
from gui.widgets.labels import label

_WIDTH_PX = 420


class ReasonsButton(FormButton["ReasonsForm"]):
    """Hidden while no fleet fell out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Left out"), tr("Say for which reasons fleets were left out"), ReasonsForm, parent)
        self.hide()

    def show_reasons(self, count: str, reasons: str) -> None:
        """Show how many fleets fell out, and on a click why; no reasons hide the button."""
        self.setText(tr("{count} left out", count=count))
        self.setAccessibleDescription(reasons)
        self.fill_form(lambda form: form.reasons.setText(reasons))
        self.setVisible(bool(reasons))


class ReasonsForm(Form):
    """The reasons, to be read and copied."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.reasons = label("", wraps=True)
        self.reasons.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.reasons.setFixedWidth(_WIDTH_PX)
        self.add_part(self.reasons)
