"""What the export rules say of a plan's devices."""

from planner import causes as c
from planner.english.phrases import Words
from planner.sentences import listed, sentence


def _export_control(cause: c.ExportControl) -> str:
    effects = {"": "not covered by the rules held here"}
    parts = (sentence("{}: {}", effects.get(effect, effect), listed(", ", names)) for effect, names in cause.findings)
    return sentence("Export rules at {}, by arithmetic and not legal advice: {}.", cause.site, listed("; ", parts))


WORDS: Words = {
    c.BarredDevicesPlanned: lambda cause: sentence(
        "{}: under a presumption of denial at {} by the arithmetic of the export rules ({}, {}, {}); choose "
        "other devices, or mark them as available where you know better.",
        listed(", ", cause.names),
        cause.site,
        cause.rule,
        cause.date,
        cause.source,
    ),
    c.ExportControl: _export_control,
}
