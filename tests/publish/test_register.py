"""The index leads from every name and term to its page, without a server and without a script."""

from __future__ import annotations

import re

import msgspec
import pytest
from markupsafe import escape
from tests.publish import fixture

from pledgewatch.publish.edition import Edition
from pledgewatch.publish.pages import register
from pledgewatch.publish.site import pages_of_edition
from pledgewatch.safe import visible


def _named(edition: Edition) -> Edition:
    first, *rest = edition.organisations
    first = msgspec.structs.replace(first, names=(first.name, "灯塔光学", "Ünal <i>Optik</i>"))
    return msgspec.structs.replace(edition, organisations=(first, *rest))


@pytest.mark.parametrize("few", [register._FEW, 0])
def test_every_name_is_found_and_leads_to_its_dossier(monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr(register, "_FEW", few)
    edition = _named(fixture.draft())
    pages = {page.path: page.data.decode() for page in pages_of_edition(edition)}
    found = "".join(html for path, html in pages.items() if path.startswith("search"))
    for name in (*(one.name for one in edition.organisations), "灯塔光学", "Ünal <i>Optik</i>"):
        assert re.search(rf'organisations/[^"]+\.html"><bdi>{re.escape(escape(visible(name)))}</bdi>', found), name
    for listing in edition.listings:
        if any(f.kind == "listing" and f.listing == listing.id for f in edition.findings):
            assert f"<bdi>{listing.authority}</bdi>" in found
    if few == 0:
        assert "灯塔光学" in pages["search/letter-d.html"]
        assert "Ünal" in pages["search/letter-u.html"]
