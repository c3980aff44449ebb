"""One module a revision of the library's schema."""
