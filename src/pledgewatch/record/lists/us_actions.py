"""Tell apart the actions that one entry of the State Department's list holds, each with its law, date and status.

`Authority: Executive Order 13382; imposed 1/9/2009; status: Lifted on 4/3/15; Vol. 80. No. 72 Federal Register | ...`:
an organisation can be under one of them and free of another, so each is a listing.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from pledgewatch.model.record import Citation
from pledgewatch.record.lists.list_dates import find_dates

__all__ = ["Action", "read_actions"]

_ACTION = re.compile(
    r"Authority: (?P<law>[^;|]{2,200}); imposed (?P<imposed>[^;|]{4,40}); status: (?P<status>[^;|]{2,120})"
    r"(?:; (?P<notices>[^|]{2,400}))?"
)
_ENDED = re.compile(r"(?:all provisions )?(?:expired|lifted|terminated)\b", re.IGNORECASE)


class Action(NamedTuple):
    """One action: what tells it apart from others of its entry, and the fields of an entry that it fills."""

    key: tuple[str, str]
    fields: dict[str, Any]


def read_actions(notes: str) -> tuple[Action, ...]:
    """Return the actions of an entry's notes, none where they are of another kind.

    An end counts only where the status says that the whole has ended, and when; anything else is kept as a note.
    """
    return tuple(_action(found) for found in _ACTION.finditer(notes))


def _action(found: re.Match[str]) -> Action:
    law, status = found["law"].strip(), found["status"].strip()
    start = next(iter(find_dates(found["imposed"])), "")
    ended = next(iter(find_dates(status)), "") if _ENDED.match(status) else ""
    stands = status.casefold() == "active" or "remain" in status.casefold()
    return Action(
        (law, start),
        {
            "programmes": (law,),
            "start_date": start,
            "end_date": ended if ended >= start else "",
            "end_note": "" if stands or (ended and ended >= start) else f"the list says {status!r}",
            "citations": (Citation(found["notices"].strip()),) if found["notices"] else (),
        },
    )
