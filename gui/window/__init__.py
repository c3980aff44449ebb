"""The main window: it puts the parts together and decides nothing."""
