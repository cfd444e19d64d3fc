"""Choose the quote of the day: the sentence that several organisations sent, printed with its slots.

The choice is a rule, so that the same edition has the same quote: families whose members are on the record first, then
the weight of what was found about them, then size. A form that is meant to be signed unchanged is never chosen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from pledgewatch.model.finding import Finding
from pledgewatch.model.identity import DocumentId, OrganisationId
from pledgewatch.model.reuse import Choice, Copy, Family, Form, Optional, TemplateItem
from pledgewatch.publish.atlas import REUSE_KINDS, Atlas
from pledgewatch.publish.edition import Edition
from pledgewatch.publish.safe import clip, visible
from pledgewatch.publish.template_text import Piece, fills_of, pieces_of, plain

__all__ = ["Quote", "Signer", "choose_quote", "quote_of_the_day", "quote_sentence", "quote_text"]

_WORDS_AT_MOST = 70
"""A quote is a sentence or two: 70 words are about what a front page sets large."""
_WORDS_AT_LEAST = 6
_SIGNS_AT_MOST = 1_200
"""A longer "sentence" is a list or a table that was read as one."""
_ADDRESS_AT_MOST = 300
_SIGNERS_AT_MOST = 24
_ON_RECORD = frozenset({"listing", "pledged-principle"})
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]*\s+|\n\s*\n|(?<=[。！？])")


class Signer(msgspec.Struct, frozen=True, kw_only=True):
    """One who sent the quoted words: name, document, date (partial ISO, may be empty), source, on the record or not."""

    name: str
    document: DocumentId
    organisation: OrganisationId | None
    date: str
    source_url: str | None
    on_record: bool


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """The quote: its pieces, the family it is from, the form where one is known, and who sent it."""

    family: str
    pieces: tuple[Piece, ...]
    size: int
    form: Form | None
    signers: tuple[Signer, ...]
    language: str


def quote_of_the_day(edition: Edition) -> Quote | None:
    """Choose the quote of an edition, or None where no two documents share a form that may be shown."""
    return choose_quote(Atlas(edition))


def choose_quote(atlas: Atlas) -> Quote | None:
    """Choose the quote of an indexed edition."""
    ranked = sorted(_candidates(atlas))
    for *_, name in ranked:
        quote = _quote_from(atlas, atlas.shown_families[name])
        if quote is not None:
            return quote
    return None


def _candidates(atlas: Atlas) -> Iterator[tuple[int, float, int, str]]:
    for family in atlas.shown_families.values():
        form = atlas.forms.get(family.form or "")
        copies = [copy for copy in atlas.shown_copies(family.family) if copy.primary]
        if len(copies) < 2 or (form and form.meant_to_be_signed_unchanged):
            continue
        listed = sum(_on_record(atlas, copy.document) for copy in copies)
        weight = sum(f.weight for copy in copies for f in _about(atlas, copy.document) if not f.favourable)
        yield -listed, -round(weight / len(copies), 9), -family.size, family.family


def _about(atlas: Atlas, document: DocumentId) -> Iterable[Finding]:
    found = {f.key: f for f in atlas.findings_of_document.get(document, ())}
    owner = atlas.organisation_of(document)
    if owner is not None:
        found |= {f.key: f for f in atlas.findings_of_organisation.get(owner, ()) if f.kind not in REUSE_KINDS}
    return [found[key] for key in sorted(found)]


def _on_record(atlas: Atlas, document: DocumentId) -> bool:
    return any(finding.kind in _ON_RECORD for finding in _about(atlas, document))


def _quote_from(atlas: Atlas, family: Family) -> Quote | None:
    copies = [copy for copy in atlas.shown_copies(family.family) if copy.primary]
    ranks = {c.document: (not _on_record(atlas, c.document), atlas.date_of(c.document) or "9999") for c in copies}
    pieces = _passage(tuple(_quotable(family.template, fills_of(copies, ranks))))
    if not pieces:
        return None
    first = atlas.documents[copies[0].document]
    return Quote(
        family=family.family,
        pieces=pieces,
        size=family.size,
        form=atlas.forms.get(family.form or ""),
        signers=_signers(atlas, copies),
        language=first.language.code,
    )


def _signers(atlas: Atlas, copies: Sequence[Copy]) -> tuple[Signer, ...]:
    found = [
        Signer(
            name=atlas.name_of(copy.document),
            document=copy.document,
            organisation=atlas.organisation_of(copy.document),
            date=clip(atlas.date_of(copy.document), 40),
            source_url=atlas.documents[copy.document].source_url,
            on_record=_on_record(atlas, copy.document),
        )
        for copy in copies
    ]
    found.sort(key=lambda s: (not s.on_record, s.date or "9999", s.name.casefold(), s.document))
    return tuple(found[:_SIGNERS_AT_MOST])


def _passage(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Take the sentence with the first organisation's slot, and those after it while they are short enough."""
    sentences = _sentences(pieces)
    fit = [n for n, sentence in enumerate(sentences) if _is_quotable(sentence)]
    if not fit:
        return ()
    with_name = [n for n in fit if any(p.role == "slot" and p.kind == "organisation" for p in sentences[n])]
    with_slot = [n for n in fit if any(p.role == "slot" for p in sentences[n])]
    at = next(iter([*with_name, *with_slot, *fit]))
    chosen = list(sentences[at])
    for sentence in sentences[at + 1 :]:
        too_long = (
            _count(chosen) + _count(sentence) > _WORDS_AT_MOST or sum(len(p.text) for p in sentence) > _SIGNS_AT_MOST
        )
        if too_long or _has_gap(sentence) or _ends_paragraph(chosen):
            break
        chosen.extend(sentence)
    return _tidy(chosen)


