"""The plan as a document: edits, undo, files, recovery, versions."""
