"""How pools train together."""
