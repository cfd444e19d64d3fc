"""The bridge's JavaScript, module by module, under node; skipped where node is absent."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

import pledgewatch.reach

WEB = Path(pledgewatch.reach.__file__).parent / "web"
TESTS = sorted((Path(__file__).parent / "web").glob("*.test.mjs"))


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.name.removesuffix(".test.mjs"))
def test_module(path: Path) -> None:
    done = subprocess.run(
        ["node", "--test", str(path)],
        env={**os.environ, "PW_WEB": WEB.as_uri(), "NODE_NO_WARNINGS": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
