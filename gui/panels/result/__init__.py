"""What the plan came out with, and what can be done where it did not."""
