"""Find who shares which text: families of documents, their templates with slots, and each member's copy."""

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

__all__ = [
    "Catalogue",
    "Comparison",
    "Counts",
    "Reuse",
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
