"""What the tests of several stages share."""

from __future__ import annotations

from pathlib import Path

import pytest

_CASES = Path(__file__).resolve().parents[1].parent / "shared" / "cases"


@pytest.fixture(scope="session")
def cases() -> Path:
    """Return the folder of the real cases; it is no part of the project, and its tests are skipped where it is absent."""
    if not _CASES.is_dir():
        pytest.skip("the real cases are not here: ../shared/cases from the project's root")
    return _CASES
