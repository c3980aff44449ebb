"""The language of the window: the one that the user chose, or the system's; switched while the program runs."""

from enum import StrEnum
from pathlib import Path
from typing import ClassVar, Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from planner.resource_files import resource_path

SOURCE_LANGUAGE: Final = "en"


class LanguageChoice(StrEnum):
    """Which language the user asked for; a language is named as its files are."""

    SYSTEM = "system"
    ENGLISH = "en"
    CHINESE = "zh_CN"


class LanguageController(QObject):
    """Keeps the translators of one language on the application; Qt tells every window of a change.

    One controller per application. Numbers follow the language too, unless the system's own is asked for or speaks
    the same language: then they stay as the user's locale writes them.
    """

    active: ClassVar[str] = SOURCE_LANGUAGE

    def __init__(self, app: QCoreApplication, choice: LanguageChoice = LanguageChoice.SYSTEM) -> None:
        super().__init__(app)
        self._choice = choice
        self._translators: tuple[QTranslator, ...] = ()
        self._apply()

    @property
    def choice(self) -> LanguageChoice:
        """What the user asked for."""
        return self._choice

    def set_choice(self, choice: LanguageChoice) -> None:
        """Take another language; the windows hear of it by Qt's LanguageChange."""
        if choice is not self._choice:
            self._choice = choice
            self._apply()

    def _apply(self) -> None:
        language = language_of(self._choice, QLocale.system())
        QLocale.setDefault(locale_of(self._choice, language))
        for old in self._translators:
            QCoreApplication.removeTranslator(old)
            old.deleteLater()
        self._translators = ()
        LanguageController.active = language
        if language != SOURCE_LANGUAGE:
            self._translators = tuple(self._loaded(path) for path in _compiled(language))
            for translator in self._translators:
                QCoreApplication.installTranslator(translator)

    def _loaded(self, path: Path) -> QTranslator:
        translator = QTranslator(self)
        translator.load(str(path))
        return translator


def language_in_use() -> str:
    """Return the language of the window: ``en``, or the name of a table of translations."""
    return LanguageController.active


def language_of(choice: LanguageChoice, system: QLocale) -> str:
    """Return the language that a choice means on a system: Chinese in simplified characters, else English."""
    if choice is not LanguageChoice.SYSTEM:
        return choice.value
    for name in system.uiLanguages():
        wanted = QLocale(name)
        if wanted.language() is QLocale.Language.English:
            return SOURCE_LANGUAGE
        if wanted.language() is QLocale.Language.Chinese:  # the first one tells the script; a bare "zh" comes last
            simplified = wanted.script() is QLocale.Script.SimplifiedHanScript
            return LanguageChoice.CHINESE.value if simplified else SOURCE_LANGUAGE
    return SOURCE_LANGUAGE


def locale_of(choice: LanguageChoice, language: str) -> QLocale:
    """Return how numbers and dates are written: as the system does, unless another language was asked for."""
    system = QLocale.system()
    if choice is LanguageChoice.SYSTEM and system.language() is not QLocale.Language.C:
        return system
    wanted = QLocale(language)
    return system if system.language() is wanted.language() else wanted


def table_path(language: str) -> Path:
    """Return the table of translations of a language, as translators edit it."""
    return resource_path("translations", f"chipfolio_{language}.ts")


def _compiled(language: str) -> tuple[Path, ...]:
    """Return the compiled tables of a language: Qt's own words (buttons of dialogs), then the program's."""
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    return folder / f"qtbase_{language}.qm", table_path(language).with_suffix(".qm")
