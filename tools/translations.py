"""Bring resources/translations up to date: extract every text, keep what is translated, compile, list what is missing.

``python tools/translations.py`` rewrites the table of each language (.ts, for Qt Linguist or an editor), compiles
it (.qm) and exits with 1 while anything is untranslated; ``--check`` only looks. Its contexts:

- ``gui``: what stands in ``tr("...")`` and ``mark("...")`` in gui/.
- ``planner``: sentences, f-strings and the words of enumerations in planner/ as templates with ``{0}``, ``{1}`` for
  their values, and the names and notes of the shipped offers, examples, recipes and export rules. Rooms that
  the window never quotes are left out.
- those of Qt's own dialogues whose words its table lacks.

It needs the development install, for Qt's lrelease.
"""

import argparse
import ast
import csv
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

ROOT: Final = Path(__file__).resolve().parent.parent
TABLES: Final = ROOT / "resources" / "translations"
LANGUAGES: Final = ("zh_CN",)
# Words of Qt's own dialogues that its table of a language lacks: they are asked of ours after it.
OF_QT: Final = {"QFileDialog": ("&Look in:", "Files of &type:")}
MARKERS: Final = frozenset({"tr", "mark"})
# Never quoted by the window: the command line and its tables, validation, exported files, checks of
# the shipped data themselves.
_LEFT_OUT: Final = (
    "command_line",
    "exports",
    "validation",
    "__main__.py",
    "examples.py",
    "pinned_layout.py",
    "weightless.py",
    "migrations",
)
# Keys and names of parts, which the window never quotes; only what is raised there is shown.
_REFUSALS_ALONE: Final = frozenset(
    {"mixers", "channel_mixers", "kept_activations.py", "residual.py", "bands.py", "calibration.py"}
)
# Of launch files and of tables of runs and shapes, which are English, the window quotes why one is refused, and the
# parts that a refusal names.
_SENTENCES_ALONE: Final = frozenset({"launching", "published_runs", "shape_files.py"})
_NAMES_OF_PARTS: Final = frozenset({"megatron_stack.py"})
# Enumerations of facts and forms that only the command line takes and says, or nobody.
_KEYS: Final = frozenset(
    {"Dispatcher", "Fabric", "Host", "CostRole", "Form", "Better", "SizeIs", "LimitKind", "VerdictKind"}
)
_CODE: Final = re.compile(r"\\[a-z]|\w ?\| ?\w|^[a-z]+ = |^_|[a-z]_[a-z]+\(|^[^ ]*\||^[a-z]+:\{")
_SQL: Final = re.compile(r"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|DROP|ALTER|PRAGMA|VACUUM|GRANT|REVOKE)\b")
_HOLE: Final = re.compile(r"\{[^{}]*\}")  # of a template that ``planner.sentences`` fills, in order
_WORD: Final = re.compile(r"[A-Za-z]{2,}")
_WORDY_KEYS: Final = frozenset({"name", "notes", "note", "title", "text", "conditions", "site", "stack_release"})
_ASSUMED: Final = ("assumed", "entered", "derived: ")  # sources that are no citation but a remark


def gui_texts(root: Path) -> Iterator[str]:
    """Give every literal that is translated by the window's own functions, in the order of files and lines."""
    for path in sorted((root / "gui").rglob("*.py")):
        module = path.read_text(encoding="utf-8")
        if not any(f"{marker}(" in module for marker in MARKERS):
            continue
        calls = [node for node in ast.walk(ast.parse(module)) if isinstance(node, ast.Call) and _is_marker(node)]
        for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
            text = call.args[0] if call.args else None
            if isinstance(text, ast.Constant) and isinstance(text.value, str) and text.value:
                yield text.value


