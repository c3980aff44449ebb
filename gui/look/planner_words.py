"""What the planner says, in the user's language: finished English sentences matched against known patterns.

The planner knows no window and speaks English: errors, reasons, explanations, warnings, names of parts. The table of
translations holds each of its sentences as a template with ``{0}``, ``{1}`` where it puts a value in (see
``packaging/translations.py``). A sentence is matched against these templates, its values are translated in turn, and
the translated template is filled. What matches nothing stays English: names, sources, numbers.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from xml.etree import ElementTree as ET

from PySide6.QtCore import QCoreApplication

from gui.look.language import SOURCE_LANGUAGE, language_in_use, table_path
from gui.look.words import CONTEXT, mark, tr
from planner.errors import PlannerError
from planner.plan_result import Blocked

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
    *(mark("this plan"), mark("knee"), mark("entered in this plan"), mark("node design"), mark("price")),
)
_HOLE: Final = re.compile(r"\{(\d+)\}")
_WORD: Final = re.compile(r"[A-Za-z]{2,}")
_SENTENCE_END: Final = re.compile(r"(?<=[.!?]) (?=\S)")
_JOINTS: Final = (": ", "; ", ", ", " + ", " = ", " · ")
_LEAST_LETTERS: Final = 5  # a template with fewer letters of its own fits almost any sentence: only inside others
_SURE_LETTERS: Final = 15  # a template with so many letters of its own fits no other sentence
_ENUMERATED: Final = (", then ", " + ", ", ")
_TELLING_JOINTS: Final = frozenset({", then "})  # joints that say something, and are translated
_ADDED: Final = (" + ", " ")  # what an addend or a sentence begins with where the planner puts it behind another
COMPOSED: Final = (mark("It would end {0} days {1} and {2} M {3} {4}."),)  # sentences that it puts together from parts
_DEEPEST: Final = 6
_LONGEST_PIECED: Final = 400


@dataclass(frozen=True, slots=True)
class _Template:
    """One sentence of the planner with holes, and its translation with the same holes."""

    patterns: tuple[re.Pattern[str], ...]  # with values as short, and as long, as can be
    anchor: str
    letters: int
    holes: tuple[str, ...]
    shown: str

    def values(self, text: str) -> Iterator[dict[str, str]]:
        """Give what may stand in each hole; nothing where the text is no such sentence."""
        if self.anchor in text:
            found = (pattern.fullmatch(text) for pattern in self.patterns)
            for groups in dict.fromkeys(match.groups() for match in found if match is not None):
                yield dict(zip(self.holes, groups, strict=True))


def said(text: str) -> str:
    """Return what the planner said, or a word of its data, in the language in use; English where it is unknown."""
    language = language_in_use()
    return text if language == SOURCE_LANGUAGE or not text else _said(str(text), language, 0)


def blocked_words(block: Blocked) -> str:
    """Return what is blocked and why; the subject is not said twice."""
    if block.reason.startswith(block.subject):
        return said(block.reason)
    return f"{said(block.subject)}: {said(block.reason)}"


def failure_words(error: Exception) -> str:
    """Return why background work failed: the planner's own sentence, or that the fault is the program's."""
    if isinstance(error, PlannerError):
        return said(str(error))
    return tr("Chipfolio met a fault of its own and has no answer; the plan is unharmed. ({error})", error=str(error))


@lru_cache(maxsize=8192)
def _said(text: str, language: str, depth: int) -> str:
    """Translate a text; ``depth`` counts the sentences of the planner that it stands inside of."""
    if not _WORD.search(text) or depth > _DEEPEST:
        return text
    exact = _exact(text, language)
    if exact is not None:
        return exact
    pieces = _pieces_of(text) if depth else None
    if pieces is not None:  # an enumeration inside a sentence: a template would take its ends for one value
        shown = [
            piece if piece in _JOINTS else _said(piece, language, depth if piece in _TELLING_JOINTS else depth + 1)
            for piece in pieces
        ]
        if all(new != old for new, old in zip(shown, pieces, strict=True) if _WORD.search(old)):
            return "".join(shown)
    best, least = text, len(_WORD.findall(text))
    listed = ["".join(shown)] if pieces is not None else []  # names stay as they are; what joins them is translated
    for candidate in (*_candidates(text, language, depth), *listed):
        left = len(_WORD.findall(candidate))
        if left < least:
            best, least = candidate, left
    return best


def _pieces_of(text: str) -> list[str] | None:
    """Return an enumeration's pieces with their joints between them, brackets kept whole; None where it is none."""
    pieces, start, open_brackets = [], 0, 0
    for place, letter in enumerate(text):
        open_brackets += (letter == "(") - (letter == ")")
        joint = next((one for one in _ENUMERATED if text.startswith(one, place)), None) if not open_brackets else None
        if joint is not None and place >= start:
            pieces += [text[start:place], joint]
            start = place + len(joint)
    return [*pieces, text[start:]] if pieces else None


