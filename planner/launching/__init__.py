"""Launch files: written for each framework, checked by the framework's own rules, and read back into a layout."""
