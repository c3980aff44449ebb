"""The cluster: node groups by row, their terms, how pools train together, and what exploring has to keep."""