def planner_texts(root: Path) -> Iterator[str]:
    """Give the templates of the planner's sentences and the words of its data."""
    for path in sorted((root / "planner").rglob("*.py")):
        rooms = path.relative_to(root / "planner").parts
        if path.name in _SENTENCES_ALONE or any(room in _SENTENCES_ALONE for room in rooms):
            yield from _launch_texts(_tree(path), names=path.name in _NAMES_OF_PARTS)
        elif not any(room in _LEFT_OUT for room in rooms):
            yield from _texts_of_module(_tree(path), refusals_alone=any(room in _REFUSALS_ALONE for room in rooms))
    yield from (
        text for text in _sentences(_tree(root / "gui" / "document" / "edits.py")) if _is_shown(text)
    )  # kept in the plan
    with (root / "resources" / "catalogue" / "offers.csv").open(encoding="utf-8", newline="") as offers:
        yield from (row["label"] for row in csv.DictReader(offers))
    resources = root / "resources"
    yield from _data_texts(tomllib.loads((resources / "calibration" / "recipes.toml").read_text(encoding="utf-8")))
    scenarios = tomllib.loads((resources / "risk" / "scenarios.toml").read_text(encoding="utf-8"))["scenarios"]
    for row in scenarios:  # made out for a supplier, a stack or a currency
        yield row["name"].replace("{target}", "{0}")
        yield from (
            text for key in ("source", "source_abroad") if (text := row.get(key, "")).startswith("stated assumption")
        )
    for row in tomllib.loads((resources / "mixing" / "published_mixes.toml").read_text(encoding="utf-8"))["mixes"]:
        yield row["what"] if "check" in row else row["reason"]
    for path in (*sorted(resources.rglob("*rules*.toml")), *sorted((resources / "examples").glob("*.toml"))):
        yield from _data_texts(tomllib.loads(path.read_text(encoding="utf-8")))


def _texts_of_module(tree: ast.Module, *, refusals_alone: bool) -> Iterator[str]:
    if refusals_alone:
        raised: list[ast.stmt] = [node for node in ast.walk(tree) if isinstance(node, ast.Raise)]
        tree = ast.Module(raised, [])
    yield from (text for text in _sentences(tree) if _is_shown(text))
    if not refusals_alone:
        yield from _enumerated(tree)


def _launch_texts(tree: ast.Module, *, names: bool) -> Iterator[str]:
    """Give what is a sentence by its own word, and the names of parts where a module is made of them."""
    calls = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "sentence"
    ]
    said = [call.args[0] for call in calls if call.args]
    yield from (text for node in said if isinstance(node, ast.Constant) and (text := _template(node)) is not None)
    if names:
        yield from (text for text in _sentences(tree) if _is_shown(text))


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _is_marker(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id in MARKERS


def _sentences(tree: ast.Module) -> list[str]:
    """Return the string literals of a module as templates, docstrings and parts of f-strings aside."""
    whole = list(ast.walk(tree))
    inside = {id(node) for found in whole for node in _not_shown(found)}
    nodes = [node for node in whole if isinstance(node, ast.JoinedStr | ast.Constant) and id(node) not in inside]
    nodes.sort(key=lambda node: (node.lineno, node.col_offset))
    return [text for node in nodes if (text := _template(node)) is not None]


def _not_shown(node: ast.AST) -> Iterable[ast.AST]:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return [node.value]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "Thread":
        return [named.value for named in node.keywords if named.arg == "name"]
    if isinstance(node, ast.JoinedStr):
        return [part for part in ast.walk(node) if part is not node and _is_piece(part, node)]
    return []


def _is_piece(part: ast.AST, whole: ast.JoinedStr) -> bool:
    """Whether a node is a literal piece of an f-string; sentences inside its values stand on their own."""
    formats = [value.format_spec for value in ast.walk(whole) if isinstance(value, ast.FormattedValue)]
    return part in whole.values or any(found is not None and part in ast.walk(found) for found in formats)


def _template(node: ast.JoinedStr | ast.Constant) -> str | None:
    if isinstance(node, ast.Constant):
        return _numbered(node.value) if isinstance(node.value, str) else None
    pieces, holes = [], 0
    for value in node.values:
        if isinstance(value, ast.Constant):
            pieces.append(str(value.value))
        else:
            pieces.append(f"{{{holes}}}")
            holes += 1
    return "".join(pieces)


def _numbered(text: str) -> str:
    """Return a template with its holes numbered in their order, as the holes of f-strings are."""
    numbers = count()
    return _HOLE.sub(lambda _: f"{{{next(numbers)}}}", text)


def _is_shown(text: str) -> bool:
    """Whether a literal reads like words for people: some, with a space, and no code among them."""
    words = _WORD.findall(re.sub(r"\{\d+\}", " ", text))
    return " " in text and bool(words) and not _CODE.search(text) and not _SQL.match(text)


def _enumerated(tree: ast.Module) -> Iterator[str]:
    for found in tree.body:
        if not isinstance(found, ast.ClassDef) or found.name in _KEYS:
            continue
        if any(getattr(base, "id", "") == "StrEnum" for base in found.bases):
            for line in found.body:
                if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant):
                    word = str(line.value.value).replace("-", " ")
                    if _WORD.search(word):
                        yield word


