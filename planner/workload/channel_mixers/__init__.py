"""Channel mixers: one file a kind, one protocol (``channel_mixer``), one table of kinds (``registry``)."""
