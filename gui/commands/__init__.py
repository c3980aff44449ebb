"""What a user can do; each command gets what it works with, never the window."""
