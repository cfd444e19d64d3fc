"""Draw the pictures that README shows, of a finding and of a family, from the site of the bundled examples.

    .venv/bin/python scripts/pictures.py demo/desk/preview docs/img

Needs the extra `browser` and the system's chromium; nothing is fetched.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

__all__ = ["draw"]


def draw(site: Path, out: Path) -> None:
    """Photograph the first finding of the quote's sender, and the largest family: its text and who has it."""
    from playwright.sync_api import sync_playwright

    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page(viewport={"width": 1000, "height": 640}, device_scale_factor=1.5)
        page.goto((site / "quote.html").resolve().as_uri())
        page.get_by_role("link", name="Dahua", exact=True).first.click()
        heading = page.locator("article, li, section").filter(has_text="principles 1").last
        box = heading.bounding_box()
        assert box is not None
        page.screenshot(path=out / "finding.png", full_page=True, clip=_framed(box))
        page.goto((site / "families.html").resolve().as_uri())
        page.locator("tbody th a").first.click()
        boxes = [page.locator(part).bounding_box() for part in (".template", ".members")]
        first, last = (box for box in boxes if box is not None)
        whole = {**last, "y": first["y"], "height": last["y"] + last["height"] - first["y"]}
        page.screenshot(path=out / "family.png", full_page=True, clip=_framed(whole))
        browser.close()


def _framed(box: dict[str, float]) -> dict[str, float]:  # type: ignore[return-value]
    return {"x": max(0, box["x"] - 24), "y": box["y"] - 16, "width": box["width"] + 48, "height": box["height"] + 32}


if __name__ == "__main__":
    draw(Path(sys.argv[1]), Path(sys.argv[2]))
