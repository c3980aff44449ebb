"""Widgets that charts and panels share."""
