"""Say what was found: one sentence each, and exactly what it rests upon."""

from pledgewatch.findings.evidence import Evidence
from pledgewatch.findings.make import make_findings

__all__ = ["Evidence", "make_findings"]
