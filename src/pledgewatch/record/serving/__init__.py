"""Serve the record on this machine: for OpenRefine's reconciliation, and in the shape of yente's matching."""

from pledgewatch.record.serving.answers import Answers
from pledgewatch.record.serving.app import build_app

__all__ = ["Answers", "build_app"]
