"""A team's library: find, open, publish."""
