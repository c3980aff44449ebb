"""The window in which a shape is put together."""
