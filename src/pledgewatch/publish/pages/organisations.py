"""Make an organisation's dossier: what was found, each finding with its basis opened; and the list of all dossiers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from markupsafe import Markup

from pledgewatch.findings.notices import one_listing
from pledgewatch.findings.timing import at_pledge
from pledgewatch.model.finding import Finding, FindingKind
from pledgewatch.model.identity import OrganisationId
from pledgewatch.model.party import Organisation
from pledgewatch.model.record import Listing, Match
from pledgewatch.publish.atlas import REUSE_KINDS, Atlas, is_own_commitment, page_name
from pledgewatch.publish.evidence import anchor_of_finding, card, sentence_of
from pledgewatch.publish.flow import Section, bytes_of
from pledgewatch.publish.linked_data import claims
from pledgewatch.publish.pages.belonging import belonging
from pledgewatch.publish.pages.common import paragraph, searched, table
from pledgewatch.publish.pictures import Lane, timeline
from pledgewatch.publish.press import Page, Press
from pledgewatch.publish.shares import share_of
from pledgewatch.record.standing import GONE
from pledgewatch.safe import slug

__all__ = ["dossier", "dossier_parts", "organisation_list", "organisation_row"]

_GROUPS: tuple[tuple[str, frozenset[FindingKind]], ...] = (
    ("pledge", REUSE_KINDS | {"unfilled-placeholder", "no-own-commitment", "silence"}),
    ("own", frozenset({"specific-commitment"})),
    ("time", frozenset({"overdue-promise", "weakened-promise", "promises-compared"})),
    ("settled", frozenset()),
    ("record", frozenset({"listing", "pledged-principle"})),
    ("apart", frozenset({"related-measure", "unchecked-row"})),
    ("said", frozenset({"statement"})),
    ("part", frozenset({"participation"})),
    ("identity", frozenset({"identity"})),
)
"""Each finding stands in one group; a kind that a later version adds stands in the last, `other`. An identity that a
person settled stands in `settled`, before the record that rests upon it."""
_OPENED_AT_FIRST = 3
"""Findings whose evidence is unfolded; with all of them, a dossier was 15,400 pixels long on a phone."""
_NAMESAKES_AT_MOST = 40
_PLEDGES_COMPARED = 3
"""Pledges to which each listing of the timeline is held in words; the findings have all of them."""


def dossier(press: Press, organisation: Organisation) -> Iterator[Page]:
    """Make a dossier's pages, and note where each of its findings stands."""
    atlas, say = press.atlas, press.words.text
    findings = atlas.findings_of_organisation.get(organisation.id, ())
    head, sections = dossier_parts(press, organisation, _found(press, findings))
    stem = f"organisations/{slug(organisation.id)}"
    kicker = say("organisation.kicker")
    said = [(finding, sentence_of(press, finding)) for finding in findings]
    data = claims(atlas, said, organisation.name) if said else None
    laid = press.laid_out(stem, organisation.name, sections, head, kicker, extra=bytes_of(press.data(data)) + 1500)
    contents = press.contents(stem, laid)
    for number, count, part in laid:
        path = page_name(stem, number)
        _note_homes(atlas, findings, part, path)
        yield press.page(
            path,
            title=organisation.name,
            sections=part,
            head=head if number == 1 else Markup(""),
            here="organisations",
            kicker=kicker,
            number=number,
            count=count,
            contents=contents,
            description=said[0][1] if said else "",
            data=data,
        )


def dossier_parts(press: Press, organisation: Organisation, found: Iterable[Section]) -> tuple[Markup, list[Section]]:
    """Make what stands at the top of a dossier, and its sections around those of what was found."""
    findings = press.atlas.findings_of_organisation.get(organisation.id, ())
    head = press.block("organisation_head.html", organisation=organisation, groups=_counts(press.atlas, findings))
    sections = [*_timeline(press, organisation, findings), *found, *belonging(press, organisation)]
    sections += _namesakes(press, organisation)
    return head, [*sections, _documents(press, organisation), _searched(press, organisation)]


def _note_homes(atlas: Atlas, findings: Iterable[Finding], sections: Iterable[Section], path: str) -> None:
    printed = "".join(block for section in sections for block in section.blocks)
    for finding in findings:
        anchor = anchor_of_finding(finding)
        if f'id="{anchor}"' in printed:
            atlas.homes[finding.key] = f"{path}#{anchor}"


def _group_of(atlas: Atlas, finding: Finding) -> str:
    if atlas.is_settled(finding):
        return "settled"
    return next((name for name, kinds in _GROUPS if finding.kind in kinds), "other")


def _counts(atlas: Atlas, findings: Iterable[Finding]) -> list[tuple[str, int]]:
    groups = [_group_of(atlas, finding) for finding in findings]
    return [(name, groups.count(name)) for name in ("pledge", "own", "record") if name in groups]


