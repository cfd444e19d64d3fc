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


def finding_pages(press: Press) -> Iterator[Page]:
    """Make the pages of all findings, and note where those stand that have no dossier."""
    atlas, say = press.atlas, press.words.text
    kinds = [*get_args(FindingKind), *sorted({f.kind for f in atlas.findings} - set(get_args(FindingKind)))]
    sections = [section for kind in kinds for section in _of_kind(press, kind)]
    if not sections:
        sections = [Section(key="none", title="", blocks=(paragraph(say("findings.none")),))]
    head = paragraph(press.words("findings.intro", n=len(atlas.findings)), "standfirst")
    title = say("nav.findings")
    for number, count, part in press.laid_out("findings", title, sections, head):
        path = page_name("findings", number)
        printed = "".join(block for section in part for block in section.blocks)
        for finding in atlas.findings:
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
        )


def _of_kind(press: Press, kind: str) -> Iterator[Section]:
    found = [finding for finding in press.atlas.findings if finding.kind == kind]
    if found:
        key = f"kind.{kind}"
        yield Section(
            key=f"k-{kind}",
            title=press.words.text(key) if press.words.has(key) else kind,
            opening=BRIEF_OPENING,
            closing=BRIEF_CLOSING,
            blocks=tuple(_entry(press, finding) for finding in found),
        )


def _entry(press: Press, finding: Finding) -> Markup:
    if finding.key in press.atlas.homes:
        return brief(press, finding, root="", labelled=False)
    return _IN_FULL + card(press, finding, root="", about=True) + Markup("</li>")
