"""Names in the scripts that others know: the language, a browser, a page, the wire. They are never given short ones.

A new name of a browser's that a script begins to use is written down here, or the script looks for something else;
the tests in a browser run each script in its short form.
"""

from __future__ import annotations

__all__ = ["GLOBALS", "PROPERTIES"]

_LANGUAGE = """
arguments as async await break case catch class const constructor continue default delete do else export extends false
finally for function get if import in instanceof let new null of return set static super switch this throw true try
typeof undefined var void while with yield
"""
_GLOBALS = """
AbortController addEventListener Array atob Blob Boolean btoa clearInterval clearTimeout crypto customElements Date
decodeURI decodeURIComponent document DOMParser Error fetch FormData globalThis HTMLElement Infinity isNaN JSON
localStorage location Map Math navigator Number Object parseInt performance Promise RegExp RTCPeerConnection Set
setInterval setTimeout String TextDecoder TextEncoder Uint8Array URL URLSearchParams WeakMap WebSocket WORDS say
"""
_LIBRARY = """
add all any assign at catch ceil charCodeAt clear delete endsWith entries every exec fill filter find flatMap floor
forEach from fromCharCode get has includes indexOf isArray join keys length map match matchAll max message min now
padStart parse pop push random reduce replace replaceAll set shift size slice some sort splice split startsWith
stringify subarray test then toFixed toISOString toString toUpperCase trim unshift values
"""
_BROWSER = """
abort additionalData arrayBuffer attachShadow binaryType body bufferedAmount candidate checked checkValidity click
close closest connectedCallback content connection connectionState contentDocument createDataChannel createElement
createObjectURL credentials data dataset decode define deriveBits digest disconnectedCallback documentElement download
encode exportKey fatal frames generateKey getAttribute getElementById getItem hash head headers hidden host href
httpEquiv iceGatheringState iceServers id importKey info innerHTML iv json localDescription media method mobile mode
name negotiated onchange onclick onclose onconnectionstatechange onicecandidate onicegatheringstatechange onload
onmessage onopen ordered origin outerHTML ownerDocument parseFromString pathname prepend preventDefault privateKey
protocol public publicKey querySelector querySelectorAll readyState referrerPolicy remove removeAttribute replaceWith
revokeObjectURL salt saveData scrollIntoView sdp search select send setAttribute setItem setLocalDescription
setRemoteDescription shadowRoot shown signal src srcdoc status style subtle target textContent title type urls
userAgent userAgentData value valueAsNumber verify
"""
_WIRE = """
A ADDRESS algorithm ALL answers bad brokers certificate certificates DAY day description DONE every expires files
format gateway invite issued key keys limits M megabytes n NUMBER offer offers origins purpose R rate readers relays
remember room root SECONDS sequence signature spent stun t ticket tree v valid_from valid_until wait why written
"""
GLOBALS = frozenset(f"{_LANGUAGE}{_GLOBALS}".split())
"""What stands by itself."""
PROPERTIES = frozenset(f"{_LANGUAGE}{_GLOBALS}{_LIBRARY}{_BROWSER}{_WIRE}".split())
"""What stands behind a dot, or as a key."""
