"""Derive what a row of one's own record is from its own words, where its columns do not say.

Whom does the act name (the company, a class, another company of the group), which act is it, is it a statement and not
an act at all, how far was it checked, how much of its date? Each rule is one line of a table below, errs towards
saying less of a company, and leaves its reason in words, which is kept with the listing.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pledgewatch.model.dates import PartialDate
from pledgewatch.model.record import Act, Checked, Subject
from pledgewatch.record.names import read_name

__all__ = ["Checking", "Derived", "derive_act", "derive_subject", "is_statement", "read_checked", "reduce_date"]


class Derived(NamedTuple):
    """A derived value and the reason, empty where nothing spoke against the default."""

    value: str
    why: str


class Checking(NamedTuple):
    """How far a row was checked, how much of its date was, and the reasons."""

    checked: Checked
    precision: str
    note: str


_CLASS_ENTITY = re.compile(r"\(class\)|^\[", re.IGNORECASE)
_CLASS_SUMMARY = (
    (re.compile(r"\bnames? no (?:compan|firm|supplier|manufacturer|vendor|brand)\w*", re.I), "it names no company"),
    (
        re.compile(
            r"\bsuch (?:equipment|kit|products?|goods|devices|cameras|technology|compan\w+|firms|suppliers)\b", re.I
        ),
        "it speaks of a kind of equipment or company, not of this one",
    ),
)
_RELATED_ENTITY = re.compile(r"\b(?:subsidiar(?:y|ies)|affiliates?|units|branches)\b", re.IGNORECASE)
_RELATED_SUMMARY = re.compile(r"\bcovers? (?:only )?(?:its |the )?(?:subsidiar|affiliat)\w+", re.IGNORECASE)
_BRACKETED = re.compile(r"\(([^()]{2,120})\)")
_STATEMENT = re.compile(r"^\W*(?:assessment|report|call|open letter|letter|reply|response|opinion|finding)\b", re.I)
_PARLIAMENT = re.compile(r"parliament|senate|congress|assembly|chamber|house of|bundestag|duma", re.IGNORECASE)
_VOTE = re.compile(r"\b(?:plenary|voted?|motion|resolution|amendment \d+)\b", re.IGNORECASE)
_ACTS: tuple[tuple[re.Pattern[str], Act], ...] = (
    (re.compile(r"\bexclu(?:sion|de[sd]?)\b", re.IGNORECASE), "exclusion"),
    (re.compile(r"\b(?:remov(?:al|e[sd]?)|divest\w*)\b", re.IGNORECASE), "removal"),
)
_CHECKED = re.compile(r"(yes|partly|partially|no)\b[\s,:;]*(?:\((.*)\))?\W*\Z", re.IGNORECASE | re.DOTALL)
_NAMES_ONLY = re.compile(r"\bnames (?P<who>[^;,]{1,80}?) only\b", re.IGNORECASE)
_DAY_DOUBTFUL = re.compile(r"\bday\b[^;]*\b(?:general knowledge|derived|verif\w+|estimate\w*|assumed|guess\w*)", re.I)
_MONTH_DOUBTFUL = re.compile(
    r"\bmonth\b[^;]*\b(?:general knowledge|derived|verif\w+|estimate\w*|assumed|guess\w*)", re.I
)
_DOUBTFUL = re.compile(r"general knowledge|secondary|to verify|\bverify\b|unconfirmed|not seen", re.IGNORECASE)


def is_statement(entity: str, instrument: str) -> Derived | None:
    """Return why a row says something and restricts nobody, or None where it is an act.

    An entity in square brackets is a note on context; a report, an assessment, a call or a reply is a statement.
    """
    if entity.startswith("["):
        return Derived("statement", "the row names no company and stands as context")
    found = _STATEMENT.match(instrument)
    return Derived("statement", f"its instrument is a {found.group().strip().lower()}") if found else None


def derive_subject(entity: str, names: tuple[str, ...], instrument: str, summary: str) -> Derived:
    """Say whom the act names: `named` unless the row's own words speak against it."""
    if _CLASS_ENTITY.search(entity):
        return Derived("class", f"{entity!r} is a class")
    for pattern, why in _CLASS_SUMMARY:
        found = pattern.search(summary)
        if found:
            return Derived("class", f"{why} ({found.group()!r})")
    if _RELATED_ENTITY.search(entity):
        return Derived("related", f"{entity!r} are other companies of the group")
    other = _other_company(instrument, names)
    if other:
        return Derived("related", f"the act names {other}")
    found = _RELATED_SUMMARY.search(summary)
    return Derived("related", f"it {found.group().lower()}") if found else Derived("named", "")


def _other_company(instrument: str, names: tuple[str, ...]) -> str:
    """Return a company that stands in brackets in the instrument and is not the row's own.

    Only what carries a legal form is taken for a company: "(84 FR 54002)" and "(Secure Networks Act)" are not.
    """
    own: set[Subject | str] = {read_name(name).key for name in names}
    for inside in _BRACKETED.findall(instrument):
        name = read_name(inside)
        if name.forms and len(name.words) >= 1 and name.key not in own:
            return str(inside)
    return ""


def derive_act(authority: str, instrument: str, summary: str) -> Derived:
    """Say which act it is: a vote of a parliament, an exclusion, a removal, else a restriction."""
    if _PARLIAMENT.search(authority) and (found := _VOTE.search(f"{instrument}; {summary}")):
        return Derived("vote", f"a parliament, and {found.group()!r}")
    for pattern, act in _ACTS:
        if found := pattern.search(instrument):
            return Derived(act, f"its instrument says {found.group()!r}")
    return Derived("restriction", "")


def read_checked(text: str, names: tuple[str, ...]) -> Checking | None:
    """Read "yes", "partly (…)", "no" with the note in brackets; None where it is none of them.

    "yes" becomes "partly" where the note says that the source names another company only, or is second-hand, or that
    something other than the day is from general knowledge. A doubtful day takes the date back to its month.
    """
    if not text:
        return Checking("no", "day", "nobody noted that the source was checked")
    found = _CHECKED.match(text)
    if found is None:
        return None
    word, note = found[1].casefold(), " ".join((found[2] or "").split())
    checked: Checked = "no" if word == "no" else "yes" if word == "yes" else "partly"
    precision = _precision(note)
    reasons = [note] if note else ["noted as not checked"] if checked == "no" else []
    doubt = _doubt(note, names) if checked == "yes" else ""
    if doubt:
        checked = "partly"
        reasons.append(doubt)
    if precision != "day":
        reasons.append(f"the date is kept to the {precision}: more of it is not from the source")
    return Checking(checked, precision, "; ".join(reasons))


def _precision(note: str) -> str:
    if _MONTH_DOUBTFUL.search(note) or re.match(r"year\b", note, re.IGNORECASE):
        return "year"
    return "month" if _DAY_DOUBTFUL.search(note) or re.match(r"month\b", note, re.IGNORECASE) else "day"


def _doubt(note: str, names: tuple[str, ...]) -> str:
    only = _NAMES_ONLY.search(note)
    if only:
        own = {read_name(name).key for name in names}
        return (
            "" if read_name(only["who"]).key in own else "counted as partly checked: the source names another company"
        )
    rest = "; ".join(part for part in note.split(";") if not _DAY_DOUBTFUL.search(part))
    return "counted as partly checked" if _DOUBTFUL.search(rest) else ""


def reduce_date(date: PartialDate, precision: str) -> PartialDate:
    """Take a date back to its month or year."""
    if precision == "year":
        return PartialDate(date.year)
    return PartialDate(date.year, date.month) if precision == "month" else date
