"""Token mixers: one file a kind, one protocol (``mixer``), one table of kinds (``registry``)."""
