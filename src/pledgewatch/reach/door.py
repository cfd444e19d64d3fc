"""Write the door: one HTML file with everything in it, that can be handed on and opened from a disk."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping

import msgspec

from pledgewatch.publish.signing.encoding import to_text
from pledgewatch.reach.bundle import bundle, web_file, words_of
from pledgewatch.reach.keys import Keys

__all__ = ["DoorSettings", "write_door"]

_FIELD = re.compile(r"\{(\w+)\}")


class DoorSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What a door must know: whom to believe and where to knock. docs/reach-protocol.md has each."""

    title: str
    root: bytes
    sequence: int
    written: int
    keys: Keys
    brokers: tuple[str, ...] = ()
    relays: tuple[str, ...] = ()
    stun: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    invite: str = ""
    language: str = "en"
    together: bool = True


def write_door(settings: DoorSettings) -> bytes:
    """Return the door's bytes; the same settings give the same bytes."""
    words = words_of(settings.language, "door")
    script = bundle("door")
    shown = {name: html.escape(text) for name, text in words.items()}
    fields = {
        **shown,
        "title": html.escape(settings.title),
        "together": shown["together" if settings.together else "apart"],
        "language": settings.language,
        "policy": html.escape(_policy(settings)),
        "settings": _json(_settings(settings)),
        "words": _json({name: text for name, text in words.items() if name in _spoken(script)}),
        "script": script,
    }
    page = _FIELD.sub(lambda found: fields[found[1]] if found[1] in fields else found[0], web_file("door.html"))
    return page.encode()


def _spoken(script: str) -> set[str]:
    """Return the words that the script itself says; the others stand in the page already."""
    return set(re.findall(r"say\.(\w+)", script)) | set(re.findall(r'"(\w+)"', script))


def _policy(settings: DoorSettings) -> str:
    """Return what the door itself may load: its own script, and answers from the addresses in it.

    The frame inherits it and adds its own, by which only scripts with a number drawn for each page run.
    """
    reached = " ".join(sorted({*settings.brokers, *settings.relays})) or "'none'"
    allowed = "default-src 'none';script-src 'unsafe-inline';style-src 'unsafe-inline'"
    return f"{allowed};connect-src {reached};img-src data: blob:;frame-src 'none';form-action 'none'"


def _settings(settings: DoorSettings) -> Mapping[str, object]:
    keys = json.loads(settings.keys.data)
    plain = msgspec.to_builtins(settings, builtin_types=(bytes,))
    return {"v": 1, **plain, "root": to_text(settings.root), "keys": keys}


def _json(value: object) -> str:
    """Return JSON that no page takes for the end of its script."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).replace("<", "\\u003c")
