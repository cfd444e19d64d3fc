"""Open doors, and tell what of it takes how long: see bench/reach_browser.py."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.reach_net import Line
from bench.reach_places import Place, placed
from bench.results import keep

__all__ = ["GOOD", "do_steps", "doors"]

GOOD = (Line(name="rd", number=100, blocked=True), Line(name="va", number=101), Line(name="vb", number=102))
_MARKS = Path(__file__).with_name("reach_marks.js")
_ON_SHOWN = """
addEventListener("DOMContentLoaded", () => {
  new MutationObserver(() => { if (document.body.dataset.shown) window.shownAt ??= performance.now(); })
    .observe(document.body, { attributes: true });
  document.getElementById("open")?.click();
});"""
_STEPS = (
    "script has run",
    "local set",
    "candidate srflx",
    "broker asked",
    "broker answered",
    "ice connected",
    "channel open",
    "request sent",
    "message",
    "page put in",
)


def doors(place: Place, reader: Line, times: int, marks: str = "") -> Iterator[tuple[float, dict[str, float]]]:
    """Open a door again and again, each in a new page; yield when its page was shown, and when what first happened."""
    browser, door = place.browser(reader).context.browser, place.door()
    assert browser is not None
    for _ in range(times):
        context = browser.new_context()
        page = context.new_page()
        page.add_init_script(_ON_SHOWN + marks)
        page.goto(f"file://{door}")
        took, first = float("inf"), {}
        try:
            page.wait_for_selector("body[data-shown]", timeout=12_000)
            took = float(page.evaluate("window.shownAt"))
            for name, at in reversed(page.evaluate("window.marks ?? []")):
                first[name] = float(at)
        except Exception as error:  # a page that is not shown is a figure, too
            print("not shown:", page.locator("#state").inner_text(), str(error)[:60].split("\n")[0], file=sys.stderr)
        yield took, first
        page.goto("about:blank")
        context.close()


def do_steps(times: int) -> None:
    """Tell when what happens while a door opens, on the good line: medians, in milliseconds from its opening."""
    with placed(*GOOD) as place:
        for line in GOOD[1:]:
            place.volunteer(line)
        rows = [{**first, "shown": took} for took, first in doors(place, GOOD[0], times, _MARKS.read_text())]
    steps = {step: statistics.median(row.get(step, float("inf")) for row in rows) for step in (*_STEPS, "shown")}
    before = 0.0
    for step, at in steps.items():
        print(f"{step:>16} {at:6.0f} ms, {at - before:+.0f}")
        before = at
    keep("reach_steps", {step: round(at) for step, at in steps.items()})
