"""Make the overview: what a reporter wants first, and what was searched and read."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from markupsafe import Markup

from pledgewatch.model.finding import Finding
from pledgewatch.model.party import Organisation
from pledgewatch.model.record import Searched
from pledgewatch.publish.atlas import is_own_commitment
from pledgewatch.publish.flow import Section
from pledgewatch.publish.pages.common import briefs, paragraph, searched, table
from pledgewatch.publish.pages.documents import failures
from pledgewatch.publish.pages.families import family_row
from pledgewatch.publish.pages.organisations import organisation_row
from pledgewatch.publish.pages.quotation import shared_picture, translated_quote
from pledgewatch.publish.press import Page, Press
from pledgewatch.publish.quote import Quote

__all__ = ["overview"]

_FINDINGS_AT_MOST = 6
_ORGANISATIONS_AT_MOST = 12
_FAMILIES_AT_MOST = 6
_OF_A_KIND_AT_MOST = 3
"""So that the front page shows what there is, not one kind of finding eight times."""


def overview(press: Press, quote: Quote | None) -> Iterator[Page]:
    """Make the front page; where it is too long for one page, its tables go on on the next."""
    sections = [*_quoted(press, quote), *_telling(press), *_organisations(press), *_families(press)]
    sections += [*failures(press), _searched(press)]
    head = press.block("overview_head.html", root="", counts=_counts(press))
    yield from press.pages(
        "index",
        title=press.atlas.edition.title,
        sections=sections,
        head=head,
        here="index",
        style="front",
        image=shared_picture(press, quote),
    )


def _quoted(press: Press, quote: Quote | None) -> Iterator[Section]:
    if quote is not None:
        block = press.block(
            "quote_block.html", root="", quote=quote, link=True, translated=translated_quote(press, quote)
        )
        yield Section(key="quote", title=press.words.text("quote.title"), blocks=(block,))


def _counts(press: Press) -> list[tuple[str, int]]:
    atlas, edition = press.atlas, press.atlas.edition
    listed = {atlas.organisation_of_finding(f) for f in atlas.findings if f.kind == "listing"} - {None}
    own = sum(map(is_own_commitment, atlas.findings))
    counts = [
        ("documents" if edition.draft else "quoted", len(atlas.shown_documents)),
        ("organisations", len(atlas.shown_organisations)),
        ("families", len(atlas.shown_families)),
        ("findings", len(atlas.findings)),
        ("own", own),
        ("listed", len(listed)),
    ]
    if edition.draft:
        return [*counts, ("failed", len(edition.failures))]
    return [(name, n) for name, n in counts if n]  # a zero would speak of what nobody has confirmed


def _telling(press: Press) -> Iterator[Section]:
    say = press.words.text
    chosen: list[Finding] = []
    for finding in press.atlas.findings:
        same = sum(other.kind == finding.kind for other in chosen)
        if same < _OF_A_KIND_AT_MOST and len(chosen) < _FINDINGS_AT_MOST:
            chosen.append(finding)
    if not chosen:
        yield Section(key="telling", title=say("overview.telling"), blocks=(paragraph(say("findings.none")),))
        return
    more = Markup('<p class="onward"><a href="findings.html">{}</a></p>').format(
        say("overview.all_findings", n=len(press.atlas.findings))
    )
    section = briefs(press, "telling", say("overview.telling"), chosen, root="")
    yield Section(
        key=section.key,
        title=section.title,
        intro=paragraph(say("overview.telling_intro")),
        opening=Markup('<ul class="briefs lead">'),
        closing=section.closing + more,
        blocks=section.blocks,
    )


def _organisations(press: Press) -> Iterator[Section]:
    atlas, say = press.atlas, press.words.text
    everyone = sorted(atlas.shown_organisations.values(), key=lambda o: (-_weight(press, o), o.name.casefold(), o.id))
    rows = [organisation_row(press, organisation, root="") for organisation in everyone[:_ORGANISATIONS_AT_MOST]]
    columns = [say(f"organisations.{name}") for name in ("name", "pledged", "form", "own", "record")]
    if rows:
        section = table(
            press,
            "orgs",
            rows,
            caption=say("organisations.caption"),
            columns=columns,
            title=say("nav.organisations"),
            intro=paragraph(say("overview.organisations_intro")),
        )
        yield _with_rest(press, section, "organisations", len(everyone))


def _with_rest(press: Press, section: Section, part: str, count: int) -> Section:
    """Add to a table that has only the first rows a link to the page with all of them."""
    if count <= len(section.blocks):
        return section
    words = press.words.text(f"overview.all_{part}", n=count)
    link = Markup('<p class="onward"><a href="{}.html">{}</a></p>').format(part, words)
    return msgspec.structs.replace(section, closing=section.closing + link)


def _weight(press: Press, organisation: Organisation) -> float:
    found = press.atlas.findings_of_organisation.get(organisation.id, ())
    return round(max((finding.weight for finding in found), default=0.0), 9)


def _families(press: Press) -> Iterator[Section]:
    say = press.words.text
    families = list(press.atlas.shown_families.values())
    rows = [family_row(press, family, root="") for family in families[:_FAMILIES_AT_MOST]]
    columns = [say(f"families.{name}") for name in ("form", "members", "dates", "own")]
    if rows:
        section = table(
            press,
            "families",
            rows,
            caption=say("families.caption"),
            columns=columns,
            title=say("nav.families"),
            intro=paragraph(say("overview.families_intro")),
        )
        yield _with_rest(press, section, "families", len(families))


def _searched(press: Press) -> Section:
    edition = press.atlas.edition
    asked = {one for screening in edition.screenings.values() for one in screening.searched}
    known = {(one.list, one.snapshot) for one in asked}
    asked |= {
        Searched(s.id, s.sha256, s.as_of)
        for s in edition.lists
        if (s.id, s.sha256) not in known and not edition.screenings
    }
    return searched(press, asked, root="", intro=paragraph(press.words("searched.intro")))
