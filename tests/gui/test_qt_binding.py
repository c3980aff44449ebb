from PySide6.QtCore import QObject


def test_calls_that_return_nothing_lose_no_reference(qapp):
    """One version of the binding lost a reference to None per such call and aborted after some ten thousand."""
    thing = QObject()
    for number in range(50_000):
        thing.setObjectName(str(number))
    assert thing.objectName() == "49999"
