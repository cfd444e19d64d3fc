"""Say of the passages of a template how many documents have them, and whether they look like more than a phrase.

Only drafts show it: it is a hint where to look, counted and estimated, and no finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pledgewatch.model.reuse import Family, Optional, TemplateItem, Text
from pledgewatch.publish.flow import Section
from pledgewatch.publish.pages.common import paragraph, table
from pledgewatch.publish.press import Press
from pledgewatch.safe import clip

__all__ = ["passages"]

_AT_MOST = 8
_LEAST_WORDS = 8
"""Shorter passages are phrases, and stand between slots."""
_PHRASE, _SUBSTANCE = 1 / 3, 2 / 3


def passages(press: Press, family: Family) -> Iterator[Section]:
    """Yield the table of the weightiest passages, in a draft of a family that has such."""
    say = press.words.text
    texts = sorted(
        (text for text in _texts(family.template) if len(text.text.split()) >= _LEAST_WORDS and text.users),
        key=lambda text: (-text.score, -len(text.text), text.text),
    )
    if not press.atlas.edition.draft or not texts:
        return
    rows = [
        press.block(
            "passage_row.html",
            text=clip(" ".join(text.text.split()), 220),
            users=text.users,
            weight=_weight(text.score),
        )
        for text in texts[:_AT_MOST]
    ]
    yield table(
        press,
        "passages",
        rows,
        caption=say("wording.caption"),
        columns=[say(f"wording.{name}") for name in ("text", "users", "weight")],
        title=say("wording.title"),
        intro=paragraph(press.words("wording.intro")),
        root="../",
    )


def _texts(template: Sequence[TemplateItem]) -> Iterator[Text]:
    for item in template:
        if isinstance(item, Text):
            yield item
        elif isinstance(item, Optional):
            yield from (one for one in item.optional if isinstance(one, Text))


def _weight(score: float) -> str:
    """Name a score in words; figures would claim more than is known."""
    return "phrase" if score < _PHRASE else "substance" if score > _SUBSTANCE else "unsure"
