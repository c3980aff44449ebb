"""Which topic of the help belongs to a part of the window: a property on the widget, or on what it stands in."""

from PySide6.QtWidgets import QWidget

from gui.help.pages import FIRST_TOPIC

_PROPERTY = "help_topic"


def set_topic(widget: QWidget, topic: str) -> None:
    """Say which topic a widget, and what is inside it, belongs to."""
    widget.setProperty(_PROPERTY, topic)


def topic_of(widget: QWidget | None) -> str:
    """Return the topic of a widget or of the nearest one around it; the first page's where none is said."""
    while widget is not None:
        topic = widget.property(_PROPERTY)
        if isinstance(topic, str) and topic:
            return topic
        widget = widget.parentWidget()
    return FIRST_TOPIC
