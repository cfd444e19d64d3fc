"""Print a dossier as text that a person can read in a terminal or a pipe."""

from __future__ import annotations

from collections.abc import Iterator

from pledgewatch.model.participation import Participation
from pledgewatch.model.relation import Relation
from pledgewatch.record.dossier import Dossier, Stood
from pledgewatch.record.holdings import Record
from pledgewatch.record.table import nature_in_words, searched_in_words

__all__ = ["dossier_text", "participation_in_words", "relation_in_words"]

_NAMES = 12


def dossier_text(dossier: Dossier, record: Record) -> Iterator[str]:
    """Yield the lines of a dossier; what is not held has no heading, and what was searched stands at the end."""
    entity = dossier.entity
    where = f" ({', '.join(entity.countries)})" if entity.countries else ""
    yield f"{entity.name}{where}  [{entity.id}]"
    others = [name for name in entity.names if name != entity.name]
    if others:
        more = f", and {len(others) - _NAMES} more" if len(others) > _NAMES else ""
        yield f"  also listed as: {'; '.join(others[:_NAMES])}{more}"
    for bridge in dossier.other_names[:_NAMES]:
        yield f"  also called: {bridge.name}, which is {bridge.listed!r} according to {bridge.citation}"
    for scheme, value in entity.identifiers:
        yield f"  {scheme}: {value}"
    for why in entity.why:
        yield f"  {why}"
    yield ""
    yield f"Listings, and how each stood on {dossier.on}"
    for stood in dossier.listings:
        yield from _listing(stood)
    if dossier.relations:
        yield "\nWho belongs to whom, as these sources say (nothing else is drawn from it)"
        yield from (f"  {relation_in_words(one)}" for one in dossier.relations)
    if dossier.statements:
        yield "\nWhat was said of it (no restriction)"
        yield from (f"  {one.by}, {one.date or 'undated'}, {one.what}: {one.summary}" for one in dossier.statements)
    if dossier.participations:
        yield "\nTakes part in (a pledge, no restriction)"
        yield from (f"  {participation_in_words(one.participation)} ({one.why})" for one in dossier.participations)
    yield ""
    yield searched_in_words(record, dossier.on)


def _listing(stood: Stood) -> Iterator[str]:
    one = stood.listing
    until = one.end_date or (f"uncertain: {one.end_note}" if one.end_note else "no end given")
    nature = nature_in_words(one)
    yield f"  {one.entity}: {one.instrument}, {one.authority}"
    noticed = f" (notice of {one.announced})" if one.announced else ""
    yield f"      {stood.words}; since {one.start_date or f'a day not given{noticed}'}; {until}"
    yield f"      ground: {'; '.join(one.grounds) or 'none given'}{f'; {nature}' if nature else ''}"
    for number, notice in enumerate(one.citations):
        kind = "amended by" if number else "by"
        dated = f"{notice.text}, {notice.date}" if notice.date else notice.text
        yield f"      {kind} {dated}  {notice.url}".rstrip()
    yield f"      {one.source_urls[0] if one.source_urls else 'no source given'}; row {one.row_number} of {one.list}"


def relation_in_words(relation: Relation) -> str:
    """Say who belongs to whom, by which source."""
    dates = [f"since {relation.since}" if relation.since else "", f"until {relation.until}" if relation.until else ""]
    said = ", ".join(filter(None, (*dates, relation.status)))
    return f"{relation.child} {relation.kind} {relation.parent}{f' ({said})' if said else ''}, by {relation.citation}"


def participation_in_words(one: Participation) -> str:
    """Say since when an organisation takes part, what it reported, and what was due, as far as the list says."""
    parts = (
        f"{one.initiative}: {one.name}{f' ({one.country})' if one.country else ''}",
        f"joined {one.joined}" if one.joined else "",
        f"left {one.left}{f' ({one.left_why})' if one.left_why else ''}" if one.left else "",
        f"status {one.status!r}" if one.status else "",
        f"last report {one.last_report}" if one.last_report else "no report in this list",
        f"next due {one.due}" if one.due else "",
        one.source_urls[0] if one.source_urls else "",
    )
    return ", ".join(part for part in parts if part)
