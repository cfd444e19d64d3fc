"""Read promises: what is undertaken, could anyone check it, is it the company's own, what does it concern.

    >>> from pledgewatch.model.document import Document
    >>> from pledgewatch.promises import explain, find_promises
    >>> text = "By 30 June 2027 our audit committee will publish the results of 12 site audits."
    >>> letter = Document(id="d1", text=text)
    >>> [promise] = find_promises(letter)
    >>> promise.specific, sorted(promise.aspects)
    (True, ['action', 'quantity', 'responsible', 'time', 'verification'])

Rules only, readable in `languages/*.toml`; a language is one file.
"""

from __future__ import annotations

from pledgewatch.promises.changes import Change, Pledged, compare_pledges
from pledgewatch.promises.due import due, dues
from pledgewatch.promises.expected import Subject, expected_subjects, is_expected, parse_expected
from pledgewatch.promises.find import find_promises
from pledgewatch.promises.mentions import mentions
from pledgewatch.promises.passages import Passage, read_passage
from pledgewatch.promises.silence import Addressed, addressed, principles_addressed, silence_in_words
from pledgewatch.promises.why import explain

__all__ = [
    "Addressed",
    "Change",
    "Passage",
    "Pledged",
    "Subject",
    "addressed",
    "compare_pledges",
    "due",
    "dues",
    "expected_subjects",
    "explain",
    "find_promises",
    "is_expected",
    "mentions",
    "parse_expected",
    "principles_addressed",
    "read_passage",
    "silence_in_words",
]
