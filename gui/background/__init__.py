"""Work beside the window: worker processes, jobs, and what is kept in step with the plan."""
