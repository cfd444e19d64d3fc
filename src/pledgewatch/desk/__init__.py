"""The desk: the folder where the work lies, and the only place that knows the order of the stages."""

from pledgewatch.desk.desk import Desk

__all__ = ["Desk"]
