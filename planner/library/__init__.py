"""A team's shared database of plans, catalogues, shapes and price lists: PostgreSQL, or SQLite for one desk."""
