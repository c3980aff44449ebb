"""The user's own data as CSV or TOML, out of a plan or the user's catalogue and in again, previewed first."""
