"""The library's schema, step by step, run by Alembic; a released step is never changed."""
