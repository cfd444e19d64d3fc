"""Say in schema.org's words what a page holds, for machines: claims with their basis, quotations with their source.

It is a block of data, not of code: nothing runs, and a page's policy needs no exception for it. `Claim` is what is
said; no rating is given, since the house gives none.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from markupsafe import Markup

from pledgewatch.model.finding import Finding
from pledgewatch.publish.atlas import Atlas
from pledgewatch.publish.quote import Quote, quote_sentence
from pledgewatch.safe import clip, language_tag, safe_url, visible

__all__ = ["claims", "quotation", "script_of"]

_CLAIMS_AT_MOST = 10
_SOURCES_AT_MOST = 4
_CONTEXT = "https://schema.org"


def script_of(data: object) -> Markup:
    """Return the data as a block that no text within can end."""
    text = msgspec.json.encode(data, order="sorted").decode()
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(f'<script type="application/ld+json">{text}</script>')  # noqa: S704 - every sign of markup is escaped


def _publisher(atlas: Atlas) -> dict[str, Any]:
    about = atlas.edition.about
    found: dict[str, Any] = {"@type": "Organization", "name": visible(about.publisher or atlas.edition.title)}
    return found | ({"url": about.address} if about.address else {})


def claims(atlas: Atlas, findings: Iterable[tuple[Finding, str]], name: str) -> dict[str, Any]:
    """Return the first findings about an organisation, each with its sentence, as claims of the publisher."""
    made = [_claim(atlas, finding, sentence, name) for finding, sentence in tuple(findings)[:_CLAIMS_AT_MOST]]
    return {"@context": _CONTEXT, "@graph": made}


def _claim(atlas: Atlas, finding: Finding, sentence: str, name: str) -> dict[str, Any]:
    return {
        "@type": "Claim",
        "identifier": finding.key,
        "text": visible(clip(sentence, 500)),
        "inLanguage": "en",
        "about": {"@type": "Organization", "name": visible(clip(name, 160))},
        "author": _publisher(atlas),
        "dateModified": atlas.edition.as_of,
        "citation": _sources(atlas, finding)[:_SOURCES_AT_MOST],
    }


def _sources(atlas: Atlas, finding: Finding) -> list[str]:
    seen: set[str] = set()
    for row in finding.basis.rows:
        listing = atlas.listings.get(row.listing)
        seen |= {url for url in (listing.source_urls if listing else ()) if safe_url(url)}
    for passage in finding.basis.passages:
        document = atlas.documents.get(passage.document)
        if document is not None and document.source_url and safe_url(document.source_url):
            seen.add(document.source_url)
    return sorted(seen)


def quotation(atlas: Atlas, quote: Quote) -> dict[str, Any]:
    """Return the quote of the day: its words, who sent them, from where."""
    tag = language_tag(quote.language)
    return {
        "@context": _CONTEXT,
        "@type": "Quotation",
        "text": visible(quote_sentence(quote)),
        **({"inLanguage": tag} if tag else {}),
        "creator": [{"@type": "Organization", "name": visible(clip(one.name, 160))} for one in quote.signers],
        "isBasedOn": [one.source_url for one in quote.signers if one.source_url and safe_url(one.source_url)],
        "publisher": _publisher(atlas),
    }
