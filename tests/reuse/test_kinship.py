from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgewatch.reuse.align import align, most_shared
from pledgewatch.reuse.kinship import belongs, kinship, surely_belongs, surely_least
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.weigh import least

SETTINGS = ReuseSettings()
FORM = "".join(map(chr, range(0x100, 0x180)))


@st.composite
def variants(draw: st.DrawFn) -> str:
    """Return the form with some runs of tokens replaced, left out or added."""
    out = FORM
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(out)))
        size = draw(st.sampled_from([0, 1, 2, 5, 20, 60]))
        put = draw(st.text(alphabet="uvwxyz" + FORM[:20], max_size=draw(st.sampled_from([0, 1, 3, 15, 50]))))
        out = out[:at] + put + out[at + size :]
    return out


@given(variants())
def test_blocks_tell_of_an_established_form_what_counting_tells(text: str) -> None:
    kin = kinship(FORM, text, set(), SETTINGS)
    assert surely_belongs(kin.blocks, len(FORM), len(text), SETTINGS) == belongs(
        kin, len(FORM), len(text), True, SETTINGS
    )


@given(st.lists(variants(), min_size=1, max_size=4), variants(), st.sampled_from([0.0, 0.4]))
def test_whichever_is_weighed_first_the_same_leaves_least(texts: list[str], text: str, share: float) -> None:
    def cost(at: int) -> float:
        return kinship(texts[at], text, set(), SETTINGS).unexplained(len(text))

    found = [
        least(text, texts, lambda at: kinship(texts[at], text, set(), SETTINGS), SETTINGS, share, first)
        for first in range(len(texts))
    ]
    chosen = {None if one is None else one[0] for one in found}
    assert len(chosen) == 1
    best = chosen.pop()
    might = [at for at, one in enumerate(texts) if most_shared(one, text) >= share * len(one)]
    shared = [at for at in might if align(texts[at], text)]
    assert best == min(shared, key=lambda at: (cost(at), at), default=None)
    for first, one in enumerate(texts):
        if surely_least(text, texts, first, align(one, text), SETTINGS, share):
            assert best == first


@pytest.mark.parametrize(
    ("least_wanted", "largest", "most"), [(0, 1 << 26, 4), (4, 1 << 26, 4), (4.5, 1 << 26, 0), (9, 10, 5)]
)
def test_most_shared_counts_what_is_in_order_or_knows_only_the_shorter(
    least_wanted: float, largest: int, most: int
) -> None:
    assert most_shared("abxcd", "abcdef", least_wanted, largest) == most
