"""One pipeline through several pools: its stages, and the search for the best."""
