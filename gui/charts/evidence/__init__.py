"""What the numbers rest on, as charts."""
