from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgewatch.reuse import backbone
from pledgewatch.reuse.backbone import backbone_of_form, written


@given(st.text(alphabet="ab c,.-\n_(é", max_size=40), st.booleans())
def test_what_is_written_without_a_second_reading_is_what_a_second_reading_gives(text: str, trim: bool) -> None:
    found = backbone_of_form(text)
    pairs = [(start, end) for end in range(len(found.words) + 1) for start in range(end + 1)]
    quick = [written(found, start, end, trim=trim) for start, end in pairs]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backbone, "_PARTING", frozenset())
        assert quick == [written(found, start, end, trim=trim) for start, end in pairs]
