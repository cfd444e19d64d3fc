"""Choose the quote of the day: the sentence that several organisations sent, printed with its slots.

The choice is a rule, so that the same edition has the same quote: what most organisations on the record sent comes
first, then slots whose fills read well, then the number who sent it, then the weight of what was found about them. Only
those are named who have the sentence word for word. A form that is meant to be signed unchanged is never chosen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from pledgewatch.model.finding import Finding
from pledgewatch.model.identity import DocumentId, OrganisationId
from pledgewatch.model.reuse import Copy, Family, Form, Slot, TemplateItem, Text
from pledgewatch.publish.atlas import REUSE_KINDS, Atlas
from pledgewatch.publish.edition import Edition
from pledgewatch.publish.template_text import Piece, Rank, fills_of, pieces_of, plain
from pledgewatch.publish.verbatim import place_of, stands_in
from pledgewatch.safe import clip, visible

__all__ = ["Quote", "Signer", "choose_quote", "quote_of_the_day", "quote_sentence", "quote_text"]

_WORDS_AT_MOST = 70
"""A quote is a sentence or two: 70 words are about what a front page sets large."""
_WORDS_AT_LEAST = 6
_SIGNS_AT_MOST = 1_200
"""A longer "sentence" is a list or a table that was read as one."""
_ADDRESS_AT_MOST = 300
_SIGNERS_AT_MOST = 24
_STARTS_AT_MOST = 12
"""Sentences of a template that are tried as the first of the quote."""
_PRINTED_FILLS = 3
_NAMED = frozenset({"organisation", "person", "date", "number", "place"})
"""Slots that hold a name or a value. Words that differ would be somebody else's words: the passage ends before them."""
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
    """The quote: its pieces, the family it is from, the form if it has these words, and who sent them, `size` in all.

    `of_known_form`: a form of the family is known, whether or not it has just these words.
    """

    family: str
    pieces: tuple[Piece, ...]
    size: int
    form: Form | None
    of_known_form: bool
    signers: tuple[Signer, ...]
    language: str


def quote_of_the_day(edition: Edition) -> Quote | None:
    """Choose the quote of an edition, or None where no two documents share a form that may be shown."""
    return choose_quote(Atlas(edition))


def choose_quote(atlas: Atlas) -> Quote | None:
    """Choose the quote of an indexed edition."""
    best = min((found for family in _families(atlas) for found in _candidates(atlas, family)), default=None)
    if best is None:
        return None
    *_, name, at = best
    family = atlas.shown_families[name]
    return _quote_from(atlas, family, at)


def _families(atlas: Atlas) -> Iterator[Family]:
    for family in atlas.shown_families.values():
        form = atlas.forms.get(family.form or "")
        if not (form and form.meant_to_be_signed_unchanged):
            yield family


def _candidates(atlas: Atlas, family: Family) -> Iterator[tuple[int, bool, int, int, float, str, int]]:
    """Rank the passages of a family: on the record, clean, with a name in it, then members and weight."""
    sentences = _sentences(_quotable(atlas.template_of(family)))
    fit = [at for at, sentence in enumerate(sentences) if _is_quotable(sentence)]
    for at in fit[:_STARTS_AT_MOST]:
        copies = _senders(atlas, family, sentences[at])
        if len(copies) < 2:
            continue
        listed = sum(_on_record(atlas, copy.document) for copy in copies)
        weight = sum(f.weight for copy in copies for f in _about(atlas, copy.document) if not f.favourable)
        bare = _slots_in(sentences[at])
        unclean = not all(map(_is_clean, _fills_in(bare, fills_of(copies))))
        unnamed = 2 - bool(bare) - ("organisation" in bare.values())
        yield -listed, unclean, unnamed, -len(copies), -round(weight / len(copies), 9), family.family, at


def _slots_in(sentence: Iterable[Piece]) -> dict[int, str]:
    return {piece.slot: piece.kind for piece in sentence if piece.role == "slot"}


def _fills_in(slots: Iterable[int], fills: dict[int, tuple[str, ...]]) -> list[str]:
    return [fill for slot in slots for fill in fills.get(slot, ())[:_PRINTED_FILLS]]


def _is_clean(fill: str) -> bool:
    """Tell a name or a value from a piece of a sentence or a misread line."""
    first = next((sign for sign in fill if sign.isalnum()), "")
    return bool(first) and not first.islower() and all(fill.count(a) == fill.count(b) for a, b in ("()", "[]"))


def _senders(atlas: Atlas, family: Family, pieces: Sequence[Piece]) -> list[Copy]:
    """Return the members that have the passage word for word, with their own fills."""
    copies = (copy for copy in atlas.shown_copies(family.family) if copy.primary)
    trimmed = _tidy(pieces)
    return [copy for copy in copies if place_of(trimmed, copy, atlas.documents[copy.document]) is not None]


def _about(atlas: Atlas, document: DocumentId) -> Iterable[Finding]:
    found = {f.key: f for f in atlas.findings_of_document.get(document, ())}
    owner = atlas.organisation_of(document)
    if owner is not None:
        found |= {f.key: f for f in atlas.findings_of_organisation.get(owner, ()) if f.kind not in REUSE_KINDS}
    return [found[key] for key in sorted(found)]


def _on_record(atlas: Atlas, document: DocumentId) -> bool:
    return any(finding.kind in _ON_RECORD for finding in _about(atlas, document))


def _quote_from(atlas: Atlas, family: Family, at: int) -> Quote:
    passage, copies = _passage(atlas, family, at)
    ranks: dict[DocumentId, Rank] = {
        c.document: (not _on_record(atlas, c.document), atlas.date_of(c.document) or "9999") for c in copies
    }
    fills = fills_of(copies, ranks)
    form = atlas.forms.get(family.form or "")
    return Quote(
        family=family.family,
        pieces=tuple(_filled(piece, fills.get(piece.slot, ())) for piece in passage),
        size=len(copies),
        form=form if form is not None and stands_in(passage, form.text) else None,
        of_known_form=form is not None,
        signers=_signers(atlas, copies),
        language=atlas.documents[copies[0].document].language.code,
    )


def _filled(piece: Piece, fills: tuple[str, ...]) -> Piece:
    if piece.role == "text":
        return piece
    return msgspec.structs.replace(piece, fills=fills, distinct=len(fills))


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


def _passage(atlas: Atlas, family: Family, at: int) -> tuple[tuple[Piece, ...], list[Copy]]:
    """Take a sentence, and those after it while they are short enough and nobody who sent it lacks them."""
    sentences = _sentences(_quotable(atlas.template_of(family)))
    chosen = list(sentences[at])
    copies = _senders(atlas, family, chosen)
    for sentence in sentences[at + 1 :]:
        longer = [*chosen, *sentence]
        too_long = _count(longer) > _WORDS_AT_MOST or sum(len(p.text) for p in sentence) > _SIGNS_AT_MOST
        if too_long or _has_gap(sentence) or _ends_paragraph(chosen):
            break
        if len(_senders(atlas, family, longer)) < len(copies):
            break
        chosen = longer
    return _tidy(chosen), copies


def _quotable(template: Iterable[TemplateItem]) -> Iterator[Piece]:
    """Yield what all members have, their names and values as slots; whatever else differs leaves a gap."""
    for item in template:
        if isinstance(item, Text) or (isinstance(item, Slot) and item.kind in _NAMED):
            yield from pieces_of((item,), {}, 0)
        else:
            yield Piece(role="gap")


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
