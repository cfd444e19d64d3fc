from __future__ import annotations

import msgspec
import pytest
from tests.publish import letters

from pledgewatch.publish.shares import Share, share_of

COPY = msgspec.structs.replace(letters.letters()[1].copy, edits=(), own_words=())


@pytest.mark.parametrize(
    ("document", "form", "expected"),
    [
        (0.96, 0.99, Share(0.96, "document")),
        (1.0, 0.3, Share(1.0, "document")),
        (0.16, 0.98, Share(0.98, "form")),
        (0.16, 0.30, Share(0.16, "document")),
    ],
)
def test_one_percentage_with_what_it_is_of(document: float, form: float, expected: Share) -> None:
    assert share_of(msgspec.structs.replace(COPY, document_coverage=document, form_coverage=form)) == expected


def test_what_departs_anywhere_is_never_all_of_it() -> None:
    edited = letters.letters()[0].copy
    assert edited.edits
    assert share_of(msgspec.structs.replace(edited, document_coverage=1.0)).value == 0.99


@pytest.mark.parametrize(("value", "tenths"), [(0.0, 0), (0.24, 2), (0.96, 10), (1.2, 10)])
def test_the_bar_has_ten_steps(value: float, tenths: int) -> None:
    assert Share(value, "document").tenths == tenths