def _found(press: Press, findings: Iterable[Finding]) -> Iterator[Section]:
    found = tuple(findings)
    printed = 0
    for name in (*(name for name, _ in _GROUPS), "other"):
        members = [finding for finding in found if _group_of(press.atlas, finding) == name]
        if not members:
            continue
        yield Section(
            key=f"g-{name}",
            title=press.words.text(f"group.{name}.title"),
            intro=paragraph(press.words(f"group.{name}.intro")),
            blocks=tuple(
                card(press, finding, root="../", opened=printed + n < _OPENED_AT_FIRST)
                for n, finding in enumerate(members)
            ),
            style=f"group {name}",
        )
        printed += len(members)
    if not found:
        yield Section(
            key="g-none",
            title=press.words.text("group.none.title"),
            blocks=(paragraph(press.words("group.none.intro")),),
        )


def _timeline(press: Press, organisation: Organisation, findings: Iterable[Finding]) -> Iterator[Section]:
    atlas, say = press.atlas, press.words
    lanes = [
        *_pledge_lanes(press, organisation.id),
        *_part_lanes(press, findings),
        *_listing_lanes(_listings(atlas, organisation.id, findings), press, _pledge_dates(press, organisation.id)),
    ]
    if not lanes:
        return
    lanes.sort(key=lambda lane: (lane.start or "9999", lane.shape != "pledge", lane.label))
    picture = timeline(
        lanes,
        until=atlas.edition.as_of,
        title=say.text("timeline.title"),
        draft=press.draft_mark,
        description=say.text("timeline.description", name=organisation.name, n=len(lanes)),
    )
    rows = tuple(press.block("timeline_row.html", lane=lane) for lane in lanes)
    yield Section(
        key="timeline",
        title=say.text("timeline.title"),
        intro=paragraph(say("timeline.intro")) + picture,
        opening=Markup('<ol class="times">'),
        closing=Markup("</ol>"),
        blocks=rows,
    )


def _pledge_lanes(press: Press, organisation: OrganisationId) -> Iterator[Lane]:
    for pledge in press.atlas.pledges_of.get(organisation, ()):
        title = press.atlas.documents[pledge.document].title or press.atlas.documents[pledge.document].name
        detail = press.words.text("timeline.kind", title=title, kind=pledge.kind) if pledge.kind else title
        label = press.words.text("timeline.pledge")
        yield Lane(label=label, start=press.atlas.date_of(pledge.document), shape="pledge", detail=detail)


def _pledge_dates(press: Press, organisation: OrganisationId) -> tuple[str, ...]:
    """Return the dates of the pledges, each once, the earliest first."""
    dates = {press.atlas.date_of(pledge.document) for pledge in press.atlas.pledges_of.get(organisation, ())}
    return tuple(sorted(dates - {""}))[:_PLEDGES_COMPARED]


def _part_lanes(press: Press, findings: Iterable[Finding]) -> Iterator[Lane]:
    """Draw since when it takes part in an initiative, as the findings have it: confirmed ones only, outside a draft."""
    rows = (row for one in findings if one.kind == "participation" for row in one.basis.rows)
    for one in filter(None, (press.atlas.participations.get(row.listing) for row in rows)):
        said = [press.words.text("timeline.status", status=one.status) if one.status else ""]
        said.append(press.words.text("timeline.report", date=one.last_report) if one.last_report else "")
        yield Lane(
            label=press.words.text("timeline.part", initiative=one.initiative),
            start=one.joined,
            end=one.left,
            shape="part",
            detail="; ".join(filter(None, (one.name, *said))),
        )


def _listing_lanes(listings: Iterable[Listing], press: Press, pledged: tuple[str, ...]) -> Iterator[Lane]:
    for listing in listings:
        what = listing.instrument or listing.authority or listing.list
        grounds = ", ".join(listing.grounds) or press.words.text("row.no_ground")
        authority = listing.authority if what != listing.authority else ""
        shape: Literal["event", "bar"] = "event" if listing.act in ("vote", "removal") else "bar"
        yield Lane(
            label=f"{what}, {listing.jurisdiction}" if listing.jurisdiction else what,
            start=listing.start_date or listing.announced,
            end=listing.end_date,
            detail="; ".join(part for part in (authority, grounds, _noticed(listing, press), listing.end_note) if part),
            shape=shape,
            uncertain=bool(listing.end_note) and not listing.end_date,
            gone_by=_gone_by(listing),
            at_pledge=tuple(sentence for date in pledged if (sentence := at_pledge(listing, date)[1])),
        )


def _noticed(listing: Listing, press: Press) -> str:
    """Say of a listing of unknown beginning by which notice it is known; nothing of any other."""
    if listing.start_date or not listing.announced:
        return ""
    return press.words.text("row.noticed", date=press.words.date(listing.announced))


def _gone_by(listing: Listing) -> str:
    """Return the date of the list that lacks it, empty where it is not gone."""
    if not listing.end_note.startswith(GONE):
        return ""
    return listing.end_note.removeprefix(GONE).partition(";")[0].rpartition(" and ")[2].strip()


