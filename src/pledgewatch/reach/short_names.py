"""Give the names of a script short ones; what a browser, a page or the wire knows by its name keeps it.

One name becomes the same short name everywhere, as a variable, a property and a key, so that scopes and records stay
what they were. Which names others know is written down here; what stands as a text in the script, and the words of the
interface, are kept as well. The modules in `web/` stay readable; what is sent is a fifth smaller for it.
"""

from __future__ import annotations

import itertools
import re
import string
from collections import Counter
from collections.abc import Iterator

__all__ = ["with_short_names"]

_TOKEN = re.compile(
    r"""(?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)
    |(?P<regex>(?<=[=(,:!&|?>\[])/(?![/*])(?:\\.|\[(?:\\.|[^\]\n])*\]|[^/\n\\])+/[a-z]*)
    |(?P<word>[A-Za-z_$][\w$]*)
    |(?P<other>\d[\w.]*|.)""",
    re.DOTALL | re.VERBOSE,
)
_FILLED = re.compile(r"\$\{((?:[^{}]|\{[^{}]*\})*)\}")
_SAID = re.compile(r"\b(?:WORDS|say)\.(\w+)")
_LANGUAGE = """
arguments as async await break case catch class const constructor continue default delete do else export extends false
finally for function get if import in instanceof let new null of return set static super switch this throw true try
typeof undefined var void while with yield
"""
_LIBRARY = """
all Array assign at Boolean ceil charCodeAt Date decodeURI decodeURIComponent endsWith entries Error every exec fill
filter find flatMap floor forEach from fromCharCode globalThis has includes indexOf isArray join JSON keys length Map
map match matchAll Math max message min now Number Object padStart parse parseInt pop Promise push random reduce
RegExp replace replaceAll Set shift size slice some sort splice split startsWith String stringify subarray test then
toFixed toISOString toString toUpperCase trim Uint8Array unshift values
"""
_BROWSER = """
abort AbortController add addEventListener additionalData arrayBuffer atob attachShadow binaryType Blob body btoa
bufferedAmount candidate checked checkValidity clearInterval clearTimeout click close closest connectedCallback
connection connectionState contentDocument createDataChannel createElement createObjectURL credentials crypto
customElements data dataset decode define deriveBits digest disconnectedCallback document documentElement DOMParser
download encode exportKey fatal fetch FormData frames generateKey getAttribute getElementById getItem hash head headers
hidden host href HTMLElement httpEquiv iceGatheringState iceServers id importKey innerHTML iv json localDescription
localStorage location media method mobile mode name navigator negotiated onchange onclick onclose
onconnectionstatechange onicecandidate onicegatheringstatechange onload onmessage onopen ordered origin outerHTML
ownerDocument parseFromString pathname performance prepend preventDefault privateKey protocol public publicKey
querySelector querySelectorAll readyState referrerPolicy remove removeAttribute replaceWith revokeObjectURL
RTCPeerConnection saveData scrollIntoView sdp search select send setAttribute setInterval setItem setLocalDescription
setRemoteDescription setTimeout shown signal src srcdoc status style subtle target textContent TextDecoder TextEncoder
title type URL urls URLSearchParams userAgent userAgentData value valueAsNumber verify WebSocket
"""
_WIRE = """
A ADDRESS algorithm ALL answers bad brokers certificate certificates DAY day description DONE every expires files
format gateway invite issued key keys limits M megabytes n NUMBER offer offers origins purpose R rate readers relays
remember room root say SECONDS sequence signature spent stun t ticket tree v valid_from valid_until wait why WORDS
written
"""
_KEPT = frozenset(f"{_LANGUAGE}{_LIBRARY}{_BROWSER}{_WIRE}".split())


def with_short_names(source: str) -> str:
    """Return a script (without comments) with short names."""
    tokens = [(found.lastgroup or "", found[0]) for found in _TOKEN.finditer(source)]
    spoken = {text[1:-1] for kind, text in tokens if kind == "text"}
    kept = _KEPT | spoken | set(_SAID.findall(source))
    counts = Counter(_names(tokens))
    order = sorted((name for name in counts if name not in kept), key=lambda name: (-counts[name], name))
    free = (short for short in _short_names() if short not in kept)
    short = dict(zip(order, free, strict=False))
    return "".join(_renamed(kind, text, short) for kind, text in tokens)


def _names(tokens: list[tuple[str, str]]) -> Iterator[str]:
    for kind, text in tokens:
        if kind == "word":
            yield text
        elif kind == "text" and text[0] == "`":
            for filled in _FILLED.findall(text):
                yield from _names([(found.lastgroup or "", found[0]) for found in _TOKEN.finditer(filled)])


def _short_names() -> Iterator[str]:
    for size in itertools.count(1):
        for letters in itertools.product(string.ascii_letters, repeat=size):
            yield "".join(letters)


def _renamed(kind: str, text: str, short: dict[str, str]) -> str:
    if kind == "word":
        return short.get(text, text)
    if kind == "text" and text[0] == "`":
        return _FILLED.sub(lambda found: "${" + _within(found[1], short) + "}", text)
    return text


def _within(source: str, short: dict[str, str]) -> str:
    return "".join(_renamed(found.lastgroup or "", found[0], short) for found in _TOKEN.finditer(source))
