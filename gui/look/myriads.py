"""Amounts as they are read in Chinese: 3,760 万元 and 15 万亿, by ten thousands instead of thousands.

Window and PDF summary write the same; figures with a unit keep its SI prefix, as data sheets have it.
"""

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


def in_myriads() -> bool:
    """Whether amounts are written by ten thousands in the language in use."""
    return language_in_use().startswith("zh")


def currency_word(code: str) -> str:
    """Return what a currency is called beside an amount or a price: its ISO 4217 code, or 元 in Chinese."""
    return CURRENCIES.get(code, code) if in_myriads() else code
