"""Write the switch: one script for the publication's pages, in one language, that asks for nothing before it is on."""

from __future__ import annotations

import html
import json
import re

import msgspec

from pledgewatch.reach.bundle import bundle, words_of

__all__ = ["SWITCH_NAME", "SwitchSettings", "switch_element", "write_switch"]

SWITCH_NAME = "switch.js"
_FIELD = re.compile(r"\{(\w+)\}")
_SPOKEN = re.compile(r"WORDS\.(\w+)")
_STATES = frozenset("off seeking on carrying paused full refused none other torn failed".split())
"""Words that the script looks up by the state that it is in, or by what was wrong with a text."""


class SwitchSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Where a volunteer's browser finds the meeting point, the gateway, and STUN."""

    broker: str
    gateway: str
    stun: tuple[str, ...] = ()
    invite: str = ""


def write_switch(language: str) -> bytes:
    """Return the script's bytes; the same language gives the same bytes."""
    words = words_of(language, "switch")
    script = bundle("switch")
    spoken = {name: text for name, text in words.items() if name in _STATES or name in _SPOKEN.findall(script)}
    page = _FIELD.sub(lambda found: _in_template(words[found[1]]) if found[1] in words else found[0], script)
    return f"const WORDS={json.dumps(spoken, ensure_ascii=False, separators=(',', ':'))};{page}\n".encode()


def _in_template(text: str) -> str:
    """Return a text as it stands in HTML, within a JavaScript template."""
    return re.sub(r"([\\`$])", r"\\\1", html.escape(text, quote=False))


def switch_element(settings: SwitchSettings) -> str:
    """Return the element and its script, as they stand in a page."""
    stun = " ".join(settings.stun)
    data = {"broker": settings.broker, "gateway": settings.gateway, "stun": stun, "invite": settings.invite}
    told = "".join(f' data-{name}="{html.escape(value)}"' for name, value in data.items() if value)
    return f"<pledgewatch-switch{told}></pledgewatch-switch>"
