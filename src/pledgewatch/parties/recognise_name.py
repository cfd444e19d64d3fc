"""Recognise who sends a letter: rules from the surest to the weakest, and agreement within each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

from pledgewatch.model.party import Recognised
from pledgewatch.model.spans import Span, subtract
from pledgewatch.parties.language import Cues, phrases
from pledgewatch.parties.name_reader import expand, name_before, read_name
from pledgewatch.parties.names import has_legal_form, legal_spans, same_name
from pledgewatch.parties.regions import Regions

__all__ = ["recognise_name"]

# A report may say "confirm that" a thousand times; what the first twenty do not agree on is not its sender.
_HITS = 20
# So many cues are looked at in all, whether a name follows them or not.
_CUES = 2000
# "confirm that X, as a stand-alone business, supports": so far behind the name its verb may stand.
_VERB = 80
# "X is pleased to express its support for the principles": so far behind the verb its object may stand.
_OBJECT = 300
# The sender introduces itself in the first words of the body; measured on statements that are no letters, names
# with a legal form further down were as often a parent's or a supplier's.
_OPENING = 160
# The longest placeholder seen in forms has 146 code points; no bracket is looked for beyond this.
_BRACKET = 300
_WITHIN_BRACKETS = tuple(
    (re.compile(rf"[{opening}][^{both}]*\Z"), re.compile(rf"[^{both}]*[{closing}]"))
    for opening, closing, both in ((r"\[", r"\]", r"\[\]"), ("{", "}", "{}"), ("<", ">", "<>"))
)

Rule = Callable[[str, Regions, Cues], Iterator[Span]]


def recognise_name(text: str, regions: Regions, cues: Cues) -> Recognised | None:
    """Return the name that the first rule with an answer gives; None where that rule's answers disagree.

    A short form is replaced by what the text says it stands for.
    """
    for name, rule in _RULES:
        found = [_in_full(text, span, cues) for span in islice(rule(text, regions, cues), _HITS)]
        found = [span for span in found if not _is_placeholder(text, span)]
        if found:
            return _agreed(text, found, name)
    return None


def _is_placeholder(text: str, span: Span) -> bool:
    """Tell whether a name stands within square, curly or angle brackets: what is to be filled in is nobody's name."""
    before, after = text[max(0, span.start - _BRACKET) : span.start], text[span.end : span.end + _BRACKET]
    return any(opens.search(before) and closes.match(after) for opens, closes in _WITHIN_BRACKETS)


def _agreed(text: str, found: list[Span], rule: str) -> Recognised | None:
    """Return the fullest of names that all contain one another; None where two are different names."""
    fullest = max(found, key=lambda span: (len(span), -span.start))
    if not all(same_name(span.of(text), fullest.of(text)) for span in found):
        return None
    spelled = _in_mixed_case(text, fullest)
    return Recognised(how="recognised", value=" ".join(spelled.of(text).split()), rule=rule, span=spelled)


def _in_mixed_case(text: str, span: Span) -> Span:
    """Take a name that a letterhead shouts from where the text writes it as it is spelled, if anywhere."""
    if not span.of(text).isupper():
        return span
    pattern = re.compile(r"\s+".join(map(re.escape, span.of(text).split())), re.IGNORECASE)
    hits = (Span(found.start(), found.end()) for found in islice(pattern.finditer(text), _HITS))
    return next((hit for hit in hits if not hit.of(text).isupper()), span)


def _in_full(text: str, span: Span, cues: Cues) -> Span:
    name = span.of(text)
    if " " in name or sum(char.isupper() for char in name) < 2:
        return span
    return expand(text, name, cues) or span


def _past_lead(text: str, at: int, cues: Cues) -> int:
    """Step over "our company," and its like."""
    while (found := phrases(cues.lead.phrases).match(text, at + _blank(text, at))) is not None:
        at = found.end() + (1 if text[found.end() : found.end() + 1] == "," else 0)
    return at


def _blank(text: str, at: int) -> int:
    return len(text[at : at + 20]) - len(text[at : at + 20].lstrip())


def _confirmed(text: str, regions: Regions, cues: Cues) -> Iterator[Span]:
    after = phrases(cues.confirm.after)
    for found in islice(phrases(cues.confirm.before).finditer(text), _CUES):
        span = read_name(text, _past_lead(text, found.end(), cues), cues)
        if span is not None and after.search(_clause(text, span.end)):
            yield span


def _clause(text: str, start: int) -> str:
    """Return what follows a name up to the end of its sentence, as far as a verb may stand."""
    return re.split(r"[.;:!?](?:\s|\Z)", text[start : start + _VERB], maxsplit=1)[0]


