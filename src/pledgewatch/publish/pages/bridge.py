"""Make the page with the switch: a reader of an open network lends her browser to readers who are blocked.

It is the only page of a site with a script, and the only one that may contact anything; both its policy says.
"""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from pledgewatch.publish.bridge import Bridge
from pledgewatch.publish.flow import Section
from pledgewatch.publish.pages.common import paragraph
from pledgewatch.publish.press import Page, Press, Script

__all__ = ["SCRIPT_NAME", "bridge_pages"]

SCRIPT_NAME = "switch.js"


def bridge_pages(press: Press) -> Iterator[Page]:
    """Make bridge.html and its script, where the publication has a bridge."""
    bridge, say = press.atlas.edition.bridge, press.words
    if bridge is None:
        return
    switch = Markup(bridge.element)  # noqa: S704 - made by the bridge, which escaped what it was told
    without = Markup("<noscript>{}</noscript>").format(paragraph(say("bridge.no_script"), "note"))
    told = tuple(paragraph(say(f"bridge.{name}")) for name in ("what", "safe", "seen", "off"))
    sections = [
        Section(key="switch", title="", blocks=(switch + without,)),
        Section(key="before", title=say.text("bridge.before"), blocks=told),
        *_elsewhere(press, bridge),
    ]
    yield press.file(SCRIPT_NAME, bridge.scripts[say.language])
    yield press.page(
        "bridge.html",
        title=say.text("bridge.title"),
        sections=sections,
        head=paragraph(say("bridge.intro"), "standfirst"),
        here="bridge",
        style="reading",
        script=Script(SCRIPT_NAME, bridge.reached, bridge.styles),
    )


def _elsewhere(press: Press, bridge: Bridge) -> Iterator[Section]:
    """Say how another site puts the switch on its pages; that needs the publication's own address."""
    address, say = press.atlas.edition.about.address, press.words
    if address:
        script = (
            f'<script src="{address}{press.tongue.folder and press.tongue.folder + "/"}{SCRIPT_NAME}" async></script>'
        )
        told = Markup("<pre><code>{}</code></pre>").format(f"{bridge.element}\n{script}")
        yield Section(
            key="elsewhere", title=say.text("bridge.elsewhere"), blocks=(paragraph(say("bridge.embed")), told)
        )
