"""Draw a picture as PNG, for sharing where SVG is not shown: with the system's Chromium, which asks for nothing."""

from __future__ import annotations

import os
import re
import shutil

from pledgewatch.errors import UsageError

__all__ = ["png_of"]

_SIZE = re.compile(r'<svg [^>]*width="(\d{1,4})" height="(\d{1,4})"')


def png_of(svg: str) -> bytes:
    """Return the picture in its own size; the same fonts give the same bytes.

    Raises:
        UsageError: the extra `capture` or Chromium is not there.
    """
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        path = None
    size = _SIZE.search(svg)
    if path is None or size is None:
        raise UsageError(
            "A picture as PNG needs the extra 'capture' and Chromium.",
            next_step="python -m pip install 'pledgewatch[capture]', apt install chromium; or unset publish.png.",
        )
    width, height = int(size[1]), int(size[2])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=["--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND", "--font-render-hinting=none"],
            chromium_sandbox=os.geteuid() != 0,
        )
        page = browser.new_page(viewport={"width": width, "height": height}, java_script_enabled=False)
        page.set_content(f"<!doctype html><style>body{{margin:0}}svg{{display:block}}</style>{svg}")
        picture = page.screenshot(clip={"x": 0, "y": 0, "width": width, "height": height})
        browser.close()
    return picture
