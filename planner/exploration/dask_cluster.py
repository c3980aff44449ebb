"""An existing Dask cluster as an executor of explorations."""

import importlib
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from planner.errors import UserError


@contextmanager
def dask_executor(address: str) -> Iterator[Executor]:
    """Give an executor on the scheduler at an address; the connection ends with the context.

    Raises UserError where the package is missing or the scheduler does not answer within ten seconds.
    """
    try:
        distributed = importlib.import_module("distributed")
    except ImportError as error:
        raise UserError(
            "A Dask scheduler needs the package 'distributed', which is not installed; install it with "
            "'pip install chipfolio[cluster]', or explore on this machine."
        ) from error
    try:
        client = distributed.Client(address, timeout="10s")
    except (OSError, ValueError) as error:
        raise UserError(f"The scheduler {address} does not answer ({error}); check its address.") from error
    with client:
        yield client.get_executor()
