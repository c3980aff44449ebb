"""The user's own shapes: one TOML file in the user's data folder, in the format of ``shape_files``."""

from pathlib import Path

from planner.errors import UserError
from planner.regular_file import read_regular
from planner.sentences import sentence
from planner.whole_file import write_whole
from planner.workload.shape import TransformerShape
from planner.workload.shape_files import LARGEST_SHAPES_BYTES, shape_to_toml, shapes_from_toml


def read_own_shapes(path: Path) -> tuple[TransformerShape, ...]:
    """Return the user's shapes in the order of the file, none where there is no file; raise UserError otherwise."""
    try:
        text = read_regular(path, LARGEST_SHAPES_BYTES).decode("utf-8")
    except FileNotFoundError:
        return ()
    except OSError as error:
        words = error.strerror or type(error).__name__
        raise UserError(
            sentence("{} cannot be read as your shapes ({}); move it away or mend it.", path, words)
        ) from error
    except UnicodeDecodeError as error:
        raise UserError(
            sentence("{} cannot be read as your shapes (it is no text); move it away or mend it.", path)
        ) from error
    if not text.strip():
        return ()
    try:
        return shapes_from_toml(text)
    except UserError as error:
        raise UserError(
            sentence("{} cannot be read as your shapes ({}); move it away or mend it.", path, error)
        ) from error


def keep_own_shape(path: Path, shape: TransformerShape) -> None:
    """Put a shape into the user's file, in the place of one with the same key.

    Raises UserError where the file there is broken (it is left as it is), would grow too large or cannot be written.
    """
    others = [own for own in read_own_shapes(path) if own.key != shape.key]
    _write(path, (*others, shape))


def forget_own_shape(path: Path, key: str) -> None:
    """Take a shape out of the user's file. Errors as of ``keep_own_shape``."""
    own = read_own_shapes(path)
    if any(one.key == key for one in own):
        _write(path, tuple(one for one in own if one.key != key))


def _write(path: Path, shapes: tuple[TransformerShape, ...]) -> None:
    text = "\n".join(shape_to_toml(shape) for shape in shapes)
    if text:
        shapes_from_toml(text)  # whatever is written can be read again
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text.encode("utf-8"))
    except OSError as error:
        raise UserError(
            sentence("{} cannot be written ({}); your shapes stay as they were.", path, error.strerror)
        ) from error
