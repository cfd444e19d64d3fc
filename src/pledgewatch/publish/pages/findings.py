"""Make the pages of all findings, by kind: in full where no dossier holds them, else as a sentence with its link."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from markupsafe import Markup

from pledgewatch.model.finding import Finding, FindingKind
from pledgewatch.publish.atlas import page_name
from pledgewatch.publish.evidence import anchor_of_finding, brief, card
from pledgewatch.publish.flow import Section
from pledgewatch.publish.pages.common import BRIEF_CLOSING, BRIEF_OPENING, paragraph
from pledgewatch.publish.press import Page, Press

__all__ = ["finding_pages"]

_IN_FULL = Markup('<li class="full">')
_OPENED_AT_FIRST = 2
_SETTLED = "settled"
"""Stands for a kind of its own: an identity that a person settled is no longer one to settle."""


def finding_pages(press: Press) -> Iterator[Page]:
    """Make the pages of all findings, and note where those stand that have no dossier."""
    atlas, say = press.atlas, press.words.text
    known = [_SETTLED, *get_args(FindingKind)]
    kinds = [*known, *sorted({_kind_of(press, f) for f in atlas.findings} - set(known))]
    sections = [section for kind in kinds for section in _of_kind(press, kind)]
    if not sections:
        sections = [Section(key="none", title="", blocks=(paragraph(say("findings.none")),))]
    head = paragraph(press.words("findings.intro", n=len(atlas.findings)), "standfirst")
    title = say("nav.findings")
    laid = press.laid_out("findings", title, sections, head)
    apart = [finding for finding in atlas.findings if finding.key not in atlas.homes]
    contents = press.contents("findings", laid)
    for number, count, part in laid:
        path = page_name("findings", number)
        printed = "".join(block for section in part for block in section.blocks)
        for finding in apart:
            anchor = anchor_of_finding(finding)
            if finding.key not in atlas.homes and f'id="{anchor}"' in printed:
                atlas.homes[finding.key] = f"{path}#{anchor}"
        yield press.page(
            path,
            title=title,
            sections=part,
            head=head if number == 1 else Markup(""),
            here="findings",
            number=number,
            count=count,
            contents=contents,
        )


def _kind_of(press: Press, finding: Finding) -> str:
    return _SETTLED if press.atlas.is_settled(finding) else finding.kind


def _of_kind(press: Press, kind: str) -> Iterator[Section]:
    found = [finding for finding in press.atlas.findings if _kind_of(press, finding) == kind]
    if found:
        key = f"kind.{kind}"
        yield Section(
            key=f"k-{kind}",
            title=press.words.text(key) if press.words.has(key) else kind,
            opening=BRIEF_OPENING,
            closing=BRIEF_CLOSING,
            blocks=tuple(_entry(press, finding, opened=n < _OPENED_AT_FIRST) for n, finding in enumerate(found)),
        )


def _entry(press: Press, finding: Finding, *, opened: bool) -> Markup:
    if finding.key in press.atlas.homes:
        return brief(press, finding, root="", labelled=False)
    return _IN_FULL + card(press, finding, root="", about=True, opened=opened) + Markup("</li>")
