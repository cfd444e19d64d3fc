"""Hold what may be set for finding families."""

from __future__ import annotations

import msgspec

from pledgewatch.errors import SettingsError

__all__ = ["ReuseSettings"]


class ReuseSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Say when documents share a form, and when two forms are siblings.

    `least_shared_tokens`: fewer shared tokens than this are a phrase, not a passage. 20 is the length of one long
    sentence; the shortest public licence that people fill in (beerware) has 48.

    `least_form_coverage`: a document that has less of a form than this is no member. Real letters of one era that
    were reworded keep 0.77 and more, licences of another kind that quote the same disclaimer have 0.5.

    `sibling_places` and `sibling_tokens`: two wordings that each at least two documents share are two forms when
    they differ in so many places (equal replacements count once), or by so many tokens. Eras of one letter differ in
    3 places and more; a fill of up to 12 tokens is still a fill.

    `longest_fill`: a difference of more tokens than this is a passage of its own and not a fill, unless most
    members differ there.

    `largest_alignment`: the product of two documents' tokens above which they are cut at unique common passages
    before they are aligned: 2 ** 26 costs 8 MB and about 20 ms.
    """

    least_shared_tokens: int = 20
    least_form_coverage: float = 0.6
    sibling_places: int = 3
    sibling_tokens: int = 12
    longest_fill: int = 12
    largest_alignment: int = 1 << 26

    def __post_init__(self) -> None:
        if self.least_shared_tokens < 5:
            raise SettingsError("least_shared_tokens must be at least 5: shorter phrases are shared by chance.")
        if not 0.3 <= self.least_form_coverage <= 1.0:
            raise SettingsError("least_form_coverage must lie between 0.3 and 1.")
        if min(self.sibling_places, self.sibling_tokens, self.longest_fill) < 1:
            raise SettingsError("sibling_places, sibling_tokens and longest_fill must be at least 1.")
        if not 1 << 16 <= self.largest_alignment <= 1 << 32:
            raise SettingsError("largest_alignment must lie between 2 ** 16 and 2 ** 32.")
