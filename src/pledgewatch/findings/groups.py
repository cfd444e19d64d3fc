"""Look at a family once for all of its members: comparing each with each would take the square of their number."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import NamedTuple

from pledgewatch.findings.evidence import Evidence
from pledgewatch.findings.filled import departures, has_fills
from pledgewatch.findings.words import a_few
from pledgewatch.model.identity import DocumentId
from pledgewatch.model.reuse import Copy

__all__ = ["PEERS_SHOWN", "SHARE_WORTH_SAYING", "Group", "Groups", "is_identical"]

# Half of a letter is more than the courtesies that all letters share (salutation and closing are not weighed), and a
# form inside a long report is found by the share of the form instead.
SHARE_WORTH_SAYING = 0.5
# So many others are shown beside a document whose form is not known: enough to see that the text is one.
PEERS_SHOWN = 3


class Group(NamedTuple):
    """The members of a family that are held against one another.

    `names` by how many bear each, in order; `fullest` the copies that hold most of the text. `same`: all are the same
    but for what they filled in; `slots`: any of them filled in something; `letters`: of some, half is the shared text.
    """

    members: tuple[DocumentId, ...]
    names: dict[str, int]
    fullest: tuple[Copy, ...]
    same: bool
    slots: bool
    letters: bool

    def names_beside(self, own: str) -> str:
        """Name the first few beside the bearer of `own`, and say how many more there are."""
        alone = self.names.get(own) == 1
        first = [name for name in islice(self.names, PEERS_SHOWN + 1) if not (alone and name == own)]
        return a_few(first, PEERS_SHOWN, of=len(self.names) - alone)


class Groups:
    """Make the groups as they are asked for. Who merely quotes a letter is in none with those who sent it."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._made: dict[tuple[str, bool], Group] = {}

    def of(self, copy: Copy) -> Group:
        """Return the group of a member: those who pledge, where it and others do, else the whole family."""
        sent = self._evidence.is_pledge(copy.document)
        if (copy.family, sent) not in self._made:
            self._made[copy.family, sent] = self._group(copy.family, sent)
        return self._made[copy.family, sent]

    def _group(self, family: str, sent: bool) -> Group:
        evidence = self._evidence
        members = evidence.families[family].members
        pledging = tuple(filter(evidence.is_pledge, members))
        members = pledging if sent and len(pledging) > 1 else members
        names = Counter(map(evidence.who, members))
        copies = [evidence.copies[member] for member in members if member in evidence.copies]
        fullest = sorted(filter(_has_text, copies), key=lambda one: (-one.form_coverage, one.document))
        return Group(
            members=members,
            names={name: names[name] for name in sorted(names, key=lambda name: (name.casefold(), name))},
            fullest=tuple(fullest[: PEERS_SHOWN + 1]),
            same=len(copies) == len(members) and _all_the_same(evidence, copies),
            # One may have filled in what the other left open: any slot of any of them is enough to say so.
            letters=any(one.document_coverage >= SHARE_WORTH_SAYING for one in copies),
            slots=any(one.fills or has_fills(evidence, one) for one in copies),
        )


def _has_text(copy: Copy) -> bool:
    return bool(copy.copied)


def is_identical(evidence: Evidence, copy: Copy) -> bool:
    """Tell whether every word of a document is the family's, but for what was filled in."""
    return not copy.own_words and copy.document_coverage > 0.999 and departures(evidence, copy).none


def _all_the_same(evidence: Evidence, copies: list[Copy]) -> bool:
    if not all(is_identical(evidence, one) for one in copies) or len({one.options for one in copies}) > 1:
        return False
    # A name that stands in a member's own words, and not in a slot, lowers the share of the form that it has.
    return any(one.edits for one in copies) or len({one.form_coverage for one in copies}) == 1