def _on_behalf(text: str, regions: Regions, cues: Cues) -> Iterator[Span]:
    after = phrases(cues.behalf.after)
    for found in islice(phrases(cues.behalf.before).finditer(text), _CUES):
        span = read_name(text, _past_lead(text, found.end(), cues), cues)
        if span is None:
            continue
        follows = after.match(text[span.end :][:12].lstrip(" ,)\n"))
        if follows is not None or regions.tail.holds(span):
            yield span


def _subject(text: str, regions: Regions, cues: Cues) -> Iterator[Span]:
    aim = phrases(cues.subject.of)
    hits = phrases(cues.subject.verbs).finditer(text, regions.body.start, regions.body.end)
    for found in islice(hits, _CUES):
        if aim.search(text, found.start(), found.start() + _OBJECT) is None:
            continue
        named = _defined_before(text, found.start(), cues)
        span = named or name_before(text, found.start(), cues, start=regions.body.start)
        if span is not None and (named or _begins_clause(text, span.start, regions.body.start, cues)):
            yield span


_DEFINED = re.compile(r"\(\s*[\"'“‘]?([^\W\d_][\w&-]{1,11})[\"'”’]?\s*\)[\s,]*\Z")


def _defined_before(text: str, end: int, cues: Cues) -> Span | None:
    """Read "Long Name (LN)" that ends at a place: its initials tell where the long name begins."""
    found = _DEFINED.search(text, max(0, end - 24), end)
    return expand(text, found[1], cues) if found else None


def _begins_clause(text: str, start: int, floor: int, cues: Cues) -> bool:
    """Tell whether a name begins its sentence or follows a comma, an article aside: it is then the subject."""
    before = text[floor:start].rstrip()
    words = before[-12:].split()
    if words and words[-1].casefold() in cues.articles:
        before = before[: -len(words[-1])].rstrip()
    if before.endswith(",") and phrases(cues.lead.phrases).search(before[-40:]) is None:
        return False  # "X and its subsidiary, Y, support": Y is not the subject
    return not before or before[-1] in ".,;:!?)" or "\n\n" in text[start - 2 : start]


def _signed(text: str, regions: Regions, cues: Cues) -> Iterator[Span]:
    for form in legal_spans(text, regions.tail):
        span = _up_to(text, form, regions.tail, cues)
        if span is not None:
            yield span


def _up_to(text: str, form: Span, region: Span, cues: Cues) -> Span | None:
    line = max(region.start, text.rfind("\n", region.start, form.start) + 1)
    end = form.end + 1 if text[form.end : form.end + 1] == ")" and "(" in text[form.start - 1 : form.end] else form.end
    return name_before(text, end, cues, start=line)


def _titled(text: str, regions: Regions, cues: Cues) -> Iterator[Span]:
    """Read "Chief Executive Officer, X" and "CEO of X" in the signature, each on one line."""
    for found in phrases(cues.signature.titles).finditer(text, regions.tail.start, regions.tail.end):
        lead = re.compile(r"[ \t]*(?:,|:|-|–|\bof\b|\bat\b)[ \t]*").match(text, found.end())
        line_end = text.find("\n", found.end())
        if lead is not None:
            span = read_name(text, lead.end(), cues, end=line_end if line_end >= 0 else None)
            if span is not None and phrases(cues.signature.titles).match(span.of(text)) is None:
                yield span


def _letterhead(text: str, regions: Regions, cues: Cues) -> Iterator[Span]:
    for part in subtract(regions.head, [regions.addressee] if regions.addressee else []):
        for form in legal_spans(text, part):
            span = _up_to(text, form, part, cues)
            if span is not None:
                yield span


def _introduced(text: str, regions: Regions, cues: Cues) -> Iterator[Span]:
    limit = min(regions.body.end, regions.body.start + _OPENING)
    for found in phrases(cues.introduction.verbs).finditer(text, regions.body.start, limit):
        span = name_before(text, found.start(), cues, start=regions.body.start)
        if span is not None and span.end <= limit and has_legal_form(span.of(text)):
            lead = text[regions.body.start : span.start].split()
            if all(word.casefold() in cues.articles for word in lead):
                yield span
            return


_RULES: tuple[tuple[str, Rule], ...] = (
    ("confirm that X supports", _confirmed),
    ("on behalf of X", _on_behalf),
    ("X supports the principles", _subject),
    ("name with its legal form in the signature", _signed),
    ("title and name in the signature", _titled),
    ("name with its legal form in the letterhead", _letterhead),
    ("X introduces itself", _introduced),
)
