"""Name every way in which Pledgewatch refuses, in one tree.

::

    PledgewatchError                 something the user can act upon; printed in one line, never a traceback
    +-- UsageError                   the call does not fit (exit code 2)
    |   +-- SettingsError            a setting is unknown or malformed
    |   +-- UnknownKeyError          no such finding, document, list
    |   +-- MeanwhileError           a colleague decided since it was looked at
    +-- DeskError                    the desk folder is not usable (exit code 2)
    |   +-- DeskBusyError            another process works in this desk
    |   +-- TableError               a derived table is damaged; it can be rebuilt
    +-- DocumentError                one document could not be read; becomes a row of the failures table
    |   +-- EmptyDocumentError       no bytes, or no text in it
    |   +-- UnsupportedError         a kind of file that no reader takes
    |   +-- ProtectedError           encrypted, or no permission
    |   +-- DamagedError             truncated, malformed, not what it says
    |   +-- LimitError               larger, deeper or slower than the limits allow
    |   +-- ExtraMissingError        needs an optional part of the installation
    +-- ListError                    one list of the record could not be imported
    +-- KeyFileError                 a key's file cannot be used (exit code 2)
    +-- CopyError                    what was found is not to be taken for a true copy
    |   +-- ForgedError              changed, incomplete, or signed by nobody who may (exit code 5)
    |   +-- ExpiredError             true once, and old now (exit code 6)
    +-- ReachError                   the bridge to blocked readers cannot do it
    |   +-- WireError                a message is malformed, was changed, or is another's
    |   |   +-- UnknownKeyIdError    it is sealed to a key that is not known here
    |   +-- RefusedError             an address, a ticket or a limit stands against it
    |   +-- UnreachableError         no volunteer, broker or gateway answers
    +-- CaptureError                 a web page could not be kept (exit code 3)
    +-- NothingConfirmedError        there is nothing that a person confirmed (exit code 4)

Every error says what happened, in which document or list, and what to do next. The exit codes are documented
in docs/commands.md.
"""

from __future__ import annotations

__all__ = [
    "CaptureError",
    "CopyError",
    "DamagedError",
    "DeskBusyError",
    "DeskError",
    "DocumentError",
    "EmptyDocumentError",
    "ExpiredError",
    "ExtraMissingError",
    "ForgedError",
    "KeyFileError",
    "LimitError",
    "ListError",
    "MeanwhileError",
    "NothingConfirmedError",
    "PledgewatchError",
    "ProtectedError",
    "ReachError",
    "RefusedError",
    "SettingsError",
    "TableError",
    "UnknownKeyError",
    "UnknownKeyIdError",
    "UnreachableError",
    "UnsupportedError",
    "UsageError",
    "WireError",
]


class PledgewatchError(Exception):
    """Say what happened and what to do next; `str()` gives both in one line."""

    exit_code = 1

    def __init__(self, what: str, *, next_step: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.next_step = next_step

    def __str__(self) -> str:
        what = self.what if self.what.endswith((".", "!", "?")) else f"{self.what}."
        return f"{what} Next: {self.next_step}" if self.next_step else what


class UsageError(PledgewatchError):
    """The call does not fit what the command takes."""

    exit_code = 2


class SettingsError(UsageError):
    """A setting is unknown or malformed; nothing was run."""


class UnknownKeyError(UsageError):
    """No finding, document or list has this key."""


class MeanwhileError(UsageError):
    """Somebody else decided since this was looked at; nothing was recorded."""


class DeskError(PledgewatchError):
    """The desk folder cannot be used as it is."""

    exit_code = 2


class DeskBusyError(DeskError):
    """Another process holds the desk."""


class TableError(DeskError):
    """A derived table is damaged; delete `tables/` and run `examine` again to rebuild it."""


class DocumentError(PledgewatchError):
    """One document could not be read; the others are unharmed."""

    exit_code = 3


class EmptyDocumentError(DocumentError):
    """The file holds no bytes, or no text that could be read."""


class UnsupportedError(DocumentError):
    """No reader takes this kind of file."""


class ProtectedError(DocumentError):
    """The file is encrypted or may not be opened."""


class DamagedError(DocumentError):
    """The file is truncated, malformed, or not what it says it is."""


class LimitError(DocumentError):
    """The file is larger, deeper or slower to read than the limits allow."""


class ExtraMissingError(DocumentError):
    """Reading this file needs an optional part of the installation."""


class ListError(PledgewatchError):
    """A list could not be imported; the last good one is kept."""

    exit_code = 3


class CaptureError(PledgewatchError):
    """A web page could not be fetched or shown; the others of the list are unharmed."""

    exit_code = 3


class KeyFileError(PledgewatchError):
    """A key's file is missing, open to others, damaged, or its passphrase is wrong."""

    exit_code = 2


class CopyError(PledgewatchError):
    """What was found is not to be taken for a true copy of the publication."""

    exit_code = 5


class ForgedError(CopyError):
    """A file, a list, a certificate or a signature is not what was published."""


class ExpiredError(CopyError):
    """What was signed is no longer valid, or older than what was seen before."""

    exit_code = 6


class ReachError(PledgewatchError):
    """The bridge to readers whose network blocks the publication cannot do what was asked."""


class WireError(ReachError):
    """A message of the bridge is malformed, was changed on its way, or belongs to another request."""


class UnknownKeyIdError(WireError):
    """A request is sealed to a key that is not, or no longer, known here."""


class RefusedError(ReachError):
    """Something is not allowed: an address, a used ticket, what is over a limit."""


class UnreachableError(ReachError):
    """Nobody answers: no volunteer, no broker or no gateway."""


class NothingConfirmedError(PledgewatchError):
    """There is nothing to publish: no finding has been confirmed by a person."""

    exit_code = 4
