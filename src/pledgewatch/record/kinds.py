"""Tell from a file's content what it is: a list, who takes part in an initiative, or who belongs to whom."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pledgewatch.errors import ListError
from pledgewatch.record.importing import unpack
from pledgewatch.record.participants import is_participants
from pledgewatch.record.relations import is_relations

__all__ = ["Kind", "kind_of"]

Kind = Literal["list", "participants", "relations"]


def kind_of(path: Path) -> Kind:
    """Return what a file is; whatever is neither of the others is taken for a list, whose readers say what is wrong.

    Raises:
        ListError: it cannot be read, is empty, or is damaged gzip.
    """
    try:
        data = unpack(path.read_bytes(), str(path))
    except OSError as error:
        raise ListError(f"{path} cannot be read: {error.strerror}.", next_step="check the path.") from error
    if is_participants(data):
        return "participants"
    return "relations" if is_relations(data) else "list"
