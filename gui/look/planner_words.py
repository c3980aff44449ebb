"""What the planner says, in the user's language: its sentences are values, worded here from what they were made of.

The planner knows no window. Its errors, reasons, explanations and remarks are sentences that keep their message and the
values in it (``planner.sentences``); the table of translations holds each message as a template with ``{0}``, ``{1}``
(see ``tools/translations.py``). The message is looked up, its values are said in turn, and the translated template is
filled. No sentence is read back: a text without a message is a word of data, looked up as it is, and what nothing is
known of stays as it is: names, sources, numbers.
"""

from functools import lru_cache
from typing import Final
from xml.etree import ElementTree as ET

from PySide6.QtCore import QCoreApplication

from gui.look.formats import estimated, money, si
from gui.look.language import SOURCE_LANGUAGE, language_in_use, table_path
from gui.look.words import CONTEXT, close_up, mark, named, tr
from planner.catalogue.estimates import is_marked
from planner.catalogue.offers import Money
from planner.causes import Cause
from planner.english import words
from planner.errors import PlannerError
from planner.plan_result import Blocked
from planner.sentences import Amount, Listed, Sentence, refilled

PLANNER_CONTEXT: Final = "planner"
# What the planner uses as keys and the window shows as words.
DATA_WORDS: Final = (
    *(
        mark("supplier"),
        mark("jurisdiction"),
        mark("foundry"),
        mark("network"),
        mark("unknown"),
        mark("tokens"),
        mark("days"),
    ),
    *(mark("compute"), mark("recompute"), mark("bubble"), mark("optimiser"), mark("overhead"), mark("migration")),
    *(mark("activations"), mark("buffers"), mark("gradients"), mark("reserve"), mark("weights"), mark("porting")),
    *(mark("energy"), mark("rent"), mark("purchase"), mark("saving"), mark("cost"), mark("none"), mark("internal")),
    *(mark("cost per trillion tokens"), mark("tokens per s"), mark("plan"), mark("baseline"), mark("Plan")),
    *(mark("term"), mark("currency"), mark("run cost"), mark("share"), mark("subject"), mark("figure"), mark("source")),
    *(mark("note"), mark("pool"), mark("part"), mark("memory"), mark("capacity"), mark("capacity share"), mark("time")),
    *(mark("layer"), mark("name"), mark("HHI"), mark("effective"), mark("retention"), mark("retention without")),
    *(mark("fleet"), mark("nodes"), mark("largest"), mark("run"), mark("evidence"), mark("MFU"), mark("goodput")),
    *(mark("formula"), mark("sequences"), mark("device-hour"), mark("earlier"), mark("later")),
    *(mark("kind"), mark("way"), mark("from"), mark("to"), mark("without")),
    *(mark("dispatcher"), mark("fabric"), mark("host"), mark("yes"), mark("no"), mark("mean"), mark("peak")),
    *(mark("this plan"), mark("knee"), mark("entered in this plan"), mark("node design"), mark("price")),
    *(mark("Pipeline"), mark("Domain")),
    *(mark("scenario"), mark("probability share"), mark("overrun"), mark("extra"), mark("unit"), mark("planned")),
    *(mark("figure at low"), mark("figure at high"), mark("x factor"), mark("y factor"), mark("flip share")),
    *(mark("CO2-equivalent"), mark("text")),
    *(mark("estimated"), mark("shares of tokens")),
    *(mark("process node"), mark("hbm supplier"), mark("tokens per s per device")),
    # Why the system refuses a file, as Python words it.
    *(mark("No such file or directory"), mark("Permission denied"), mark("Is a directory"), mark("Not a directory")),
    *(mark("No space left on device"), mark("Read-only file system"), mark("File name too long")),
    *(mark("Input/output error"), mark("Disk quota exceeded")),
)
_ALONE: Final = "{0} alone"  # of a baseline: one accelerator that does the whole run
_FULL_STOPS: Final = ("。", "；")  # that need no space behind them


def said(text: str) -> str:
    """Return what the planner said, or a word of its data, in the language in use; English where it is unknown."""
    language = language_in_use()
    return text if language == SOURCE_LANGUAGE or not text else _said(text, language)


def blocked_words(block: Blocked) -> str:
    """Return what is blocked and why; the subject is not said twice."""
    if block.names_subject:
        return said(block.reason)
    return named(said(block.subject), said(block.reason))


def cause_words(cause: Cause) -> str:
    """Return what a cause says: its message in the language in use, filled from its data."""
    return said(words(cause))


def failure_words(error: Exception) -> str:
    """Return why background work failed: the planner's own sentence, or that the fault is the program's."""
    if isinstance(error, PlannerError):
        return said(str(error))
    return tr("Chipfolio met a fault of its own and has no answer; the plan is unharmed. ({error})", error=str(error))


def _said(text: str, language: str) -> str:
    if not isinstance(text, Sentence):
        return _looked_up(text, language) or _kept_name(text, language) or text
    if isinstance(text, Amount):
        return _amount_words(text)
    message = _looked_up(text.message, language)
    parts = [_said(part, language) for part in text.filled]
    if isinstance(text, Listed):
        return _in_a_row(text.message if message is None else message, parts)
    return close_up(refilled(text, parts) if message is None else message.format(*parts))


def _kept_name(text: str, language: str) -> str | None:
    """Return the name of a baseline, which a plan keeps as plain words; None for any other text."""
    name = text.removesuffix(_ALONE.format(""))
    message = _looked_up(_ALONE, language)
    return None if name == text or message is None else message.format(name)


def _amount_words(text: Amount) -> str:
    """Return an amount as every other figure beside it is written: in 万 and 亿 where a board reads it."""
    shown = money(Money(amount=text.value, currency=text.unit)) if text.unit else si(text.value)
    return estimated(shown, is_marked(text))


def _in_a_row(separator: str, parts: list[str]) -> str:
    """Return the parts with a separator between them, and no space where a full stop brings none."""
    whole = parts[0] if parts else ""
    for part in parts[1:]:
        own = "" if separator == " " and whole.endswith(_FULL_STOPS) else separator
        whole = f"{whole}{own}{part.removeprefix(' ') if whole.endswith(_FULL_STOPS) else part}"
    return whole


def _looked_up(text: str, language: str) -> str | None:
    """Return the translation of a message or a word of data, however it is capitalised; None where there is none."""
    if not text:  # Qt answers an empty text with the table's own header
        return None
    plain = text.replace("-", " ").replace("_", " ")
    for form in dict.fromkeys((text, plain, plain[:1].lower() + plain[1:])):
        found = _messages(language).get(form)
        if found is not None:
            return found
        shown = QCoreApplication.translate(CONTEXT, form)
        if shown != form:
            return shown
    return None


@lru_cache(maxsize=4)
def _messages(language: str) -> dict[str, str]:
    """Return the planner's messages with their translations."""
    found: dict[str, str] = {}
    for context in ET.parse(table_path(language)).iter("context"):  # noqa: S314 - the program's own file
        if context.findtext("name") == PLANNER_CONTEXT:
            for message in context.iter("message"):
                shown = message.findtext("translation")
                if shown:
                    found[message.findtext("source") or ""] = shown
    return found
