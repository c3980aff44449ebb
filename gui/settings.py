"""What the window remembers between starts: a table of settings over one QSettings file."""

from pathlib import Path
from typing import Final, Generic, TypeVar, cast

import platformdirs
from msgspec import Struct
from PySide6.QtCore import QByteArray, QSettings

Value = TypeVar("Value")
APPLICATION: Final = "chipfolio"
RECENT_FILES_KEPT: Final = 8


class Setting(Struct, Generic[Value], frozen=True, kw_only=True):
    """One remembered thing: where it is kept, its type by its default, and the values it may take (all: None)."""

    key: str
    default: Value
    allowed: tuple[Value, ...] | None = None


THEME: Final = Setting(key="appearance/theme", default="system", allowed=("system", "light", "dark"))
LANGUAGE: Final = Setting(key="appearance/language", default="system", allowed=("system", "en", "zh_CN"))
GEOMETRY: Final = Setting(key="window/geometry", default=QByteArray())
COLUMNS: Final = Setting(key="window/columns", default=QByteArray())
CENTRE: Final = Setting(key="window/centre", default=QByteArray())
CATALOGUE_SPLIT: Final = Setting(key="window/catalogue", default=QByteArray())
RECENT_FILES: Final = Setting(key="files/recent", default=cast("tuple[str, ...]", ()))
LAST_FOLDER: Final = Setting(key="files/folder", default="")
TOUR_SEEN: Final = Setting(key="window/tour_seen", default="", allowed=("", "yes"))
CATALOGUE_COLUMNS: Final = Setting(key="window/catalogue_columns", default=cast("tuple[str, ...]", ()))
SCHEDULER: Final = Setting(key="exploring/scheduler", default="")
LIBRARY_ADDRESS: Final = Setting(key="library/address", default="")  # never with a password
CRASH_REPORT_SEEN: Final = Setting(key="crash/seen", default="")

ALL: Final[tuple[Setting[str] | Setting[QByteArray] | Setting[tuple[str, ...]], ...]] = (
    THEME,
    LANGUAGE,
    GEOMETRY,
    COLUMNS,
    CENTRE,
    CATALOGUE_SPLIT,
    RECENT_FILES,
    LAST_FOLDER,
    TOUR_SEEN,
    CATALOGUE_COLUMNS,
    SCHEDULER,
    LIBRARY_ADDRESS,
    CRASH_REPORT_SEEN,
)


class Settings:
    """Typed access to one settings file. What is unreadable or not allowed falls back to the default."""

    def __init__(self, path: Path | None = None) -> None:
        self._store = QSettings(str(path or default_path()), QSettings.Format.IniFormat)

    def read(self, setting: Setting[Value]) -> Value:
        """Return the remembered value, or the default."""
        raw = self._store.value(setting.key, None)
        value = _list_of(raw) if isinstance(setting.default, tuple) else raw
        if not isinstance(value, type(setting.default)):
            return setting.default
        if setting.allowed is not None and value not in setting.allowed:
            return setting.default
        return value

    def write(self, setting: Setting[Value], value: Value) -> None:
        """Remember a value."""
        self._store.setValue(setting.key, list(value) if isinstance(value, tuple) else value)

    def sync(self) -> None:
        """Write to disk what is not there yet."""
        self._store.sync()

    def add_recent_file(self, path: Path) -> None:
        """Put a plan file at the head of the recent ones."""
        text = str(path)
        others = tuple(other for other in self.read(RECENT_FILES) if other != text)
        self.write(RECENT_FILES, (text, *others)[:RECENT_FILES_KEPT])
        self.write(LAST_FOLDER, str(path.parent))


def _list_of(raw: object) -> tuple[str, ...]:
    """Return what QSettings gives for a list: a list, one string for one entry, None for none."""
    if isinstance(raw, str):
        return (raw,) if raw else ()
    return tuple(str(entry) for entry in raw) if isinstance(raw, list) else ()


def default_path() -> Path:
    """Return where this system keeps a program's settings."""
    return Path(platformdirs.user_config_dir(APPLICATION, appauthor=False)) / "chipfolio.ini"


def state_folder() -> Path:
    """Return where this system keeps a program's state: recovery copies, crash reports."""
    return Path(platformdirs.user_state_dir(APPLICATION, appauthor=False))


def home_folder() -> str:
    """Return the user's home as file dialogues are opened in it; empty, which is where the program is, without one."""
    try:
        return str(Path.home())
    except RuntimeError:  # no HOME, and a user whom the system does not know
        return ""


def kept_catalogues_folder() -> Path:
    """Return where imported catalogue updates are kept, each beside the older ones."""
    return Path(platformdirs.user_data_dir(APPLICATION, appauthor=False)) / "catalogues"


def own_catalogue_path() -> Path:
    """Return where the user's own catalogue entries are kept."""
    return Path(platformdirs.user_data_dir(APPLICATION, appauthor=False)) / "catalogue.json"
