"""Which clusters are worth looking at."""
