"""The help pages as they lie in resources/help, one folder for each language; the same topics in all of them.

A page is Markdown. A heading that ends in ``{#topic}`` is where help on that topic begins; the mark itself is not
shown.
"""

import re
from functools import cache
from pathlib import Path
from typing import Final

from msgspec import Struct

from gui.actions.action import ActionSpec, Menu
from gui.actions.action_specs import ACTIONS
from gui.look.language import SOURCE_LANGUAGE
from gui.look.words import mark, plain, tr
from planner.errors import BugError
from planner.resource_files import resource_path

FIRST_TOPIC: Final = "start"
ACTIONS_TOPIC: Final = "actions"
_HEADING: Final = re.compile(r"^(#{1,2}) (.+?) \{#([\w-]+)\}$", re.MULTILINE)
_ACTIONS_TITLE: Final = mark("Actions and shortcuts")


class HelpTopic(Struct, frozen=True, kw_only=True):
    """A heading of a page: the topic it is about, its words, its level (1 a page, 2 a part of one)."""

    key: str
    title: str
    level: int


class HelpPage(Struct, frozen=True, kw_only=True):
    """One page: its topics in their order, and its text in Markdown without the topics' marks."""

    topics: tuple[HelpTopic, ...]
    text: str

    @property
    def title(self) -> str:
        """The page's own heading."""
        return self.topics[0].title

    def topic(self, key: str) -> HelpTopic | None:
        """Return the topic of a key; None where the page has it not."""
        return next((topic for topic in self.topics if topic.key == key), None)

    def says(self, words: str) -> bool:
        """Return whether every one of some words occurs on the page."""
        text = self.text.lower()
        return all(word in text for word in words.lower().split())


def help_pages(language: str) -> tuple[HelpPage, ...]:
    """Return the pages in a language (English where it has none), and last the page of all actions."""
    return (*_written_pages(language), _actions_page())


def page_of(pages: tuple[HelpPage, ...], topic: str) -> HelpPage:
    """Return the page that a topic stands on; the first page for an unknown one."""
    return next((page for page in pages if page.topic(topic) is not None), pages[0])


@cache
def _written_pages(language: str) -> tuple[HelpPage, ...]:
    folder = resource_path("help", language)
    if not folder.is_dir():
        folder = resource_path("help", SOURCE_LANGUAGE)
    return tuple(_read(path) for path in sorted(folder.glob("*.md")))


def _read(path: Path) -> HelpPage:
    raw = path.read_text(encoding="utf-8")
    topics = tuple(HelpTopic(key=key, title=title, level=len(hashes)) for hashes, title, key in _HEADING.findall(raw))
    if not topics or topics[0].level != 1:
        raise BugError(f"The help page {path.name} does not begin with a heading of the first level; mend it.")
    return HelpPage(topics=topics, text=_HEADING.sub(r"\1 \2", raw))


def _actions_page() -> HelpPage:
    """Return the page of every action with its menu and shortcut, made from the table that the menus are made from."""
    title = tr(_ACTIONS_TITLE)
    lines = [f"# {title}", ""]
    for menu in Menu:
        lines += [f"## {plain(tr(menu.value))}", "", f"| {tr('Action')} | {tr('Keys')} | {tr('What it does')} |"]
        lines += ["| --- | --- | --- |", *(_row(spec) for spec in ACTIONS if spec.menu is menu), ""]
    return HelpPage(topics=(HelpTopic(key=ACTIONS_TOPIC, title=title, level=1),), text="\n".join(lines))


def _row(spec: ActionSpec) -> str:
    return f"| {plain(tr(spec.text)).rstrip('…')} | `{spec.shortcut}` | {tr(spec.tip)} |"
