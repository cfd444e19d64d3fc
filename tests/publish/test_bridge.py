"""The page with the switch: the only one with a script, and only where the publication has a bridge."""

from __future__ import annotations

import msgspec
import pytest
from tests.publish import fixture

from pledgewatch.errors import SettingsError
from pledgewatch.publish.settings import PublishSettings
from pledgewatch.publish.site import pages_of_edition
from pledgewatch.reach.switch import bridge_of


def _pages(**settings: str) -> dict[str, str]:
    chosen = PublishSettings(**settings)  # type: ignore[arg-type]
    bridge = bridge_of(chosen) if chosen.reach else None
    edition = msgspec.structs.replace(fixture.published(), about=chosen.about(), bridge=bridge)
    return {page.path: page.data.decode() for page in pages_of_edition(edition) if page.path.endswith(("html", "js"))}


def test_without_a_bridge_no_page_has_a_script_or_names_one() -> None:
    pages = _pages()
    assert not any("<script src" in text or "bridge.html" in text for text in pages.values())


def test_the_switch_stands_on_its_page_in_each_language_and_nowhere_else() -> None:
    pages = _pages(reach="https://meet.example", reach_gateway="https://gate.example/", reach_stun="stun.example:3478")
    assert {name for name, text in pages.items() if "<script src" in text} == {"bridge.html", "zh/bridge.html"}
    page = pages["bridge.html"]
    assert 'data-broker="https://meet.example" data-gateway="wss://gate.example/relay"' in page
    assert "connect-src https://meet.example wss://meet.example https://gate.example wss://gate.example" in page
    assert 'href="bridge.html"' in pages["index.html"]
    assert 'href="../bridge.html"' in pages["zh/" + next(n for n in pages if n.startswith("documents/"))]
    assert "读者" in pages["zh/switch.js"]
    assert len(page) < 60_000


def test_another_site_is_told_how_to_put_it_up() -> None:
    page = _pages(reach="https://meet.example", address="https://pledges.example/")["bridge.html"]
    assert "&lt;script src=&#34;https://pledges.example/switch.js&#34; async&gt;" in page


@pytest.mark.parametrize("address", ["javascript:alert(1)", "meet.example", 'https://a"b'])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(SettingsError):
        PublishSettings(reach=address)
