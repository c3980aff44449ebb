"""What other programs read: tables and launch arguments."""
