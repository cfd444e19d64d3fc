from __future__ import annotations

from collections.abc import Callable

import pytest

from pledgewatch.model.document import Document, Failure

PAGE = """<!doctype html><html><head><meta charset="{charset}"><title>Our  pledge</title><style>p {{}}</style></head>
<body>
<nav>Home | About</nav><h1>Pledge</h1><p>We will <b>re</b>port
every year.<br>Signed.</p><script>alert(1)</script><p hidden>unseen</p><p style="display: none">unseen</p>
<ul><li>one</li><li>two</li></ul><table><tr><th>Plant<td>Waste<tr><td>Aruba<td>12&nbsp;t</table>{more}</body></html>"""


def test_text_in_reading_order(read_one: Callable[..., Document]) -> None:
    document = read_one(PAGE.format(charset="utf-8", more="").encode(), "page.pdf")
    assert document.text == (
        "Pledge\n\nWe will report every year.\nSigned.\n\none\n\ntwo\n\nPlant\tWaste\nAruba\t12\xa0t"
    )
    assert document.title == "Our pledge"
    assert document.media_type == "text/html"


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252"])
def test_declared_encodings(read_one: Callable[..., Document], charset: str) -> None:
    page = PAGE.format(charset=charset, more="<p>Société générale, l'été</p>").encode(charset)
    assert read_one(page).text.endswith("Société générale, l'été")


def test_a_wrong_declaration_is_not_believed(read_one: Callable[..., Document]) -> None:
    page = PAGE.format(charset="utf-8", more="<p>Société générale, l'été</p>").encode("cp1252")
    assert read_one(page).text.endswith("Société générale, l'été")


def test_the_main_part_is_preferred(read_one: Callable[..., Document]) -> None:
    page = "<body><header>Menu of the site</header><main><p>The pledge itself, in full.</p></main><footer>Imprint"
    assert read_one(page.encode()).text == "The pledge itself, in full."


def test_soft_hyphens_are_not_text(read_one: Callable[..., Document]) -> None:
    assert read_one(b"<p>sus&shy;tain&#8203;ability</p>").text == "sustainability"


def test_deep_nesting_is_refused_not_cut(fail_one: Callable[..., Failure]) -> None:
    assert fail_one(b"<html><body>" + b"<div>" * 5000 + b"deep" + b"</div>" * 5000).error == "LimitError"


def test_markup_without_text_is_empty(fail_one: Callable[..., Failure]) -> None:
    assert (
        fail_one(b"<!doctype html><html><head><title>t</title></head><body><script>x</script>").error
        == "EmptyDocumentError"
    )
