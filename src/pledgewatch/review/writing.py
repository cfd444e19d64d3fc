"""Write a letter to a company, as text and PDF: what is going to be said of it, and what each sentence rests upon."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from markupsafe import escape

from pledgewatch.errors import DeskError
from pledgewatch.model.finding import Finding, Passage, RecordRow
from pledgewatch.publish.atlas import Atlas
from pledgewatch.publish.words import Words
from pledgewatch.review.plain_pdf import plain_pdf
from pledgewatch.safe import clip, visible

__all__ = ["letter_text", "pdf_of"]

_PASSAGES_AT_MOST = 4
_ROWS_AT_MOST = 4
_QUOTE_AT_MOST = 600
_PRINT_SECONDS = 60.0
_STYLE = (
    "@page { margin: 24mm 22mm; } body { font: 11pt/1.45 'Noto Serif', 'Liberation Serif', 'Noto Serif CJK SC', serif; "
    "white-space: pre-wrap; overflow-wrap: anywhere; }"
)


def letter_text(atlas: Atlas, words: Words, name: str, findings: Iterable[Finding], *, by: str, answer_by: str) -> str:
    """Return a letter that says what was found and upon what it rests, for a person to go over before it is sent."""
    parts = [
        f"To {name}",
        "Dear Sir or Madam,",
        "We are preparing a publication on what organisations pledge and on what public records hold. It is going to "
        f"say of {name} what stands below, each sentence with what it rests upon. Please tell us whether anything is "
        "wrong, and what you wish to add.",
    ]
    for number, finding in enumerate(findings, 1):
        parts.append("\n".join(_said(atlas, words, number, finding)))
    parts += [
        f"Please answer by {answer_by}. Your answer will stand beside what we publish; without one, we say when we "
        "asked.",
        "Yours faithfully,",
        by,
    ]
    return visible("\n\n".join(parts)) + "\n"


def _said(atlas: Atlas, words: Words, number: int, finding: Finding) -> Iterator[str]:
    yield f"{number}. {clip(finding.sentence, 1_500)}"
    for caveat in finding.caveats[:4]:
        yield f"   ({clip(caveat, 300)})"
    basis = finding.basis
    if basis.passages or basis.rows:
        yield "   This rests upon:"
    yield from (f"   - {_passage(atlas, words, one)}" for one in basis.passages[:_PASSAGES_AT_MOST])
    yield from (f"   - {_row(atlas, words, one)}" for one in basis.rows[:_ROWS_AT_MOST])
    left = max(0, len(basis.passages) - _PASSAGES_AT_MOST) + max(0, len(basis.rows) - _ROWS_AT_MOST)
    if left:
        yield f"   - and {left} more, which we send you on request."


def _passage(atlas: Atlas, words: Words, passage: Passage) -> str:
    document = atlas.documents.get(passage.document)
    date = atlas.date_of(passage.document)
    place = [atlas.name_of(passage.document) if document else "the form"]
    place += [words.date(date)] if date else []
    place += [f"page {passage.page}"] if passage.page else []
    place += [clip(document.source_url, 300)] if document and document.source_url else []
    quote = " ".join(clip(passage.quote.exact, _QUOTE_AT_MOST).split())
    return f"{', '.join(place)}: “{quote}”"


def _row(atlas: Atlas, words: Words, row: RecordRow) -> str:
    snapshot, listing = atlas.lists.get((row.list, row.snapshot)), atlas.listings.get(row.listing)
    parts = [snapshot.title if snapshot else row.list, f"row {row.row_number}"]
    parts += [f"as of {words.date(row.as_of)}"] if row.as_of else []
    parts += [f"“{clip(listing.entity, 160)}”"] if listing else []
    parts += [clip(listing.source_urls[0], 300)] if listing and listing.source_urls else []
    return ", ".join(parts)


def pdf_of(text: str, title: str) -> bytes:
    """Return a text as PDF: printed by the system's Chromium, in any script; else in the letters that PDF itself knows.

    Raises:
        DeskError: it has letters that only Chromium can print, and that is not installed.
    """
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return _printed(chromium, text, title) if chromium else plain_pdf(text, title)


def _printed(chromium: str, text: str, title: str) -> bytes:
    html = f'<!doctype html><meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>{escape(text)}'
    with tempfile.TemporaryDirectory(prefix="letter-") as folder:
        page, out = Path(folder) / "letter.html", Path(folder) / "letter.pdf"
        page.write_text(html, encoding="utf-8")
        command = [
            chromium,
            "--headless",
            "--disable-gpu",
            "--no-pdf-header-footer",
            "--disable-background-networking",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={out}",
            *(["--no-sandbox"] if os.geteuid() == 0 else []),
            page.as_uri(),
        ]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_PRINT_SECONDS)  # noqa: S603
            return out.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise DeskError("Chromium could not print the letter.", next_step="take it as text.") from error
