"""Offline help: pages of text in the languages of the window, and the way from a thing on the window to its page."""
