"""What Alembic runs around the steps: on the connection, and in the transaction, that the caller opened."""

from typing import Final

from alembic import context

_AS_ALEMBIC_NAMES_IT: Final = "env_py"


def run_steps() -> None:
    """Run the steps on the caller's connection."""
    own = context.config.attributes
    context.configure(connection=own["connection"], version_table=own["version_table"])
    context.run_migrations()


if __name__ == _AS_ALEMBIC_NAMES_IT:  # imported by anything else there is nothing to run
    run_steps()
