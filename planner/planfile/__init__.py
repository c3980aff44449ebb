"""The plan file on disk."""
