"""How fast one pool trains: what a run costs in every layer, its layouts, memory, step time and goodput."""
