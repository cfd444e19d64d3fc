"""Find who shares which text: families of documents, their templates with slots, and each member's copy."""

from typing import TYPE_CHECKING, Any

from pledgewatch.reuse.compare import Comparison, compare
from pledgewatch.reuse.family_view import Catalogue, family_view
from pledgewatch.reuse.find import Reuse, find_families
from pledgewatch.reuse.forms import load_forms, write_form
from pledgewatch.reuse.large import Counts, find_families_in
from pledgewatch.reuse.placeholders import placeholders
from pledgewatch.reuse.printing import print_template
from pledgewatch.reuse.reconstruct import copied_tokens, reconstruct
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.side_by_side import side_by_side

if TYPE_CHECKING:
    from pledgewatch.reuse.index import ReuseIndex

__all__ = [
    "Catalogue",
    "Comparison",
    "Counts",
    "Reuse",
    "ReuseIndex",
    "ReuseSettings",
    "compare",
    "copied_tokens",
    "family_view",
    "find_families",
    "find_families_in",
    "load_forms",
    "placeholders",
    "print_template",
    "reconstruct",
    "side_by_side",
    "write_form",
]


def __getattr__(name: str) -> Any:
    """Import the index when it is asked for: SQLite and its own modules are a quarter of what all the rest costs."""
    if name == "ReuseIndex":
        from pledgewatch.reuse.index import ReuseIndex

        return ReuseIndex
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
