"""What the user does with shapes: import one from a file, put one together, keep it, write it for others."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from gui import late
from gui.commands.file_commands import file_stem
from gui.document import edits
from gui.document.plan_document import PlanDocument
from gui.look.planner_words import said
from gui.look.words import mark, tr
from gui.panels.workload.workload import WorkloadPanel
from gui.settings import home_folder
from gui.widgets.notice_bar import NoticeBar, NoticeKind
from planner.errors import UserError
from planner.regular_file import read_regular
from planner.whole_file import write_whole

if TYPE_CHECKING:
    from gui.panels.shapes.shape_editor import ShapeEditor
    from planner.workload.shape import TransformerShape

LARGEST_CONFIG_BYTES: Final = (4 << 20) - 1  # lists of layers kept out of quantisation fill 3 MB of a public one
_FILTER: Final = mark("Shapes (*.json *.toml);;All files (*)")
_WRITTEN: Final = mark("TOML (*.toml);;config.json (*.json)")
_TOPIC: Final = "import"


class ShapeCommands(QObject):
    """Import, editor and the user's own shapes; each change of the plan is one undoable step.

    The user's own shapes are kept at ``own_path`` (None: there are none); ``say`` tells in the status bar.
    """

    def __init__(
        self,
        window: QWidget,
        document: PlanDocument,
        panel: WorkloadPanel,
        *,
        own_path: Path | None,
        notices: NoticeBar,
        say: Callable[[str], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._document = document
        self._panel = panel
        self._own_path = own_path
        self._notices = notices
        self._say = say
        panel.show_own(self._own())

    def import_shape(self) -> None:
        """Ask for a config.json or a TOML file and train the shape it describes."""
        path = self._ask_file()
        if path is not None:
            self.import_path(path)

    def import_path(self, path: Path) -> None:
        """Train the shape that a file describes and say what was understood; say why where it is not."""
        found = self._read(path)
        if found is None:
            return
        shape, words = found
        self._document.edit(tr("Train {name}", name=shape.name), edits.with_run(self._document.plan, shape=shape))
        self._notices.show_notice(_TOPIC, words)
        self._say(tr("Imported {name}", name=path.name))

    def edit(self) -> None:
        """Open the editor on the plan's shape."""
        from gui.panels.shapes.shape_editor import ShapeEditor  # noqa: PLC0415 - the largest dialogue, seldom opened

        run = self._document.plan.training
        editor = ShapeEditor(
            run.shape, run.seq_len, self._own(), may_keep=self._own_path is not None, parent=self._window
        )
        editor.saved.connect(self._save)
        editor.import_requested.connect(lambda: self._bring_into(editor))
        editor.export_requested.connect(lambda shape: self.export(shape, editor))
        editor.show()

    def export(self, shape: "TransformerShape", editor: "ShapeEditor | None" = None) -> None:
        """Ask where, and write a shape as the file's ending says; ``editor`` shows what went wrong."""
        proposal = str(Path(home_folder()) / f"{file_stem(shape.name)}.toml")
        chosen, _ = QFileDialog.getSaveFileName(self._window, tr("Export the shape"), proposal, tr(_WRITTEN))
        if chosen:
            path = Path(chosen)
            self._export_to(path if path.suffix else path.with_suffix(".toml"), shape, editor)

    def _export_to(self, path: Path, shape: "TransformerShape", editor: "ShapeEditor | None") -> None:
        try:
            text = late.config_text(shape) if path.suffix.lower() == ".json" else late.shape_to_toml(shape)
            write_whole(path, text.encode())
        except OSError as error:
            words = tr(
                "{path} cannot be written ({strerror}); choose another folder.",
                path=path,
                strerror=said(error.strerror or type(error).__name__),
            )
            self._fail(words, editor)
        except UserError as error:
            self._fail(said(str(error)), editor)
        else:
            self._say(tr("Written: {path}", path=path))

    def _save(self, shape: "TransformerShape", keep: bool) -> None:  # noqa: FBT001 - Qt's signature
        plan = edits.with_run(self._document.plan, shape=shape)
        if plan != self._document.plan:
            self._document.edit(tr("Train {name}", name=shape.name), plan)
        path = self._own_path
        if keep and path is not None:
            try:
                late.keep_own_shape(path, shape)
            except UserError as error:
                self._fail(said(str(error)))
                return
            self._panel.show_own(self._own())
            self._say(tr("Kept in your shapes: {path}", path=path))

    def _bring_into(self, editor: "ShapeEditor") -> None:
        path = self._ask_file()
        found = self._read(path, editor) if path is not None else None
        if found is not None:
            editor.show_shape(*found)

    def _ask_file(self) -> Path | None:
        chosen, _ = QFileDialog.getOpenFileName(self._window, tr("Import a shape"), home_folder(), tr(_FILTER))
        return Path(chosen) if chosen else None

    def _read(self, path: Path, editor: "ShapeEditor | None" = None) -> "tuple[TransformerShape, str] | None":
        """Return the shape of a file and what was understood; None where it was said why there is none."""
        try:
            found = read_shape(path)
        except OSError as error:
            reason = said(error.strerror or type(error).__name__)
            self._fail(tr("{name} cannot be read: {error}.", name=path.name, error=reason), editor)
        except UserError as error:
            self._fail(said(str(error)), editor)
        else:
            self._notices.clear(_TOPIC)
            return found
        return None

    def _own(self) -> "tuple[TransformerShape, ...]":
        if self._own_path is None or _is_missing(self._own_path):
            return ()
        try:
            return late.read_own_shapes(self._own_path)
        except UserError as error:
            self._fail(said(str(error)))
            return ()

    def _fail(self, words: str, editor: "ShapeEditor | None" = None) -> None:
        if editor is not None:
            editor.tell(words, "error")
            return
        self._notices.show_notice(_TOPIC, words, kind=NoticeKind.ERROR)


def _is_missing(path: Path) -> bool:
    """Say whether there is no file, without importing what reads one: most users have no shapes of their own."""
    try:
        path.stat()
    except OSError as error:
        return isinstance(error, FileNotFoundError)
    return False


def read_shape(path: Path) -> "tuple[TransformerShape, str]":
    """Return the shape of a config.json or of a TOML file, and a sentence on what was understood.

    Raises OSError where the file cannot be read, UserError where it is no shape.
    """
    content = read_regular(path, LARGEST_CONFIG_BYTES)
    if path.suffix.lower() != ".toml":
        reading = late.read_config(content, path.parent.name if path.stem == "config" else path.stem)
        return reading.shape, said(reading.words())
    try:
        shapes = late.shapes_from_toml(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise UserError(tr("{name} is no text; give a TOML file of shapes.", name=path.name)) from error
    first = shapes[0]
    if len(shapes) == 1:
        return first, tr("{name} was read.", name=first.name)
    return first, tr("{name} was read, the first of {count} shapes.", name=first.name, count=len(shapes))
