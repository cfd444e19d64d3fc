"""Photograph the review desk for docs/img, on the demo's desk with a few decisions.

    make demo
    .venv/bin/python scripts/desk_pictures.py demo/desk docs/img

Needs the extras `serve` and `browser` and the system's chromium. The desk is copied first: the demo stays as it is.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pledgewatch.desk import Desk
from pledgewatch.review.remarks import Remarks

SIZE = {"width": 1280, "height": 860}


def decide(folder: Path) -> dict[str, str]:
    """Decide a little, so that the pictures show what a desk at work looks like; return the pages to photograph."""
    desk = Desk(folder)
    findings = [finding for finding in desk.findings() if finding.publishable]
    for finding in findings[2:6]:
        desk.decide(finding.key, "confirm", by="Ada", why="Read against the list and the letter.")
    shared = [finding for finding in findings if finding.kind == "shared-form"]
    desk.decide(shared[0].key, "dismiss", by="Bo", why="Said better by the finding before.")
    shown = shared[1]
    Remarks(desk.layout.decisions).say(
        shown, "note", by="Bo", text="The form was taken down in 2020; ask the Secretariat."
    )
    scan = next(one for one in desk.layout.documents.read() if one.media_type == "application/pdf")
    start = scan.text.index("We will respect")
    return {
        "desk-queue": "/",
        "desk-finding": f"/finding/{shown.key}",
        "desk-document": f"/document/{scan.id}?span={start},{start + 134}",
    }


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the desk; give the door."""
    command = [
        sys.executable,
        "-m",
        "pledgewatch",
        "review",
        "--desk",
        str(folder),
        "--port",
        "0",
        "--no-open",
        "--json",
    ]
    process = subprocess.Popen([*command, "--by", "Ada"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["address"]
    finally:
        process.terminate()
        process.wait(30)


def main() -> int:
    """Take the pictures."""
    source, out = Path(sys.argv[1]), Path(sys.argv[2])
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder:
        desk = Path(folder) / "letters-2025"
        shutil.copytree(source, desk)
        pages = decide(desk)
        with served(desk) as door, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            tab = browser.new_page(viewport=SIZE)
            tab.goto(door)
            for name, path in pages.items():
                tab.goto(door.partition("/sign-in")[0] + path, wait_until="networkidle")
                tab.screenshot(path=out / f"{name}.png")
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
