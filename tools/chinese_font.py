"""Make the shipped Chinese fonts: Noto Sans CJK SC cut down to the characters that people here meet.

``python tools/chinese_font.py REGULAR.ttc BOLD.ttc`` writes resources/fonts/ChipfolioHan-*.otf. The sources are
NotoSansCJK-Regular.ttc and NotoSansCJK-Bold.ttc of https://github.com/googlefonts/noto-cjk (Debian: fonts-noto-cjk),
under the SIL Open Font License; as a changed version the result bears a name of its own. It holds every character of
resources/translations and resources/help, and the 3,755 of the first level of GB 2312, so that a plan may be named in
Chinese; what is rarer comes from the system's fonts. Needs ``pip install fonttools``; a test tells when a translation
uses a new one.
"""

import sys
from pathlib import Path
from typing import Final

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

ROOT: Final = Path(__file__).resolve().parent.parent
FAMILY: Final = "Chipfolio Han"
SIMPLIFIED: Final = "Noto Sans CJK SC"
_FAMILY_NAMES: Final = (1, 16)  # of the OpenType table of names: family, typographic family
_FULL_NAMES: Final = (3, 4, 6)  # unique, full and PostScript name
_LEVEL_1_ROWS: Final = range(0xB0, 0xD8)
_CELLS: Final = range(0xA1, 0xFF)


def characters() -> set[str]:
    """Return the characters that the font has to hold."""
    tables = sorted(
        [*(ROOT / "resources" / "translations").glob("*.ts"), *(ROOT / "resources" / "help").glob("zh_CN/*.md")]
    )
    used = {letter for table in tables for letter in table.read_text(encoding="utf-8") if not letter.isascii()}
    common = (bytes((row, cell)).decode("gb2312", "ignore") for row in _LEVEL_1_ROWS for cell in _CELLS)
    return used | {letter for text in common for letter in text}


def cut(collection: Path, style: str, letters: set[str]) -> Path:
    """Write one weight with these characters only; return where."""
    font = next(one for one in TTCollection(collection).fonts if one["name"].getBestFamilyName() == SIMPLIFIED)
    options = subset.Options(
        layout_features=["kern", "halt", "vert"], hinting=False, name_IDs=["*"], notdef_outline=True
    )
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(letter) for letter in letters])
    cutter.subset(font)
    _rename(font, style)
    path = ROOT / "resources" / "fonts" / f"{FAMILY.replace(' ', '')}-{style}.otf"
    font.save(path)
    return path


def _rename(font: TTFont, style: str) -> None:
    names = font["name"]
    for record in list(names.names):
        if record.nameID in _FAMILY_NAMES:
            names.setName(FAMILY, record.nameID, record.platformID, record.platEncID, record.langID)
        elif record.nameID in _FULL_NAMES:
            shown = f"{FAMILY} {style}" if record.nameID != max(_FULL_NAMES) else f"{FAMILY.replace(' ', '')}-{style}"
            names.setName(shown, record.nameID, record.platformID, record.platEncID, record.langID)
    top = font["CFF "].cff
    top.fontNames = [f"{FAMILY.replace(' ', '')}-{style}"]
    top.topDictIndex[0].FullName = f"{FAMILY} {style}"
    top.topDictIndex[0].FamilyName = FAMILY


def main() -> int:
    """Cut both weights."""
    regular, bold = (Path(argument) for argument in sys.argv[1:3])
    letters = characters()
    for source, style in ((regular, "Regular"), (bold, "Bold")):
        path = cut(source, style, letters)
        sys.stdout.write(f"{path.name}: {len(letters)} characters, {path.stat().st_size:,} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
