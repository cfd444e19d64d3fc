"""Tell the head of a letter, its body and its tail apart, as far as dates, addresses and signatures need it.

The reading stage's parts are used where there are some; its addressee is all that stands before the salutation, the
letterhead with it, so the addressee's own lines are told apart here. The fallback must do for a scan in one line,
where a salutation and a closing phrase are all that can be seen.
"""

from __future__ import annotations

import re

import msgspec

from pledgewatch.model.document import Document
from pledgewatch.model.spans import Span
from pledgewatch.parties.language import Cues, phrases
from pledgewatch.parties.names import is_form_word

__all__ = ["Regions", "regions_of"]

# A letterhead with an addressee takes 200 to 700 code points in letters; what lies further down is not a head.
_HEAD = 2000
# A signature block with the small print beneath it.
_TAIL = 700
# Lines of a letterhead or a title page are shorter than those of prose that was wrapped at 80 or 72.
_SHORT_LINE = 60
_SALUTATION = 70
# Letters of commitment have up to about 6,000 code points; the reports that came with them begin at 20,000.
_LETTER = 10_000
# A name, two titles, the organisation, an address in three lines, a telephone number, a web address.
_SIGNATURE_LINES = 10
_LINE = re.compile(r"[^\n]+")


class Regions(msgspec.Struct, frozen=True):
    """Hold the three regions, any of which may be empty, and the addressee's span within the head.

    `is_letter`: a salutation was seen, so that the head is a letter's and not the cover of a report.
    """

    head: Span
    body: Span
    tail: Span
    addressee: Span | None = None
    is_letter: bool = False


def regions_of(document: Document, cues: Cues) -> Regions:
    """Split a document; a region that cannot be told is empty, at the place where it would be."""
    text, parts = document.text, document.parts
    salutation = parts.get("salutation") or _salutation(text, cues)
    before = parts.get("addressee")
    head_end = salutation.start if salutation else before.end if before else _leading_lines(text)
    body_start = salutation.end if salutation else head_end
    head = Span(max(0, head_end - _HEAD), head_end)
    tail = _tail(document, body_start, cues)
    return Regions(
        head=head,
        body=Span(body_start, max(body_start, tail.start)),
        tail=tail,
        addressee=_addressee(text, head, cues),
        is_letter=salutation is not None,
    )


def _starts(*spans: Span | None) -> list[int]:
    return [span.start for span in spans if span is not None]


def _salutation(text: str, cues: Cues) -> Span | None:
    found = phrases(cues.salutations).search(text, 0, _HEAD)
    if found is None:
        return None
    limit = min(len(text), found.end() + _SALUTATION)
    stop = re.compile(r"[,:\n]").search(text, found.end(), limit)
    opener = _capital_opener(text, found.end(), limit, cues)
    ends = [place for place in (stop.end() if stop else None, opener) if place is not None]
    return Span(found.start(), min(ends) if ends else found.end())


def _capital_opener(text: str, start: int, limit: int, cues: Cues) -> int | None:
    for found in phrases(cues.body_openers).finditer(text, start, limit):
        if found.group()[0].isupper() and not found.group()[1:].isupper():
            return found.start()
    return None


_BLOCK = re.compile(r"\S[^\n]*(?:\n[^\S\n]*\S[^\n]*)*")


def _leading_lines(text: str) -> int:
    """Return where the blocks of short lines at the top end: a title or a letterhead, where no salutation tells it.

    A block with a long line, or that ends as a sentence does, is prose.
    """
    for block in _BLOCK.finditer(text, 0, _HEAD):
        lines = block.group().split("\n")
        if max(map(len, lines)) > _SHORT_LINE or lines[-1].rstrip().endswith((".", "!", "?")):
            return block.start()
    return min(len(text), _HEAD)


def _tail(document: Document, body_start: int, cues: Cues) -> Span:
    text, parts = document.text, document.parts
    starts = _starts(parts.get("closing"), parts.get("signature"))
    if not starts:
        starts = [found.start() for found in phrases(cues.closings, prefix=True).finditer(text, body_start)][-1:]
    if not starts:
        starts = _starts(_signature_lines(text, body_start, cues))
    if not starts:
        return Span(len(text), len(text))
    return Span(min(starts), min(len(text), min(starts) + _TAIL))


def _signature_lines(text: str, body_start: int, cues: Cues) -> Span | None:
    """Find the last short lines of a letter without a closing phrase: a name, a title, an organisation.

    They count only where a title begins a line, or follows a comma in it, and a line ends in a legal form. In a long
    text none are looked for: what stands last in a report is its auditor's signature.
    """
    if len(text) > _LETTER:
        return None
    lines = [line for line in _LINE.finditer(text, body_start) if line.group().strip()]
    block: list[re.Match[str]] = []
    for line in reversed(lines[-_SIGNATURE_LINES:]):
        if not _is_signature_line(line.group()):
            break
        block.insert(0, line)
    titled = any(_has_title(line.group(), cues) for line in block)
    formed = any(_ends_in_form(line.group()) for line in block)
    return Span(block[0].start(), block[-1].end()) if titled and formed else None


def _is_signature_line(line: str) -> bool:
    return len(line) <= _SHORT_LINE and (not line.rstrip().endswith((".", "!", "?", ":", ";")) or _ends_in_form(line))


def _has_title(line: str, cues: Cues) -> bool:
    return any(phrases(cues.signature.titles).match(part.lstrip()) for part in line.split(","))


def _ends_in_form(line: str) -> bool:
    words = line.split()
    return len(words) > 1 and is_form_word(words[-1].strip("(),"))


def _addressee(text: str, head: Span, cues: Cues) -> Span | None:
    """Mark the addressee's lines: from the first cue to the end of its block, or of the head in a text of one line."""
    found = phrases(cues.addressee).search(text, head.start, head.end)
    if found is None:
        return None
    blank = re.compile(r"\n[^\S\n]*\n").search(text, found.end(), head.end)
    line = text.rfind("\n", head.start, found.start()) + 1
    return Span(max(head.start, line) if line else found.start(), blank.start() if blank else head.end)