def _data_texts(value: object, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inside in value.items():
            yield from _data_texts(inside, name)
    elif isinstance(value, list):
        for inside in value:
            yield from _data_texts(inside, key)
    elif isinstance(value, str) and (key in _WORDY_KEYS or value.startswith(_ASSUMED)) and " " in value:
        yield value


def texts_of(root: Path) -> dict[str, list[str]]:
    """Return the texts of each context, each once."""
    own = {"gui": list(dict.fromkeys(gui_texts(root))), "planner": list(dict.fromkeys(planner_texts(root)))}
    return own | {context: list(texts) for context, texts in OF_QT.items()}


def translated_in(path: Path) -> dict[tuple[str, str], str]:
    """Return what a table has translated, by context and source."""
    if not path.is_file():
        return {}
    found = {}
    for context in ET.parse(path).iter("context"):  # noqa: S314 - our own file
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            shown = message.findtext("translation")
            if shown:
                found[name, message.findtext("source") or ""] = shown
    return found


def table_text(language: str, texts: dict[str, list[str]], known: dict[tuple[str, str], str]) -> str:
    """Return a table in Qt Linguist's format; what has no translation is marked as unfinished."""
    tree = ET.Element("TS", version="2.1", language=language, sourcelanguage="en")
    for name, sources in texts.items():
        context = ET.SubElement(tree, "context")
        ET.SubElement(context, "name").text = name
        for source in sources:
            message = ET.SubElement(context, "message")
            ET.SubElement(message, "source").text = source
            shown = ET.SubElement(message, "translation")
            shown.text = known.get((name, source))
            if not shown.text:
                shown.set("type", "unfinished")
    ET.indent(tree, "    ")
    body = ET.tostring(tree, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n'


def compile_table(path: Path) -> None:
    """Compile a table beside itself with Qt's lrelease."""
    import PySide6  # noqa: PLC0415 - only compiling needs it

    tool = next(Path(PySide6.__file__).parent.glob("lrelease*"))
    subprocess.run([tool, "-silent", path, "-qm", path.with_suffix(".qm")], check=True)  # noqa: S603 - our own file


def main() -> int:
    """Update, or with --check only compare, the tables of all languages."""
    parser = argparse.ArgumentParser(description="Bring resources/translations up to date.")
    parser.add_argument("--check", action="store_true", help="change nothing, only list what is missing or obsolete")
    options = parser.parse_args()
    texts = texts_of(ROOT)
    wanted = {(name, source) for name, sources in texts.items() for source in sources}
    missing = 0
    for language in LANGUAGES:
        path = TABLES / f"chipfolio_{language}.ts"
        known = translated_in(path)
        for name, source in (pair for pair in known if pair not in wanted):
            sys.stdout.write(f"{language} {name}, obsolete: {source!r}\n")
        for name, sources in texts.items():
            untranslated = [source for source in sources if (name, source) not in known]
            missing += len(untranslated)
            sys.stdout.writelines(f"{language} {name}, untranslated: {source!r}\n" for source in untranslated)
        if not options.check:
            path.write_text(table_text(language, texts, known), encoding="utf-8")
            compile_table(path)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
