"""Make the search that needs no server and no script: an index of all names and terms, as a book has one.

Every name of every organisation, every form, every authority, list and country leads to the pages that hold it. Names
in other scripts stand under the letter of their romanisation: 灯塔 (dengta) under D.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import msgspec
from anyascii import anyascii
from markupsafe import Markup

from pledgewatch.publish.flow import Section
from pledgewatch.publish.pages.common import paragraph
from pledgewatch.publish.pages.families import title_of
from pledgewatch.publish.press import Page, Press
from pledgewatch.safe import clip, slug, visible

__all__ = ["register"]

_LETTERS = re.compile(r"[a-z]")
_OTHER = "0"
_FEW = 400
"""Entries that stand on one page; where there are more, each letter has a page of its own."""


class _Entry(msgspec.Struct, frozen=True, order=True):
    """A term with its kind, and where it leads: pairs of a name and an address."""

    order: tuple[str, str]
    term: str
    kind: str
    links: tuple[tuple[str, str], ...]


def register(press: Press) -> Iterator[Page]:
    """Make search.html, and a page a letter where there are many entries."""
    entries = sorted(_entries(press))
    groups: dict[str, list[_Entry]] = defaultdict(list)
    for entry in entries:
        groups[_letter(entry.term)].append(entry)
    say = press.words
    head = paragraph(say("search.intro", n=len(entries)), "standfirst") + paragraph(say("search.hint"), "intro")
    if len(entries) <= _FEW:
        sections = [_section(press, letter, group, root="") for letter, group in sorted(groups.items())]
        none = Section(key="none", title="", blocks=(paragraph(say("search.none")),))
        yield from press.pages(
            "search", title=say.text("nav.search"), sections=sections or [none], head=head, here="search"
        )
        return
    links = Section(key="letters", title=say.text("search.letters"), blocks=(_letters(press, groups),))
    yield from press.pages("search", title=say.text("nav.search"), sections=[links], head=head, here="search")
    for letter, group in sorted(groups.items()):
        yield from press.pages(
            f"search/{_page(letter)}",
            title=_shown(press, letter),
            sections=[_section(press, letter, group, root="../")],
            here="search",
            kicker=say.text("nav.search"),
        )


def _page(letter: str) -> str:
    return f"letter-{letter}"


def _shown(press: Press, letter: str) -> str:
    return press.words.text("search.other") if letter == _OTHER else letter.upper()


def _letter(term: str) -> str:
    first = _LETTERS.search(_folded(term)[:1])
    return first[0] if first else _OTHER


def _folded(term: str) -> str:
    return re.sub(r"^[^a-z0-9]+", "", anyascii(term).casefold())


def _letters(press: Press, groups: dict[str, list[_Entry]]) -> Markup:
    items = [
        Markup('<li><a href="search/{}.html">{}</a> <span class="quiet">{}</span></li>').format(
            _page(letter), _shown(press, letter), press.words.number(len(group))
        )
        for letter, group in sorted(groups.items())
    ]
    return Markup('<ul class="letters">{}</ul>').format(Markup("").join(items))


def _section(press: Press, letter: str, group: Sequence[_Entry], *, root: str) -> Section:
    blocks = tuple(press.block("register_row.html", root=root, entry=entry) for entry in group)
    return Section(
        key=_page(letter),
        title=_shown(press, letter),
        opening=Markup('<ul class="register">'),
        closing=Markup("</ul>"),
        blocks=blocks,
        style="index",
    )


def _entries(press: Press) -> Iterator[_Entry]:
    yield from _names(press)
    atlas = press.atlas
    for family in atlas.shown_families.values():
        href = atlas.family_href(family.family)
        if href:
            title = title_of(press, family)
            yield _entry(title, "form", [(title, href)])
    terms: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for finding in atlas.findings:
        owner = atlas.organisation_of_finding(finding)
        page = atlas.organisation_href(owner)
        if owner is None or page is None or finding.kind == "identity":  # it says who is listed, not by whom or why
            continue
        for row in finding.basis.rows:
            listing = atlas.listings.get(row.listing)
            if listing is not None:
                for kind, term in (("authority", listing.authority), ("list", listing.instrument)):
                    terms[kind, term].add((atlas.organisations[owner].name, page))
    for organisation in atlas.shown_organisations.values():
        page = atlas.organisation_href(organisation.id)
        if organisation.country and page:
            terms["country", organisation.country].add((organisation.name, page))
    yield from (_entry(term, kind, links) for (kind, term), links in sorted(terms.items()) if term.strip())


def _names(press: Press) -> Iterator[_Entry]:
    for organisation in press.atlas.shown_organisations.values():
        href = f"organisations/{slug(organisation.id)}.html"
        for name in sorted({organisation.name, *organisation.names}):
            yield _entry(name, "name", [(organisation.name, href)])


def _entry(term: str, kind: str, links: Iterable[tuple[str, str]]) -> _Entry:
    term = visible(clip(term, 160))
    return _Entry((_folded(term), term), term, kind, tuple(sorted(links)))
