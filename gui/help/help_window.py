"""The help window: a list of topics with a search field, and the page. A window of its own that blocks nothing."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeySequence, QShortcut, QTextBlock, QTextBlockFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QLineEdit, QSplitter, QTextBrowser, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from gui.help.pages import FIRST_TOPIC, HelpPage, HelpTopic, help_pages, page_of
from gui.look.language import language_in_use
from gui.look.theme import FONT_FAMILIES, active_theme
from gui.look.words import tr

_SIZE_PX = (860, 620)
_LIST_PX = 250
_MARGIN_PX = 18
_LINE_PERCENT = 125
_TOPIC = Qt.ItemDataRole.UserRole


class HelpWindow(QWidget):
    """All pages of the help, offline, in the language of the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Chipfolio help"))
        self._pages = help_pages(language_in_use())
        self._topic = ""
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search the help"))
        self.search.setAccessibleName(tr("Search the help"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._list_topics)
        self.list = self._make_list()
        self.page = self._make_page()
        self._arrange()
        self._list_topics("")
        self.show_topic(FIRST_TOPIC)
        for keys in ("Esc", "Ctrl+W"):
            QShortcut(QKeySequence(keys), self, self.close)
        QShortcut(QKeySequence.StandardKey.Find, self, self.search.setFocus)

    @property
    def topic(self) -> str:
        """The topic that is shown."""
        return self._topic

    def show_topic(self, key: str) -> None:
        """Show the page of a topic, from the topic's heading on."""
        page = page_of(self._pages, key)
        topic = page.topic(key) or page.topics[0]
        if key != self._topic:
            self._topic = topic.key
            self.page.setMarkdown(page.text)
            self._space_out()
        self._scroll_to(page, topic)
        self._select(topic.key)

    def _arrange(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(8, 8, 0, 8)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        split = QSplitter()
        split.addWidget(left)
        split.addWidget(self.page)
        split.setSizes([_LIST_PX, _SIZE_PX[0] - _LIST_PX])
        split.setStretchFactor(1, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(split)
        self.resize(*_SIZE_PX)

    def _make_list(self) -> QTreeWidget:
        topics = QTreeWidget()
        topics.setHeaderHidden(True)
        topics.setAccessibleName(tr("Topics of the help"))
        topics.currentItemChanged.connect(self._on_chosen)
        return topics

    def _make_page(self) -> QTextBrowser:
        page = QTextBrowser()
        page.setAccessibleName(tr("Page of the help"))
        page.setOpenLinks(False)
        page.setFrameShape(QTextBrowser.Shape.NoFrame)
        page.document().setDocumentMargin(_MARGIN_PX)
        page.setWordWrapMode(QTextOption.WrapMode.WordWrap)
        return page

    def _space_out(self) -> None:
        """Give paragraphs air and code its colour: Markdown has no look of its own."""
        code = active_theme().colour("hover")
        cursor = QTextCursor(self.page.document())
        block = self.page.document().begin()
        while block.isValid():
            cursor.setPosition(block.position())
            look = block.blockFormat()
            look.setTopMargin(14 if look.headingLevel() > 1 else 4)
            look.setBottomMargin(4)
            look.setLineHeight(_LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            cursor.setBlockFormat(look)
            _shade_code(block, cursor, code)
            block = block.next()

    def _list_topics(self, words: str) -> None:
        shown = [page for page in self._pages if page.says(words)]
        self.list.blockSignals(True)
        self.list.clear()
        for page in shown:
            top = _item(page.topics[0])
            top.addChildren([_item(topic) for topic in page.topics[1:]])
            self.list.addTopLevelItem(top)
            top.setExpanded(bool(words))
        self.list.blockSignals(False)
        if words and shown:
            self.show_topic(shown[0].topics[0].key)
            self.page.find(words.split(maxsplit=1)[0])

    def _select(self, key: str) -> None:
        self.list.blockSignals(True)
        for number in range(self.list.topLevelItemCount()):
            top = self.list.topLevelItem(number)
            items = [] if top is None else [top, *(top.child(row) for row in range(top.childCount()))]
            for item in items:
                if item is not None and item.data(0, _TOPIC) == key:
                    self.list.setCurrentItem(item)
        self.list.blockSignals(False)

    def _on_chosen(self, item: QTreeWidgetItem | None, _before: object) -> None:
        if item is not None:
            self.show_topic(item.data(0, _TOPIC))

    def _scroll_to(self, page: HelpPage, topic: HelpTopic) -> None:
        """Bring a topic's heading to the top: Markdown gives headings no anchors, so it is found by its number."""
        wanted = [one.key for one in page.topics].index(topic.key)
        block, found = self.page.document().begin(), -1
        while block.isValid():
            found += block.blockFormat().headingLevel() > 0
            if found == wanted:
                break
            block = block.next()
        top = self.page.document().documentLayout().blockBoundingRect(block).top() if wanted else 0
        self.page.verticalScrollBar().setValue(int(top))


def _item(topic: HelpTopic) -> QTreeWidgetItem:
    item = QTreeWidgetItem([topic.title])
    item.setData(0, _TOPIC, topic.key)
    return item


def _shade_code(block: QTextBlock, cursor: QTextCursor, colour: QColor) -> None:
    """Put a ground behind what Markdown set in a fixed pitch, in the program's own type: it has every character."""
    spans = [part.fragment() for part in block]  # type: ignore[attr-defined]  # the stubs do not know its iterator
    for span in spans:
        look = span.charFormat()
        if look.fontFixedPitch():
            look.setBackground(colour)
            look.setFontFamilies(list(FONT_FAMILIES))
            cursor.setPosition(span.position())
            cursor.setPosition(span.position() + span.length(), QTextCursor.MoveMode.KeepAnchor)
            cursor.setCharFormat(look)
