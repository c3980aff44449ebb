"""Data and runs of the user's own."""
