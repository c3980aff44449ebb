"""Amounts as a Chinese board reads them: 3,760 万元 and 15 万亿, by ten thousands instead of thousands.

The PDF summary writes them so in Chinese; the window keeps the SI suffixes of the field, whose data sheets it quotes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from gui.look.language import language_in_use

MYRIADS: Final = ((1e12, "万亿"), (1e8, "亿"), (1e4, "万"))
CURRENCIES: Final = {
    "CNY": "元",
    "USD": "美元",
    "EUR": "欧元",
    "GBP": "英镑",
    "JPY": "日元",
    "HKD": "港元",
    "KRW": "韩元",
    "SGD": "新加坡元",
    "TWD": "新台币",
}
_asked: ContextVar[bool] = ContextVar("myriads", default=False)


@contextmanager
def board_amounts() -> Iterator[None]:
    """Write amounts by ten thousands inside, where the language in use counts so."""
    token = _asked.set(True)
    try:
        yield
    finally:
        _asked.reset(token)


def in_myriads() -> bool:
    """Whether amounts are written by ten thousands now."""
    return _asked.get() and language_in_use().startswith("zh")


def currency_word(code: str) -> str:
    """Return what a currency is called beside an amount: its ISO 4217 code, or 元 where amounts are in 万."""
    return CURRENCIES.get(code, code) if in_myriads() else code


def currency_of_price(code: str) -> str:
    """Return what a currency is called beside a price: its ISO 4217 code, or 元 where prices are read in Chinese."""
    return CURRENCIES.get(code, code) if language_in_use().startswith("zh") else code
