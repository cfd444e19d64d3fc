"""Write the switch: one script for the publication's pages, in one language, that asks for nothing before it is on."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from urllib.parse import urlsplit

from pledgewatch.publish.bridge import Bridge
from pledgewatch.publish.settings import PublishSettings
from pledgewatch.reach.bundle import LANGUAGES, bundle, words_of

__all__ = ["bridge_of", "write_switch"]

_FIELD = re.compile(r"\{(\w+)\}")
_SPOKEN = re.compile(r"WORDS\.(\w+)")
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_STATES = frozenset("off seeking on carrying paused full refused none other torn failed".split())
"""Words that the script looks up by the state that it is in, or by what was wrong with a text."""


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


def bridge_of(settings: PublishSettings) -> Bridge:
    """Return the switch for a publication's pages: the element, its scripts, what its page may reach."""
    broker = settings.reach.rstrip("/")
    gateway = (settings.reach_gateway or broker).rstrip("/")
    data = {
        "broker": broker,
        "gateway": f"{gateway.replace('http', 'ws', 1)}/relay",
        "stun": " ".join(f"stun:{one}" for one in settings.reach_stun.split()),
        "invite": settings.reach_invite,
    }
    told = "".join(f' data-{name}="{html.escape(value)}"' for name, value in data.items() if value)
    codes = {code: next((one for one in LANGUAGES if code.split("-")[0] == one), "en") for code in settings.codes}
    return Bridge(
        element=f"<pledgewatch-switch{told}></pledgewatch-switch>",
        scripts={code: write_switch(language) for code, language in codes.items()},
        reached=tuple(dict.fromkeys(place for one in (broker, gateway) for place in _places(one))),
        styles=tuple(f"'sha256-{_hash(style)}'" for style in _STYLE.findall(bundle("switch"))),
    )


def _places(address: str) -> tuple[str, str]:
    """Return an address's origin for requests, and for WebSockets."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}", f"{parts.scheme.replace('http', 'ws', 1)}://{parts.netloc}"


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
