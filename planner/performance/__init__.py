"""How fast one pool trains."""
