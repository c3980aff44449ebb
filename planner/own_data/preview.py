"""What taking a file of own data in would change, before anything is changed."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from planner.own_data.flat_fields import JSON, flat_fields
from planner.own_data.kinds import DataKind, Holder, entries_of, named, with_entries


class FieldChange(Struct, frozen=True, kw_only=True):
    """One field of an entry; None where it is not known, or as the class has it."""

    field: str
    before: Any
    after: Any


class EntryChange(Struct, frozen=True, kw_only=True):
    """An entry that is there and would be another."""

    name: str
    fields: tuple[FieldChange, ...]


class ImportPreview(Struct, frozen=True, kw_only=True):
    """Entries by what each is called: new ones, changed ones, those that are the same, those the file does not name.

    Nothing is removed: what the file does not name stays.
    """

    kind: str
    new: tuple[str, ...]
    changed: tuple[EntryChange, ...]
    same: tuple[str, ...]
    unnamed: tuple[str, ...]

    @property
    def changes_nothing(self) -> bool:
        """Whether everything in the file is there already."""
        return not self.new and not self.changed


def preview_of(holder: Holder, kind: DataKind, entries: Sequence[Any]) -> ImportPreview:
    """Return what these entries would change of a plan or a catalogue."""
    present, given = entries_of(holder, kind), named(kind, tuple(entries))
    both = [name for name in given if name in present]
    changed = [EntryChange(name=name, fields=_changes(present[name], given[name])) for name in both]
    return ImportPreview(
        kind=kind.name,
        new=tuple(name for name in given if name not in present),
        changed=tuple(change for change in changed if change.fields),
        same=tuple(change.name for change in changed if not change.fields),
        unnamed=tuple(name for name in present if name not in given),
    )


def taken_in(holder: Holder, kind: DataKind, entries: Sequence[Any]) -> Holder:
    """Return the plan or catalogue with these entries over its own."""
    return with_entries(holder, kind, {**entries_of(holder, kind), **named(kind, tuple(entries))})


def _changes(before: object, after: object) -> tuple[FieldChange, ...]:
    if before == after:
        return ()
    old, new = flat_fields(before), flat_fields(after)
    names = dict.fromkeys((*old, *new))
    return tuple(
        FieldChange(field=name, before=old.get(name), after=new.get(name))
        for name in names
        if _value(name, old) != _value(name, new)
    )


def _value(name: str, flat: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any JSON
    """Return a field's value so that 1 and 1.0 are the same, in JSON as well."""
    value = flat.get(name)
    return msgspec.json.decode(value) if value is not None and name.endswith(JSON) else value
