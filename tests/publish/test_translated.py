"""A person's translation stands beside the original, with who and when, and is marked when the original changes."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from tests.publish import fixture

from pledgewatch.errors import UsageError
from pledgewatch.model.finding import Finding
from pledgewatch.model.identity import FindingKey
from pledgewatch.model.translation import OF_QUOTE, Translation
from pledgewatch.publish.about import About
from pledgewatch.publish.quote import quote_of_the_day, quote_sentence
from pledgewatch.publish.site import pages_of_edition
from pledgewatch.review.translations import Translations

WHEN = "2026-01-31T12:00:00Z"
WORDS = "一句<b>译文</b>。"


def _quoting() -> Finding:
    return next(f for f in fixture.published().findings if f.basis.passages)


def _translation(finding: FindingKey, original: str, passage: int = 0) -> Translation:
    return Translation(
        finding=finding, passage=passage, language="zh-Hans", text=WORDS, by="译者甲", when=WHEN, original=original
    )


def _pages(*translations: Translation) -> dict[str, str]:
    edition = msgspec.structs.replace(
        fixture.published(), about=About(languages=("en", "zh-Hans")), translations=translations
    )
    return {page.path: page.data.decode() for page in pages_of_edition(edition)}


def test_a_translation_stands_in_its_language_beside_the_original() -> None:
    finding = _quoting()
    pages = _pages(
        _translation(finding.key, finding.sentence),
        _translation(finding.key, finding.basis.passages[0].quote.exact, passage=1),
    )
    dossier = next(p for p, h in pages.items() if p.startswith("zh/organisations/") and f"f-{finding.key}" in h)
    html = pages[dossier]
    assert html.count('<span lang="zh-Hans">一句&lt;b&gt;译文&lt;/b&gt;。</span>') >= 2
    assert "译者甲译，2026年1月31日。" in html
    assert "此后原文有改动" not in html
    assert WORDS[:2] not in "".join(html for path, html in pages.items() if not path.startswith("zh/"))


def test_an_outdated_translation_says_so() -> None:
    finding = _quoting()
    pages = _pages(_translation(finding.key, "Another sentence."))
    assert any("此后原文有改动。" in html for html in pages.values())


def test_the_quote_is_translated_too() -> None:
    quote = quote_of_the_day(fixture.published())
    assert quote is not None
    pages = _pages(_translation(OF_QUOTE, quote_sentence(quote)))
    assert "译者甲译" in pages["zh/quote.html"]
    assert "译者甲译" in pages["zh/index.html"]


def test_translations_are_kept_and_the_last_one_stands(tmp_path: Path) -> None:
    kept = Translations(tmp_path / "translations.jsonl", clock=lambda: WHEN)
    for text in ("one", "two"):
        kept.add(FindingKey("a"), passage=0, language="fr", text=text, by="B", original="o")
    kept.add(FindingKey("b"), passage=1, language="fr", text="x", by="B", original="o")
    kept.add(FindingKey("b"), passage=1, language="fr", text="", by="B", original="o")
    assert [one.text for one in Translations(kept.path).current()] == ["two"]
    with kept.path.open("ab") as file:
        file.write(b'{"finding": "a", "pass')
    kept.add(FindingKey("c"), passage=0, language="fr", text="three", by="B", original="o")
    assert [one.text for one in kept.current()] == ["two", "three"]


@pytest.mark.parametrize(
    "change", [{"by": " "}, {"language": "<fr>"}, {"text": "x" * 20_001}], ids=["nobody", "no language", "too long"]
)
def test_what_is_no_translation_is_refused(tmp_path: Path, change: dict[str, str]) -> None:
    given = {"language": "fr", "text": "x", "by": "B", "original": "o"} | change
    with pytest.raises(UsageError):
        Translations(tmp_path / "t").add(FindingKey("a"), passage=0, **given)
    assert not (tmp_path / "t").exists()
