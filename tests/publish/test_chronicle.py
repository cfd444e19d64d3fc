"""A site remembers what it showed: what is new stands in the feeds, what was changed or withdrawn among corrections."""

from __future__ import annotations

from xml.etree import ElementTree

import msgspec
import pytest
from tests.publish import fixture

from pledgewatch.model.identity import FindingKey
from pledgewatch.publish.about import About
from pledgewatch.publish.chronicle import Chronicle, chronicle
from pledgewatch.publish.history import Publication, Shown, difference
from pledgewatch.publish.signing.manifest import Envelope
from pledgewatch.publish.site import pages_of_edition

ONE, TWO = FindingKey("listing-1"), FindingKey("listing-2")
DAYS = ("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z")
ATOM = "{http://www.w3.org/2005/Atom}"


def _shown(sentence: str, basis: str = "b") -> Shown:
    return Shown(sentence, "Lantern Optical", basis)


def _publication(day: str, shown: dict[FindingKey, Shown], gone: dict[FindingKey, str] | None = None) -> Publication:
    return Publication(issued=day, manifest=Envelope(""), shown=shown, gone=gone or {})  # type: ignore[arg-type]


def test_the_past_is_told_from_what_was_different() -> None:
    found = chronicle(
        [
            _publication(DAYS[0], {ONE: _shown("first"), TWO: _shown("other")}),
            _publication(DAYS[1], {ONE: _shown("first", basis="c")}),
            _publication(DAYS[2], {ONE: _shown("second")}, {TWO: "decided"}),
            _publication(DAYS[3], {TWO: _shown("other")}),
        ]
    )
    assert [(c.when, c.kind, c.before, c.after, c.why) for c in found.corrections] == [
        (DAYS[2], "changed", "first", "second", ""),
        (DAYS[2], "gone", "other", "", "decided"),
    ]
    assert (found.dates[ONE].first, found.dates[ONE].last) == (DAYS[0], DAYS[2])
    assert (found.dates[TWO].first, found.dates[TWO].last) == (DAYS[0], DAYS[3])


@pytest.mark.parametrize(("standing", "why"), [("dismissed", "decided"), ("changed", "changed"), (None, "unmade")])
def test_it_is_said_why_a_finding_went(standing: str | None, why: str) -> None:
    shown, gone = difference({ONE: _shown("first")}, [], {ONE: standing} if standing else {})
    assert (shown, gone) == ({}, {ONE: why})


def _pages(**changes: object) -> dict[str, str]:
    edition = msgspec.structs.replace(fixture.published(), **changes)
    return {page.path: page.data.decode() for page in pages_of_edition(edition)}


def _history() -> Chronicle:
    keys = [finding.key for finding in fixture.published().findings]
    return chronicle(
        [
            _publication(DAYS[0], {keys[0]: _shown("An <b>old</b> sentence."), TWO: _shown("Gone since.")}),
            _publication(DAYS[1], {key: _shown(f"Sentence {n}.") for n, key in enumerate(keys)}, {TWO: "unmade"}),
        ]
    )


def test_corrections_say_what_stood_there_and_what_stands_now() -> None:
    html = _pages(chronicle=_history(), about=About(contact="desk@example.org"))["corrections.html"]
    assert "An &lt;b&gt;old&lt;/b&gt; sentence." in html
    assert "Sentence 0." in html
    assert "Gone since." not in html
    assert "A finding of the kind “On the record” stood here." in html
    assert "does not follow from the documents and lists held now" in html
    assert '<a href="mailto:desk@example.org">' in html
    assert "Nothing that was published has been changed" in _pages()["corrections.html"]


@pytest.mark.parametrize("address", ["", "https://pledges.example/"])
def test_the_feeds_hold_what_is_new(address: str) -> None:
    pages = _pages(chronicle=_history(), about=About(address=address, languages=("en", "zh-Hans")))
    count = len(fixture.published().findings)
    for folder in ("", "zh/"):
        feed = ElementTree.fromstring(pages[f"{folder}feed.xml"])
        entries = feed.findall(f"{ATOM}entry")
        assert len(entries) == min(50, count)
        assert feed.findtext(f"{ATOM}updated") == DAYS[1]
        links = [link.get("href", "") for link in feed.iter(f"{ATOM}link")]
        items = msgspec.json.decode(pages[f"{folder}feed.json"])["items"]
        links += [item["url"] for item in items]
        for link in links:
            target = link.removeprefix(f"{address}{folder}" if address else "").partition("#")[0]
            assert f"{folder}{target}" in pages, link


def test_a_draft_has_neither() -> None:
    paths = {page.path for page in pages_of_edition(fixture.draft())}
    assert paths.isdisjoint({"feed.xml", "feed.json", "corrections.html"})