def _listings(atlas: Atlas, organisation: OrganisationId, findings: Iterable[Finding]) -> tuple[Listing, ...]:
    """Return the listings that name the organisation: those of its findings, in a draft also those of sure matches.

    A row whose source was not read, or only in part, is told in words among the findings and is not drawn. Two notices
    of one listing are drawn once.
    """
    ids = {row.listing for f in findings if f.kind in ("listing", "pledged-principle") for row in f.basis.rows}
    screening = atlas.edition.screenings.get(organisation)
    if atlas.edition.draft and screening is not None:
        ids |= {listing for match in screening.matches if match.verdict == "match" for listing in match.listings}
    found = (atlas.listings[name] for name in sorted(ids) if name in atlas.listings)
    named = [entry for entry in found if entry.subject == "named" and entry.checked == "yes"]
    return tuple(group[0] for group in one_listing(named))


def _namesakes(press: Press, organisation: Organisation) -> Iterator[Section]:
    screening = press.atlas.edition.screenings.get(organisation.id)
    if screening is None or not press.atlas.edition.draft:
        return
    unsure: list[Match] = [m for m in screening.matches if m.verdict != "match"][:_NAMESAKES_AT_MOST]
    if unsure:
        yield Section(
            key="namesakes",
            title=press.words.text("namesakes.title"),
            intro=paragraph(press.words("namesakes.intro")),
            blocks=tuple(press.block("match.html", match=match) for match in unsure),
        )


def _documents(press: Press, organisation: Organisation) -> Section:
    atlas, say = press.atlas, press.words.text
    rows = []
    for pledge in atlas.pledges_of.get(organisation.id, ()):
        rows.append(
            press.block(
                "pledge_row.html",
                pledge=pledge,
                document=atlas.documents[pledge.document],
                copy=_copy(atlas, pledge.document),
            )
        )
    columns = [say(f"pledges.{name}") for name in ("document", "date", "read", "shared")]
    if not rows:
        return Section(key="documents", title=say("pledges.title"), blocks=(paragraph(say("pledges.none")),))
    return table(
        press,
        "documents",
        rows,
        caption=say("pledges.caption"),
        columns=columns,
        title=say("pledges.title"),
        root="../",
    )


def _copy(atlas: Atlas, document: object) -> object:
    found = atlas.copy_of(document)  # type: ignore[arg-type]
    return found if found is not None and atlas.reuse_is_shown(found.document) else None


def _searched(press: Press, organisation: Organisation) -> Section:
    screening = press.atlas.edition.screenings.get(organisation.id)
    if screening is None:
        return searched(press, (), root="../")
    intro = paragraph(press.words("searched.query", query=screening.query))
    if screening.through:
        hashes = ", ".join(one.snapshot[:12] for one in screening.through)
        intro += paragraph(press.words("searched.through", n=len(screening.through), hashes=hashes))
    return searched(press, screening.searched, root="../", intro=intro)


def organisation_row(press: Press, organisation: Organisation, *, root: str) -> Markup:
    """Return an organisation's row for a table: what it shares, what it undertakes, what the record holds."""
    atlas = press.atlas
    findings = atlas.findings_of_organisation.get(organisation.id, ())
    kinds = [finding.kind for finding in findings]
    documents = [pledge.document for pledge in atlas.pledges_of.get(organisation.id, ())]
    copies = [c for d in documents if atlas.reuse_is_shown(d) and (c := atlas.copy_of(d)) is not None]
    copies.sort(key=lambda c: (-share_of(c).value, c.document))
    screening = atlas.edition.screenings.get(organisation.id)
    return press.block(
        "organisation_row.html",
        root=root,
        organisation=organisation,
        copy=copies[0] if copies else None,
        dates=[date for d in documents if (date := atlas.date_of(d))],
        own=sum(map(is_own_commitment, findings)),
        none_own="no-own-commitment" in kinds,
        listed=len({f.listing for f in findings if f.kind in ("listing", "pledged-principle")}),
        possible=sum(f.kind == "identity" and not atlas.is_settled(f) for f in findings),
        settled=any(map(atlas.is_settled, findings)),
        lists=len(screening.searched) if screening else 0,
        documents=len(documents),
    )


def organisation_list(press: Press) -> Iterator[Page]:
    """Make the list of all organisations that have a dossier."""
    say = press.words.text
    rows = [organisation_row(press, organisation, root="") for organisation in press.atlas.shown_organisations.values()]
    columns = [say(f"organisations.{name}") for name in ("name", "pledged", "form", "own", "record")]
    section = table(press, "all", rows, caption=say("organisations.caption"), columns=columns, title="")
    sections = (section,) if rows else (Section(key="all", title="", blocks=(paragraph(say("organisations.none")),)),)
    head = paragraph(say("organisations.intro"), "standfirst")
    yield from press.pages(
        "organisations", title=say("nav.organisations"), sections=sections, head=head, here="organisations"
    )
