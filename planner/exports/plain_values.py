"""Values as JSON knows them: plain numbers, unknown is null, never NaN or Infinity."""

import json
import math
from collections.abc import Mapping
from enum import Enum
from typing import Any

from msgspec import UNSET, Struct
from msgspec.structs import asdict

from planner.catalogue.offers import Money
from planner.workload.unit_cost import UnitCost

Document = dict[str, Any]


def document_text(document: Mapping[str, Any]) -> str:
    """Return a document as JSON text with a final line end."""
    return json.dumps(plain(document), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def plain(value: Any) -> Any:  # noqa: ANN401 - any document
    """Return a value made of JSON's own types; a number that is not finite is unknown, and so is what is unset."""
    if isinstance(value, Enum):
        return value.value
    if value is UNSET or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Mapping | Struct):
        items = asdict(value).items() if isinstance(value, Struct) else value.items()
        return {str(plain(key)): plain(entry) for key, entry in items}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    return plain(value.item())  # a number of numpy's


def money_document(money: Money | UnitCost | None) -> Document | None:
    """Return an amount with its currency; None where it is unknown."""
    return None if money is None else {"amount": money.amount, "currency": money.currency}
