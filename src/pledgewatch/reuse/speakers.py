"""Find who speaks in a text of which all copies name the same: a letter with its sender's address says so itself.

Where all members of a family were filled in with the same name nothing differs, and no slot would be seen. But he who
gives an e-mail or web address in the text has put his name there too: "permission of the [Orbel Group]; write to
[legal@orbel.example]". Only a word that is the address's own name counts, so that "www.harbourcharter.example" does not
make "the Harbour Charter" a slot: who offers a form is not who fills it in.
"""

from __future__ import annotations

from collections.abc import Iterator

from pledgewatch.reuse.backbone import Backbone

__all__ = ["spoken"]

_LEAST_LETTERS = 4
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gov", "net", "org"})
_PATH = frozenset({".", "/", "-", "~", "./", "_"})
_DOCUMENTS = frozenset(
    """act agreement charter code compact convention declaration form initiative licence licenses license pact pledge
    principles standard""".split()
)
"""What makes a name that of a document: "the Orbel Public Licence" is a title, whoever signs it."""
_TITLE = 4
_Range = tuple[int, int]


def spoken(backbone: Backbone) -> list[_Range]:
    """Return where a text names the one whose address it gives, and the addresses, as ranges of tokens in order."""
    words, after = backbone.words, backbone.after
    if not ("@" in after or "://" in after or "www" in words or "WWW" in words):
        return []
    found = list(_addresses(backbone))
    names = {name: (start, end) for start, end, name in found if len(name) >= _LEAST_LETTERS}
    if not names:
        return []
    inside = {at for start, end, _ in found for at in range(start, end)}
    phrases = _phrases(backbone, frozenset(names), inside)
    if not phrases:
        return []
    said = {phrase[0] for phrase in phrases}
    out = [(start, end) for start, end, name in found if name in said]
    return sorted(out + list(_named(backbone, phrases, inside)))


def _addresses(backbone: Backbone) -> Iterator[tuple[int, int, str]]:
    """Yield each e-mail or web address and the name that its host goes by."""
    words, after = backbone.words, backbone.after
    at = 0
    while at < len(words) - 1:
        host = at + 1 if after[at] in {"@", "://"} else at if words[at].casefold() == "www" and after[at] == "." else -1
        if host < 0:
            at += 1
            continue
        end = host
        while end + 1 < len(words) and after[end] == ".":
            end += 1
        labels = [word.casefold() for word in words[host : end + 1]]
        while end + 1 < len(words) and after[end] in _PATH:
            end += 1
        yield at, end + 1, _own_name(labels)
        at = end + 1


def _own_name(labels: list[str]) -> str:
    """Return the label that names the host's owner: "orbel" of "www.orbel.co.example"."""
    rest = labels[:-1]
    if len(rest) > 1 and rest[-1] in _SECOND_LEVEL:
        rest = rest[:-1]
    return rest[-1] if rest and rest[-1] != "www" else ""


def _phrases(backbone: Backbone, names: frozenset[str], inside: set[int]) -> set[tuple[str, ...]]:
    """Return the names that begin with an address's own, as words, where capitals tell how far they reach."""
    words = backbone.words
    out: set[tuple[str, ...]] = set()
    for at, word in enumerate(words):
        if word.casefold() in names and word[0].isupper() and at not in inside and not _is_title(backbone, at):
            out.add((word.casefold(),))
            if not _in_capitals(backbone, at):
                end = _capital_end(backbone, at)
                out.add(tuple(one.casefold() for one in words[at:end]))
    return out


def _capital_end(backbone: Backbone, at: int) -> int:
    end = at + 1
    while end < len(backbone.words) and not backbone.after[end - 1].strip() and backbone.words[end][0].isupper():
        end += 1
    return end


def _in_capitals(backbone: Backbone, at: int) -> bool:
    """Tell whether a word stands among words in capitals, which do not tell where a name ends."""
    beside = [word for word in backbone.words[max(0, at - 2) : at + 3] if len(word) > 1]
    return sum(word.isupper() for word in beside) * 2 > len(beside)


def _is_title(backbone: Backbone, at: int) -> bool:
    return any(word.casefold() in _DOCUMENTS for word in backbone.words[at + 1 : at + 1 + _TITLE])


def _named(backbone: Backbone, phrases: set[tuple[str, ...]], inside: set[int]) -> Iterator[_Range]:
    """Yield where one of the names stands, with the article before it: another's name comes without."""
    folded = [word.casefold() for word in backbone.words]
    first = {phrase[0] for phrase in phrases}
    longest = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    at = 0
    while at < len(folded):
        step = 1
        if folded[at] in first and at not in inside and not _is_title(backbone, at):
            found = next(phrase for phrase in longest if tuple(folded[at : at + len(phrase)]) == phrase)
            step = len(found)
            yield at - (at > 0 and folded[at - 1] == "the"), at + step
        at += step
