from __future__ import annotations

import importlib.util
from collections.abc import Callable

import pytest

from pledgewatch.model.document import Document, Failure
from pledgewatch.reading import ReadingSettings

pytestmark = [
    pytest.mark.ocr,
    pytest.mark.skipif(importlib.util.find_spec("rapidocr") is None, reason="needs the extra 'ocr'"),
]
LINES = ["Vexel Mills will report on waste every year", "and name the person who answers for it."]


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF", "WEBP"])
def test_pictures_are_read_with_their_spaces(
    read_one: Callable[..., Document], picture: Callable[..., bytes], form: str
) -> None:
    document = read_one(picture(*LINES, form=form), "scan.pdf")
    assert document.text.split() == " ".join(LINES).split()
    assert document.media_type == f"image/{form.lower()}"
    word = document.pages[0].words[0]
    assert document.text[word.start : word.end] == "Vexel"


def test_a_picture_without_text_is_empty(fail_one: Callable[..., Failure], picture: Callable[..., bytes]) -> None:
    assert fail_one(picture()).error == "EmptyDocumentError"


def test_too_many_pixels_are_refused(fail_one: Callable[..., Failure], picture: Callable[..., bytes]) -> None:
    failure = fail_one(picture(*LINES), settings=ReadingSettings(max_pixels=1000))
    assert failure.error == "LimitError"


def test_a_truncated_picture_is_damaged(fail_one: Callable[..., Failure], picture: Callable[..., bytes]) -> None:
    assert fail_one(picture(*LINES)[:3000]).error == "DamagedError"


def test_without_the_extra_the_command_is_named(
    fail_one: Callable[..., Failure], picture: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    from pledgewatch.reading import ocr

    monkeypatch.setitem(sys.modules, "rapidocr", None)
    ocr._engine.cache_clear()
    failure = fail_one(picture(*LINES))
    ocr._engine.cache_clear()
    assert failure.error == "ExtraMissingError"
    assert "pip install 'pledgewatch[ocr]'" in failure.next


def test_a_scanned_pdf_is_read(read_one: Callable[..., Document], picture: Callable[..., bytes]) -> None:
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.open(io.BytesIO(picture(*LINES))).save(out, "PDF", resolution=200)
    assert read_one(out.getvalue()).text.split() == " ".join(LINES).split()
