"""Find placeholders that somebody forgot to fill in.

What is one: a blank of underscores, `{{name}}`, `<<name>>`, `XXXX`, and brackets whose words ask for something
("[name of the organization]", "[please insert ...]", "<company>"). What is none: "[sic]", "[email]" and other masks
that a publisher puts over personal data, citations ("[12]", "[2019] 1 AC 5"), letters changed in a quotation
("[T]he", "[our]"), choices that were printed ("[Dahua/Hikvision]"), mark-up ("<b>"), addresses in angle brackets.
"""

from __future__ import annotations

import re

from pledgewatch.model.spans import Span, cut, merge

__all__ = ["placeholders"]

# What a form asks its signer for. A bracket counts when it holds one of these as a word; the words are those of the
# forms that international bodies offer, in the languages in which they offer them.
_ASKED = re.compile(
    r"\b(?:insert|enter|fill|please|specify|add|name|names|organi[sz]ation(?:'s|’s)?|company(?:'s|’s)?|entity|institution|"
    r"date|title|position|signature|signatory|address|place|city|country|year|month|day|number|amount|description|"
    r"reason|logo|letterhead|ceo|chief executive|secretary[- ]general|your|tbd|tbc|xx+|"
    r"nom|entreprise|soci[ée]t[ée]|ins[ée]rer|indiquer|titre|fonction|lieu|"
    r"nombre|empresa|organizaci[óo]n|insertar|indicar|fecha|cargo|lugar|"
    r"unternehmen|firma|einf[üu]gen|datum|ort|nome|empresa|inserir|data|azienda)\b"
    r"|公司|企业|组织|名称|姓名|日期|职务|会社|企業|団体|氏名|日付|회사|기업|단체|이름|날짜",
    re.IGNORECASE,
)
# Masks over personal data, editors' remarks, and figures: never a signer's omission.
_NEVER = re.compile(
    r"\W*(?:sic|e-?mail(?: address)?|phone(?: number)?|tel(?:ephone)?|fax|redacted|illegible|unreadable|image|photo|"
    r"page \d+|[\d\s,;.:–-]+|\.\.\.|…)\W*\Z",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\[([^\[\]]{2,400})\]|<([^<>\n]{3,80})>|\{([^{}\n]{3,80})\}|\(([^()\n]{3,80})\)")
_SURE = re.compile(
    r"_{4,}|\{\{[^{}\n]{1,80}\}\}|<<[^<>\n]{1,80}>>|\b[Xx]{4,}\b"
    r"|\[[ \t]{0,8}[_.…]{2,}[ \t]{0,8}\]|\[(?:[ \t]{2,20}|[•●])\]"
)
_IN_ROUND = re.compile(r"\(\s*(?:please|insert|enter|fill|specify|name|your)", re.IGNORECASE)
_INSTRUCTION = re.compile(r"\s*(?:please\s+)?(?:insert|enter|fill in|specify|name of|your)\b", re.IGNORECASE)
_MARK_UP = re.compile(r"/?[a-z][a-z0-9]{0,9}(?:\s+\w+\s*=.*)?/?\Z|!--|\S*@\S*\Z|https?://|www\.", re.DOTALL)
_MANY_WORDS = 60


def placeholders(text: str, within: Span) -> tuple[Span, ...]:
    """Return the spans of placeholders left in `text[within]`, in order, brackets included."""
    area = within.of(text)
    if not _possible(area):
        return ()
    found = [Span(*m.span()) for m in _SURE.finditer(area)]
    found += [Span(*m.span()) for m in _BRACKETED.finditer(area) if _asks(m)]
    return cut(merge(Span(s.start + within.start, s.end + within.start) for s in found), within)


def _possible(area: str) -> bool:
    """Tell whether there is any sign of a placeholder: nine in ten documents have none, and the patterns are slow."""
    return (
        "[" in area
        or "<" in area
        or "{" in area
        or ("_" in area and "____" in area)
        or "xxxx" in area.lower()
        or ("(" in area and _IN_ROUND.search(area) is not None)
    )


def _asks(found: re.Match[str]) -> bool:
    """Tell whether a bracket asks for something."""
    square, angle, curly, round_ = found.groups()
    inside = square or angle or curly or round_ or ""
    if _NEVER.match(inside) or len(inside.split()) > _MANY_WORDS:
        return False
    if round_:
        return bool(_INSTRUCTION.match(inside)) and len(inside.split()) <= 12
    if angle and _MARK_UP.match(angle.strip()):
        return angle.strip() in {"company", "name", "date", "title"}
    return bool(_ASKED.search(inside)) and not _is_filled(inside)


def _is_filled(inside: str) -> bool:
    """Tell whether a bracket holds an answer: a name in capitals of which only a part is an asked-for word."""
    words = re.findall(r"[^\W\d_]+", inside)
    asked = sum(bool(_ASKED.fullmatch(word)) for word in words)
    capital = sum(word[0].isupper() for word in words)
    return len(words) > 1 and capital == len(words) and asked * 2 < len(words)
