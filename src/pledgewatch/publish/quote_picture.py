"""Draw the quote of the day as a picture for sharing: the sentence set large, its slots highlighted.

A picture that stands alone has no page's fonts to measure with, so lines are broken by the usual widths of a serif
face, on the safe side: those of Georgia, the widest of the faces named, and a seventh more for what a system without
any of them falls back on; one em for the signs of East Asia.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby

import msgspec
from markupsafe import escape

from pledgewatch.publish.quote import Quote
from pledgewatch.publish.template_text import printed
from pledgewatch.publish.words import Words
from pledgewatch.safe import clip, visible

__all__ = ["draw_quote"]

_WIDTH, _MARGIN, _TOP = 1200, 90, 120
_SIZES = (56, 50, 44, 38, 32, 27, 23)
_NARROW, _BROAD = frozenset("iIjl.,;:'!|()[]-/ ftr“”’‘"), frozenset("mwMW@%—…")
_STYLE = (
    "svg{font-family:Iowan Old Style,Palatino Linotype,Palatino,Georgia,Noto Serif,Liberation Serif,serif}"
    ".s,.k{font-family:system-ui,Segoe UI,Roboto,Noto Sans,Liberation Sans,sans-serif}"
)


class _Token(msgspec.Struct, frozen=True):
    text: str
    slot: bool
    space: bool


@lru_cache(maxsize=4096)
def _advance(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if unicodedata.combining(letter):
        return 0.0
    if letter in _NARROW:
        return 0.26 if letter == " " else 0.34
    return 0.88 if letter in _BROAD else 0.68 if letter.isupper() or letter.isdigit() else 0.53


_WIDEST = 1.14
"""How much wider than the usual serif is the widest that systems fall back on, DejaVu Serif."""


def _width(text: str, size: float) -> float:
    return sum(_advance(letter) for letter in text) * size * _WIDEST


def _tokens(quote: Quote) -> Iterator[_Token]:
    yield _Token("“", slot=False, space=False)
    for piece in quote.pieces:
        slot = piece.role != "text"
        text = visible(printed(piece) if slot else piece.text)
        yield from _split(text, slot=slot)
    yield _Token("”", slot=False, space=False)


def _split(text: str, *, slot: bool) -> Iterator[_Token]:
    """Cut at white space, and between signs of scripts that write without it."""
    for space, run in groupby(text, key=str.isspace):
        word = "".join(run)
        if space:
            yield _Token(" ", slot=slot, space=True)
        elif any(_advance(letter) == 1.0 for letter in word):
            yield from (_Token(letter, slot=slot, space=False) for letter in word)
        else:
            yield from (_Token(word[at : at + 36], slot=slot, space=False) for at in range(0, len(word), 36))


def _lines(tokens: Iterable[_Token], size: int) -> list[list[_Token]]:
    """Break where a word ends; tokens that no space parts stay together where they fit a line."""
    room = _WIDTH - 2 * _MARGIN
    lines: list[list[_Token]] = [[]]
    used = 0.0
    for word in _words(tokens):
        wide = sum(_width(token.text, size) for token in word)
        if used + wide > room and lines[-1]:
            lines.append([])
            used = 0.0
        if not lines[-1] and word[0].space:
            continue
        lines[-1].extend(word)
        used += wide
    return [line for line in lines if line]


def _words(tokens: Iterable[_Token]) -> Iterator[list[_Token]]:
    word: list[_Token] = []
    for token in tokens:
        wide = len(token.text) == 1 and _advance(token.text) == 1.0
        if token.space or wide:
            if word:
                yield word
            yield [token]
            word = []
        else:
            word.append(token)
    if word:
        yield word


def draw_quote(quote: Quote, words: Words, *, as_of: str, draft: bool, site: str) -> str:
    """Return a stand-alone SVG, 1200 wide, high enough for the quote; DRAFT is drawn across it in a draft."""
    tokens = list(_tokens(quote))
    size = next((s for s in _SIZES if len(_lines(tokens, s)) * s * 1.42 <= 430), _SIZES[-1])
    lines = _lines(tokens, size)
    leading = size * 1.42
    foot = _TOP + leading * len(lines) + 60
    height = round(max(630, foot + 120))
    parts = [_ground(height), *(_line(line, _TOP + leading * (n + 1), size) for n, line in enumerate(lines))]
    parts.extend(_signature(quote, words, height, as_of, site))
    if draft:
        parts.append(_draft_mark(words, height))
    label = escape(visible("“" + "".join(token.text for token in tokens[1:-1]) + "”"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        f'role="img" aria-labelledby="t"><title id="t">{label}</title><style>{_STYLE}</style>{"".join(parts)}</svg>\n'
    )


def _ground(height: int) -> str:
    return (
        f'<rect width="{_WIDTH}" height="{height}" fill="#fdfcf9"/>'
        f'<rect x="{_MARGIN}" y="70" width="72" height="6" fill="#8f1d14"/>'
    )


def _line(line: list[_Token], y: float, size: int) -> str:
    spans = []
    for slot, run in groupby(line, key=lambda token: token.slot):
        text = escape("".join(token.text for token in run))
        spans.append(f'<tspan fill="#8f1d14" font-weight="700">{text}</tspan>' if slot else f"<tspan>{text}</tspan>")
    place = f'x="{_MARGIN}" y="{y:.0f}" font-size="{size}"'
    return f'<text {place} fill="#16181d" xml:space="preserve">{"".join(spans)}</text>'


def _signature(quote: Quote, words: Words, height: int, as_of: str, site: str) -> Iterator[str]:
    names = ", ".join(clip(signer.name, 40) for signer in quote.signers[:3])
    more = quote.size - min(3, len(quote.signers))
    who = words.text("quote.by_and_more", names=names, n=more) if more > 0 else names
    texts = ((height - 84, 26, "#16181d", clip(who, 64)), (height - 46, 21, "#5a5e66", clip(f"{site} · {as_of}", 78)))
    for y, size, colour, text in texts:
        yield f'<text class="s" x="{_MARGIN}" y="{y}" font-size="{size}" fill="{colour}">{escape(visible(text))}</text>'


def _draft_mark(words: Words, height: int) -> str:
    return (
        f'<text class="k" x="{_WIDTH // 2}" y="{height // 2 + 60}" font-size="230" font-weight="800" fill="#8f1d14" '
        f'fill-opacity="0.13" text-anchor="middle" transform="rotate(-14 {_WIDTH // 2} {height // 2})">'
        f"{escape(words.text('draft.mark'))}</text>"
    )
