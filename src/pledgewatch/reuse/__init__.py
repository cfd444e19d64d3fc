"""Find who shares which text: families of documents, their templates with slots, and each member's copy."""

from pledgewatch.reuse.find import Reuse, find_families
from pledgewatch.reuse.forms import load_forms, write_form
from pledgewatch.reuse.placeholders import placeholders
from pledgewatch.reuse.printing import print_template
from pledgewatch.reuse.reconstruct import copied_tokens, reconstruct
from pledgewatch.reuse.settings import ReuseSettings

__all__ = [
    "Reuse",
    "ReuseSettings",
    "copied_tokens",
    "find_families",
    "load_forms",
    "placeholders",
    "print_template",
    "reconstruct",
    "write_form",
]
