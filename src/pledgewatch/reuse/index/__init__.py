"""Keep the families of a corpus up to date as documents are added."""

from pledgewatch.reuse.index.kept import ReuseIndex

__all__ = ["ReuseIndex"]
