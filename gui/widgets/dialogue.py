"""What every dialogue is: its buttons and captions have letters, whatever the language."""

from PySide6.QtWidgets import QDialog, QInputDialog, QWidget

from gui.look.words import tr
from gui.widgets.mnemonics import give_mnemonics


class Dialogue(QDialog):
    """A dialogue of our own; its letters are given before it is laid out."""

    def setVisible(self, visible: bool) -> None:  # noqa: FBT001, N802 - Qt's name and signature
        """Give every button and caption its letter, then show."""
        if visible:
            give_mnemonics(self)
        super().setVisible(visible)


class _LineDialogue(QInputDialog):
    """Qt's question; it makes its parts only as it is shown."""

    def setVisible(self, visible: bool) -> None:  # noqa: FBT001, N802 - Qt's name and signature
        """Show, then give caption and buttons their letters."""
        super().setVisible(visible)
        if visible:
            give_mnemonics(self)


def line_dialogue(
    parent: QWidget,
    title: str,
    caption: str,
    mode: QInputDialog.InputMode = QInputDialog.InputMode.TextInput,
) -> QInputDialog:
    """Return Qt's question for one line or one number, our words on its buttons; it goes when it is answered."""
    asking = _LineDialogue(parent)
    asking.setInputMode(mode)  # before the buttons, else they hold the empty line of another mode for an answer
    asking.setWindowTitle(title)
    asking.setLabelText(caption)
    asking.setOkButtonText(tr("&Apply"))
    asking.setCancelButtonText(tr("&Cancel"))
    asking.finished.connect(asking.deleteLater)
    return asking
