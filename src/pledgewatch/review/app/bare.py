"""Print the pages before somebody came in; they know nothing of the desk."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

__all__ = ["environment"]


@cache
def environment() -> Environment:
    """Return the templates, escaping everything."""
    return Environment(
        loader=PackageLoader("pledgewatch.review.app", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
