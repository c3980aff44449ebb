"""The planner without a window: one file a command."""
