"""From what the user says of a library to its database: the address, its password, the driver."""

import os
from collections.abc import Mapping

from planner.errors import UserError
from planner.library.address import ADDRESS_VARIABLE, LibraryAddress, address_of
from planner.library.credentials import with_credentials
from planner.sentences import sentence


def stated_address(text: str | None, environment: Mapping[str, str] = os.environ) -> LibraryAddress:
    """Return the address that was given, else the environment's, without any password looked up.

    Only the environment's may hold a password. Raises UserError where neither is there or one is no address.
    """
    if text:
        return address_of(text)
    found = environment.get(ADDRESS_VARIABLE)
    if not found:
        raise UserError(
            sentence("No library is named; give --library URL, or set {} in the environment.", ADDRESS_VARIABLE)
        )
    return address_of(found, may_hold_password=True)


def full_address(text: str | None, environment: Mapping[str, str] = os.environ) -> LibraryAddress:
    """Return the same with its password from the environment or the keyring, where there is one."""
    return with_credentials(stated_address(text, environment), environment)