def _exact(text: str, language: str) -> str | None:
    words = text.replace("-", " ").replace("_", " ")
    for form in dict.fromkeys((text, words, words[:1].lower() + words[1:])):
        found = _table(language)[0].get(form)
        if found is not None:
            return found
        shown = QCoreApplication.translate(CONTEXT, form)
        if shown != form:
            return shown
    return None


def _candidates(text: str, language: str, depth: int) -> Iterator[str]:
    """Give translations from the most to the least fitting: by a template, sentence by sentence, piece by piece."""
    if "\n" in text:
        yield "\n".join(_said(line, language, depth) for line in text.split("\n"))
        return
    plain, templates = _table(language)
    for template in templates:
        if not depth and template.letters < _LEAST_LETTERS:
            break  # the others have fewer still
        fits = False
        for values in template.values(text):
            fits = fits or not any(_SENTENCE_END.search(value) for value in values.values())
            filled = {hole: _said(value, language, depth + 1) for hole, value in values.items()}
            yield _HOLE.sub(lambda match: filled[match[1]], template.shown)  # noqa: B023 - used up at once
        if fits and template.letters >= _SURE_LETTERS:
            return
    opening = next((one for one in _openers(language) if text.startswith(one)), None)
    if opening is not None:
        yield plain[opening] + _said(text[len(opening) :], language, depth + 1)
    sentences = _SENTENCE_END.split(text)
    if len(sentences) > 1:
        yield "".join(_spaced(_said(sentence, language, depth)) for sentence in sentences).rstrip()
    yield from _piecewise(text, language, depth)


def _piecewise(text: str, language: str, depth: int) -> Iterator[str]:
    inside = re.fullmatch(r"(.*?) ?\((.*)\)(\W*)", text)
    if inside:
        before, within = (_said(part, language, depth) for part in inside.groups()[:2])
        yield f"{before} ({within}){inside[3]}"
    for joint in _JOINTS if len(text) <= _LONGEST_PIECED else ():  # each joint is one call deeper
        head, found, tail = text.partition(joint)
        if found:
            yield f"{_said(head, language, depth)}{joint}{_said(tail, language, depth)}"


def _spaced(sentence: str) -> str:
    """Return a sentence with a space behind it, where its own full stop brings none."""
    return sentence if sentence.endswith(("。", "；")) else f"{sentence} "


@lru_cache(maxsize=4)
def _openers(language: str) -> tuple[str, ...]:
    """Return the beginnings of sentences that the planner completes: plain texts that end in a space."""
    found = (source for source in _table(language)[0] if source.endswith(" "))
    return tuple(source for source in found if sum(letter.isalpha() for letter in source) >= _SURE_LETTERS)


@lru_cache(maxsize=4)
def _table(language: str) -> tuple[dict[str, str], tuple[_Template, ...]]:
    """Return the plain sentences and the templates of a language, those with most words of their own first."""
    plain: dict[str, str] = {}
    templates: list[_Template] = []
    for source, shown in (*_with_bare_addends(_messages(language)), *_composed()):
        if _HOLE.search(source):
            templates.append(_template(source, shown))
        else:
            plain[source] = shown
    templates.sort(key=lambda template: -template.letters)
    return plain, tuple(templates)


def _messages(language: str) -> Iterator[tuple[str, str]]:
    tree = ET.parse(table_path(language))  # noqa: S314 - the program's own file
    for context in tree.iter("context"):
        if context.findtext("name") == PLANNER_CONTEXT:
            for message in context.iter("message"):
                shown = message.findtext("translation")
                if shown:
                    yield message.findtext("source") or "", shown


def _with_bare_addends(messages: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Give every message, and of what is put behind another what is left without the sign: texts are split there."""
    for source, shown in messages:
        yield source, shown
        sign = next((one for one in _ADDED if source.startswith(one)), "")
        if sign and (source.endswith(".") or _HOLE.search(source)):
            yield source.removeprefix(sign), shown.removeprefix(sign)


def _composed() -> Iterator[tuple[str, str]]:
    for source in COMPOSED:
        shown = QCoreApplication.translate(CONTEXT, source)
        if shown != source:
            yield source, shown


def _template(source: str, shown: str) -> _Template:
    pieces = _HOLE.split(source)
    literals, holes = pieces[::2], pieces[1::2]
    patterns = tuple(
        re.compile(hole.join(re.escape(literal) for literal in literals), re.DOTALL)
        for hole in (("(.*?)", "(.*)") if len(holes) > 1 else ("(.*)",))
    )
    anchor = max(literals, key=len)
    letters = sum(letter.isalpha() for literal in literals for letter in literal)
    return _Template(patterns, anchor, letters, tuple(holes), shown)
