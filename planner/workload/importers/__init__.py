"""A model's ``config.json`` to its shape: one file a family; no field is ignored."""
