"""Facts that the record stage rests upon, as TOML: countries, legal forms, words of company names."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

__all__ = ["load"]


def load(name: str) -> dict[str, Any]:
    """Read a TOML file of this package."""
    return tomllib.loads(files(__name__).joinpath(name).read_text(encoding="utf-8"))