def _quotable(template: Iterable[TemplateItem], fills: Mapping[int, Sequence[str]]) -> Iterator[Piece]:
    """Yield what all members have: what only some have leaves a gap, wordings to choose from are printed as a slot."""
    for item in template:
        if isinstance(item, Optional):
            yield Piece(role="gap")
        elif isinstance(item, Choice):
            wordings = tuple(clip(plain(pieces_of(wording, fills, 0)).strip(), 60) for wording in item.choice)
            yield Piece(role="slot", kind="choice", fills=wordings, distinct=len(wordings))
        else:
            yield from pieces_of((item,), fills, 0)


def _is_quotable(sentence: Sequence[Piece]) -> bool:
    signs = sum(len(piece.text) for piece in sentence)
    return _count(sentence) >= _WORDS_AT_LEAST and signs <= _SIGNS_AT_MOST and not _has_gap(sentence)


def _has_gap(sentence: Iterable[Piece]) -> bool:
    return any(piece.role == "gap" for piece in sentence)


def _sentences(pieces: Iterable[Piece]) -> list[list[Piece]]:
    out: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece.role == "gap" and not "".join(p.text or "x" for p in out[-1]).strip():
            out.extend([[piece], []])  # between two sentences: both can be quoted, but not across it
            continue
        if piece.role != "text":
            out[-1].append(piece)
            continue
        at = 0
        for end in [found.end() for found in _SENTENCE_END.finditer(piece.text)]:
            out[-1].append(Piece(role="text", text=piece.text[at:end]))
            out.append([])
            at = end
        out[-1].append(Piece(role="text", text=piece.text[at:]))
    return [sentence for sentence in out if sentence]


def _count(pieces: Iterable[Piece]) -> int:
    text = "".join(p.text if p.role == "text" else " x " for p in pieces)
    wide = sum("\u3040" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7a3" for letter in text)
    return len(text.split()) + wide // 2  # a Chinese or Japanese word has two signs, about


def _ends_paragraph(pieces: Sequence[Piece]) -> bool:
    last = pieces[-1]
    return last.role == "text" and last.text.rstrip(" \t").endswith("\n\n")


def _tidy(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Join runs of text, make white space single, and trim both ends."""
    out: list[Piece] = []
    for piece in pieces:
        if piece.role != "text":
            out.append(piece)
        elif out and out[-1].role == "text":
            out[-1] = Piece(role="text", text=out[-1].text + piece.text)
        else:
            out.append(piece)
    out = [Piece(role="text", text=_single_spaced(p.text)) if p.role == "text" else p for p in out]
    for at, strip in ((0, str.lstrip), (-1, str.rstrip)):
        if out and out[at].role == "text":
            out[at] = Piece(role="text", text=strip(out[at].text))
    return tuple(p for p in out if p.role != "text" or p.text)


def _single_spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def quote_sentence(quote: Quote) -> str:
    """Return the quoted words alone, slots as `[A/B]`, without quotation marks."""
    return plain(quote.pieces)


def quote_text(quote: Quote) -> str:
    """Return the quote for a terminal: the words in quotation marks, then who sent them, when, and the sources."""
    lines = [f"“{quote_sentence(quote)}”", ""]
    for signer in quote.signers:
        about = ", ".join(
            part for part in (signer.name, signer.date, clip(signer.source_url or "", _ADDRESS_AT_MOST)) if part
        )
        lines.append(f"— {about}")
    hidden = quote.size - len(quote.signers)
    if hidden > 0:
        lines.append(f"— and {hidden} more")
    if quote.form is not None:
        lines.append(f"Form: {clip(quote.form.title, 160)}, {clip(quote.form.url, _ADDRESS_AT_MOST)}")
    return visible("\n".join(lines))
