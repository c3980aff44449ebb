"""English words for causes, a file a family: what the command line, reports and JSON say. The window has its own."""

from planner import causes as c
from planner.english import events, export_control, joined_ways, no_number, plan_remarks, timetable
from planner.english.phrases import Words, barred_words, mark_words, units_words
from planner.sentences import Sentence, sentence

__all__ = ["barred_words", "mark_words", "remark", "units_words", "words"]

_WORDS: Words = {
    c.Worded: lambda cause: cause.words,
    **events.WORDS,
    **export_control.WORDS,
    **joined_ways.WORDS,
    **no_number.WORDS,
    **plan_remarks.WORDS,
    **timetable.WORDS,
}


def remark(cause: c.Cause) -> c.Remark:
    """Return a cause with its words, as results hold it."""
    known = c.document(cause)
    return c.Remark(words=words(cause), code=known.pop("code"), data=known)


def words(cause: c.Cause) -> Sentence:
    """Return the sentence of a cause, which carries the cause along."""
    said = _WORDS[type(cause)](cause)
    return sentence("{}", said, cause=cause)
