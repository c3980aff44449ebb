"""One file a family of model types; each reader takes a ``Config`` and returns a ``Stack``."""
