"""What the tests of several stages share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# `make test` tries the same examples every time, so that what fails was changed; `make soak` looks twenty times as long
# for a counterexample, every time elsewhere.
settings.register_profile("seeded", derandomize=True)
settings.register_profile("soak", max_examples=2_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "seeded"))

_CASES = Path(__file__).resolve().parents[1].parent / "shared" / "cases"


@pytest.fixture(scope="session")
def cases() -> Path:
    """Return the folder of the real cases: no part of the project; where it is absent its tests are skipped."""
    if not _CASES.is_dir():
        pytest.skip("the real cases are not here: ../shared/cases from the project's root")
    return _CASES
