"""Keep what a long measurement gave, so that the next one can be held against it."""

from __future__ import annotations

import json
import os
import platform
from pathlib import Path

__all__ = ["FOLDER", "keep"]

FOLDER = Path(__file__).parent / "results"


def keep(name: str, figures: dict[str, object]) -> Path:
    """Write figures to bench/results/NAME.json, with the kind of machine that they were measured on."""
    FOLDER.mkdir(exist_ok=True)
    machine = {"python": platform.python_version(), "cores": len(os.sched_getaffinity(0)), "system": platform.system()}
    path = FOLDER / f"{name}.json"
    path.write_text(json.dumps({"machine": machine, **figures}, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return path
