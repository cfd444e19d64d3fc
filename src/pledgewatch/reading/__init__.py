"""Read files into documents: bytes in, text with offsets, pages, parts, language and doubts out.

>>> from pledgewatch.model.document import Document
>>> from pledgewatch.reading import enrich
>>> letter = enrich(Document(id="d1", text="Dear Sir, We will report each year. Yours faithfully, A. Moyo"))
>>> letter.parts["body"].of(letter.text)
'We will report each year.'
"""

from __future__ import annotations

from pledgewatch.reading.enriching import enrich
from pledgewatch.reading.lines import read_lines
from pledgewatch.reading.reader import read_file
from pledgewatch.reading.settings import ReadingSettings

__all__ = ["ReadingSettings", "enrich", "read_file", "read_lines"]
