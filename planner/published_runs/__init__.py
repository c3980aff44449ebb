"""Tables of published training runs, read into what the planner can predict."""
