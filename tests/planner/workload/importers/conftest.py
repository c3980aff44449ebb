"""Configurations of public models, as their repositories have them or with the fields that have weight; small ones."""

import json
from pathlib import Path
from typing import Any

import pytest

CONFIGS = Path(__file__).parent / "configs"
MISREAD = Path(__file__).parent / "misread"


@pytest.fixture
def config_of():
    """Return the entries of one public configuration by the key of its shape."""

    def read(name: str) -> dict[str, Any]:
        return json.loads((CONFIGS / f"{name}.json").read_text(encoding="utf-8"))

    return read


@pytest.fixture
def misread():
    """Return the entries of one configuration that was once read wrong."""

    def read(name: str) -> dict[str, Any]:
        return json.loads((MISREAD / f"{name}.json").read_text(encoding="utf-8"))

    return read
