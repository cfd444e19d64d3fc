"""Call organisations by the name that a language's readers know, where the desk has one in their script."""

from __future__ import annotations

import re

import msgspec

from pledgewatch.model.party import Organisation
from pledgewatch.publish.edition import Edition

__all__ = ["named_for"]

_SCRIPTS = {
    "Han": re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f]"),
    "Latin": re.compile("[A-Za-z\u00c0-\u024f]"),
    "Arabic": re.compile("[\u0600-\u06ff]"),
    "Cyrillic": re.compile("[\u0400-\u04ff]"),
}
_KANA_OR_HANGUL = re.compile("[\u3040-\u30ff\uac00-\ud7af]")


def named_for(edition: Edition, script: str) -> Edition:
    """Return the edition with each organisation under its name in a script; the other names are kept beside it."""
    organisations = tuple(_named(one, script) for one in edition.organisations)
    return msgspec.structs.replace(edition, organisations=organisations)


def _named(organisation: Organisation, script: str) -> Organisation:
    if _is_in(organisation.name, script):
        return organisation
    name = next((name for name in organisation.names if _is_in(name, script)), None)
    if name is None:
        return organisation
    names = tuple(sorted({organisation.name, *organisation.names}))
    return msgspec.structs.replace(organisation, name=name, names=names)


def _is_in(name: str, script: str) -> bool:
    """Tell whether a name is in a script; a Japanese or Korean name with Han in it is not one for Chinese readers."""
    pattern = _SCRIPTS.get(script)
    return pattern is not None and bool(pattern.search(name)) and not _KANA_OR_HANGUL.search(name)
