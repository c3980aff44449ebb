"""How fast one pool works: what a device does, and what training does with it."""
