"""Several models, each with tokens of its own, placed on pools."""
