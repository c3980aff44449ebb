"""The catalogue of accelerators: its table, search and filters, the card of one, editing, comparing and updating."""
