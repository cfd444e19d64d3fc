"""Photograph the pages of a site: phone and desktop, light and dark, and printed.

    .venv/bin/python scripts/screenshots.py SITE OUT [--pages index.html quote.html ...]

Needs the extra `browser` and the system's chromium. Without --pages it takes one page of each kind, the largest.
Printed pages are written as PDF. Nothing is fetched: the pages are opened as files.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def chosen(site: Path) -> Iterator[str]:
    """Yield the front pages, and the largest page of each folder."""
    yield from sorted(page.name for page in site.glob("*.html") if page.name.count(".") == 1)
    for folder in sorted(path for path in site.iterdir() if path.is_dir()):
        pages = sorted(folder.glob("*.html"), key=lambda page: (-page.stat().st_size, page.name))
        yield from (f"{folder.name}/{page.name}" for page in pages[:1])


def photograph(browser: Browser, site: Path, out: Path, pages: Sequence[str]) -> None:
    """Write a picture of each page at each size in each scheme, and a PDF of each."""
    for name, (width, height) in SIZES.items():
        for scheme in SCHEMES:
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=scheme, java_script_enabled=False
            )
            tab = context.new_page()
            for page in pages:
                tab.goto((site / page).resolve().as_uri())
                tab.screenshot(path=out / f"{_flat(page)}-{name}-{scheme}.png", full_page=True)
                if (name, scheme) == ("desktop", "light"):
                    tab.pdf(
                        path=out / f"{_flat(page)}.pdf", format="A4", prefer_css_page_size=True, print_background=False
                    )
            context.close()


def _flat(page: str) -> str:
    return page.removesuffix(".html").replace("/", "-")


def main() -> int:
    """Take the pictures; return 2 where the tools are missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--pages", nargs="*", default=None)
    options = parser.parse_args()
    chromium = shutil.which("chromium")
    if chromium is None:
        print("chromium is not installed: apt install chromium", file=sys.stderr)
        return 2
    from playwright.sync_api import sync_playwright

    options.out.mkdir(parents=True, exist_ok=True)
    pages = options.pages or list(chosen(options.site))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        photograph(browser, options.site, options.out, pages)
        browser.close()
    print(f"{len(pages)} pages photographed in {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
