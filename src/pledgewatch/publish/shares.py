"""Say how much of a text is shared, as one percentage with what it is a share of.

Of a letter that is mostly a form, the share of the letter tells; of a report that holds a form on one of its pages, the
share of the form does. Two percentages side by side would have to be explained, so only one is printed.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from pledgewatch.model.reuse import Copy

__all__ = ["Share", "own_share", "share_of"]

_MOSTLY = 0.5


class Share(msgspec.Struct, frozen=True):
    """A share of 0 to 1 and what it is of: the document's own text, or the form's (what the family has in common)."""

    value: float
    of: Literal["document", "form"]

    @property
    def tenths(self) -> int:
        """Return the share in tenths, rounded, for the bar beside it."""
        return round(min(1.0, max(0.0, self.value)) * 10)


def share_of(copy: Copy) -> Share:
    """Return the share to print for a document's copy; less than all where anything in it departs from the text."""
    if copy.document_coverage < _MOSTLY <= copy.form_coverage:
        return Share(copy.form_coverage, "form")
    whole = not copy.edits and not copy.own_words
    return Share(copy.document_coverage if whole else min(copy.document_coverage, 0.99), "document")


def own_share(copy: Copy) -> float:
    """Return the share of a document that is not the family's text."""
    return min(1.0, max(0.0, 1.0 - copy.document_coverage))
