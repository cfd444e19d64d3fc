"""Remember the newest site that was seen of each publication, so that an older one is not taken for today's."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from pledgewatch.errors import KeyFileError
from pledgewatch.publish.signing.manifest import Checked

__all__ = ["Seen", "is_older", "memory_path", "recall", "remember"]


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """The newest site seen of one root key: when its key's certificate begins, its number and its day."""

    valid_from: str
    sequence: int
    issued: str


def memory_path() -> Path:
    """Return where this is kept: below XDG_STATE_HOME, by default ~/.local/state."""
    home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(home) / "pledgewatch" / "seen.json"


def recall(path: Path) -> dict[str, Seen]:
    """Return what was seen, by fingerprint; nothing where there is no memory.

    Raises:
        KeyFileError: the file is damaged; an attacker must not be able to make it forget by breaking it.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Seen])
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.DecodeError) as error:
        raise KeyFileError(
            f"{path} cannot be read ({error}).", next_step="bring it back, or remove it knowingly."
        ) from None


def _of(checked: Checked) -> Seen:
    manifest = checked.manifest
    return Seen(valid_from=checked.certificate.valid_from, sequence=manifest.sequence, issued=manifest.issued)


def is_older(checked: Checked, seen: Seen) -> bool:
    """Tell whether a site is older than one that was seen.

    A later certificate comes before the number: whoever stole a key can count as far as he likes, and the next
    certificate still ends it.
    """
    found = _of(checked)
    return (found.valid_from, found.sequence, found.issued) < (seen.valid_from, seen.sequence, seen.issued)


def remember(path: Path, checked: Checked) -> None:
    """Note a site as seen, unless a newer one was."""
    known = recall(path)
    before = known.get(checked.fingerprint)
    if before is not None and (before == _of(checked) or is_older(checked, before)):
        return
    known[checked.fingerprint] = _of(checked)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    beside.write_bytes(msgspec.json.format(msgspec.json.encode(known, order="sorted")))
    beside.replace(path)
