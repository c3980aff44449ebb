"""The window of Chipfolio: it shows what the planner says and decides nothing."""
