"""Take a name apart for comparing: its words in ASCII, its legal forms, its native script, what each word tells.

Nothing here looks at the record: what a word tells ("Technology" little, an invented word much) is fixed data, so that
importing another list never changes an older verdict.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

import msgspec

from pledgewatch.record.data import load
from pledgewatch.record.legal_forms import forms
from pledgewatch.record.letters import in_ascii, in_one_script

__all__ = [
    "Name",
    "distinctive",
    "information",
    "native_core",
    "otherwise_named",
    "places",
    "read_name",
    "same_place",
    "tells_nothing",
    "weight",
    "without_brackets",
]

_LIMIT = 300
"""Code points of a name that are read: the longest of 48,629 listed names that is one name has 236."""
_TELLS_LITTLE = 0.3
"""What a place or a number tells, the most that a word may tell to be left out of a brand."""
_OTHERWISE = re.compile(
    r"\b(?:f\.?/?k\.?/?a|a\.?/?k\.?/?a|d\.?/?b\.?/?a|formerly(?: known as)?|also known as|trading as)\b\.?| / ", re.I
)
_LEAST_PART = 4
_SAME_BEGINNING = 4
_INITIALS = re.compile(r"\b(?:[a-z]\.){1,6}[a-z]?\b\.?|\b[a-z](?:\.[a-z]){1,6}\b")
_APOSTROPHES = re.compile(r"(?<=\w)['’‘`´](?=\w)")
_SPLIT = re.compile(r"[^a-z0-9]+")
_BRACKETED = re.compile(r"\s*[(（]([^()（）]{1,120})[)）]")
_NATIVE = re.compile(r"[\W_]+")
_HAS_HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class Name(msgspec.Struct, frozen=True):
    """A name taken apart.

    `words`: without legal forms, synonyms made one; `forms`: canonical legal forms, in the order found; `plain`: all
    words as written, in ASCII; `key`: `words` joined without spaces; `native`: the name in its own script without
    legal form, empty for Latin script; `han`: the native name has Han, kana or Hangul; `brand`: the key without the
    generic words and places at either end, empty where nothing else is left.
    """

    text: str
    words: tuple[str, ...]
    forms: tuple[str, ...]
    plain: str
    key: str
    native: str = ""
    han: bool = False
    brand: str = ""

    @property
    def letters(self) -> str:
        """Return all words as written, legal forms too, without spaces."""
        return self.plain.replace(" ", "")


@cache
def _word_lists() -> tuple[dict[str, str], frozenset[str], dict[str, str], frozenset[str]]:
    data = load("words.toml")
    place = {word: code for code, words in data["places"].items() for word in words}
    return data["same"], frozenset(data["generic"]["words"]), place, frozenset(data["ordinary"]["words"])


def _split(text: str) -> list[str]:
    """Split a name into words: initials joined ("S.A." is one word), apostrophes dropped, "&" read as "and"."""
    text = _INITIALS.sub(lambda found: found.group().replace(".", "") + " ", in_ascii(text))
    text = _APOSTROPHES.sub("", text).replace("&", " and ")
    return [word for word in _SPLIT.split(text) if word]


def _strip_end(words: list[str]) -> tuple[list[str], str | None]:
    table = forms()
    for size in range(min(table.longest, len(words) - 1), 0, -1):
        end = words[-size:]
        form = table.suffixes.get(" ".join(end)) or (table.suffixes.get("".join(end)) if size == 2 else None)
        if form is not None:
            return words[:-size], form
    return words, None


def _strip_start(words: list[str]) -> tuple[list[str], str | None]:
    table = forms()
    for size in range(min(table.longest, len(words) - 1), 0, -1):
        form = table.prefixes.get(" ".join(words[:size]))
        if form is not None:
            return words[size:], form
    return words, None


def _strip_forms(words: list[str]) -> tuple[list[str], tuple[str, ...]]:
    """Take legal forms off both ends, again and again ("Shipping Co Company Limited"), leaving at least a word."""
    found: list[str] = []
    for strip in (_strip_start, _strip_end):
        form: str | None = ""
        while form is not None:
            words, form = strip(words)
            if form:
                found.append(form)
    return words, tuple(found)


def _mend_forms(words: list[str]) -> list[str]:
    """Mend slips in the words of a legal form ("Compnay"), which else would stay and hide the name."""
    edge = min(4, len(words))
    ends = {*range(edge), *range(len(words) - edge, len(words))}
    return [_mended(word) if at in ends else word for at, word in enumerate(words)]


@lru_cache(maxsize=1 << 14)
def _mended(word: str) -> str:
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    if len(word) < 5 or word in forms().words or weight(word) < 1.0:
        return word
    near = process.extractOne(word, forms().words, scorer=OSA.distance, score_cutoff=2)
    # Two slips only in a form's word of seven letters and more: at six, "sanaat" would become "sanayi".
    return str(near[0]) if near and (near[1] <= 1 or len(near[0]) >= 7) else word


def _is_latin(text: str) -> bool:
    return text.isascii() or all(unicodedata.name(c, "").startswith("LATIN") for c in text if c.isalpha())


def _without_native_forms(text: str) -> str:
    """Take legal forms in native script off both ends; return the text as it is where nothing would be left."""
    table = forms()
    folded = unicodedata.normalize("NFKC", text).strip()
    for suffix in table.native_suffixes:
        folded = folded.removesuffix(suffix)
    for prefix in table.native_prefixes:
        folded = folded.removeprefix(prefix if _HAS_HAN.search(prefix) else prefix + " ")
    return folded.strip() or text


def read_name(text: str, *, mend: bool = False) -> Name:
    """Take a name apart; with `mend`, slips in the words of its legal form are mended first.

    Only the first 300 code points are read: what is longer is an address or a list, not a name.
    """
    return _read(" ".join(text[:_LIMIT].split()), mend)


@lru_cache(maxsize=1 << 16)
def _read(text: str, mend: bool) -> Name:
    one = in_one_script(text)
    latin = _is_latin(one)
    bare = one if latin else _without_native_forms(one)
    words = _split(bare)
    plain = " ".join(words)
    rest, found = _strip_forms(_mend_forms(words) if mend else words)
    same = _word_lists()[0]
    core = tuple(same.get(word, word) for word in rest if word not in {"and", "the"}) or tuple(rest)
    native = "" if latin else _NATIVE.sub("", bare.casefold())
    core = _join_places(core)
    return Name(text, core, found, plain, "".join(core), native, bool(_HAS_HAN.search(native)), _brand(core))


def _join_places(words: tuple[str, ...]) -> tuple[str, ...]:
    """Make one word of the two of "New York"."""
    known, out = _word_lists()[2], list[str]()
    for word in words:
        if out and out[-1] + word in known:
            out[-1] += word
        else:
            out.append(word)
    return tuple(out)


def _brand(words: tuple[str, ...]) -> str:
    telling = [at for at, word in enumerate(words) if weight(word) > _TELLS_LITTLE]
    return "".join(words[telling[0] : telling[-1] + 1]) if telling else ""


def without_brackets(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a name without what stands in brackets, and what stood there ("Acme (HK) Ltd" gives "Acme Ltd", "HK")."""
    inside = tuple(found.strip() for found in _BRACKETED.findall(text))
    return " ".join(_BRACKETED.sub(" ", text).split()), inside


def otherwise_named(text: str) -> tuple[str, ...]:
    """Return the names of which a text says that they are one organisation's ("A a.k.a. B"); none where it has one."""
    parts = [part.strip(" ,;()") for part in _OTHERWISE.split(text)[:4]]
    return tuple(parts) if len(parts) > 1 and all(len(part) >= _LEAST_PART for part in parts) else ()


@lru_cache(maxsize=1 << 17)
def weight(word: str) -> float:
    """Say how much a word tells about which company is meant: 0.2 generic, 0.3 place or number, 0.6 ordinary, 1.0.

    Words of one or two letters tell 0.4 at most: among 19,428 listed organisations each is shared by dozens.
    """
    same, generic, place, ordinary = _word_lists()
    word = same.get(word, word)
    if word in place:
        return 0.3
    if word in generic:
        return 0.2
    if word in ordinary or len(word) == 3:
        return 0.6
    if len(word) <= 2:
        return 0.4
    return 0.3 if word.isdigit() else 1.0


def information(words: tuple[str, ...]) -> float:
    """Add up what the words tell."""
    return sum(weight(word) for word in words)


def distinctive(name: Name) -> bool:
    """Tell whether the name holds a word that singles a company out, or two ordinary ones and more."""
    if name.han:
        return len(name.native) >= 3
    return any(weight(word) >= 1.0 and len(word) >= 4 for word in name.words)


@cache
def _native_words() -> tuple[str, ...]:
    """Return the words of names in these scripts that tell little, the longest first."""
    return tuple(sorted(load("words.toml")["native"]["words"], key=lambda word: (-len(word), word)))


def native_core(native: str) -> str:
    """Return what of a name in Han, kana or Hangul is left without places, generic words and legal forms."""
    for word in _native_words():
        native = native.replace(word.casefold(), "")
    return native


def tells_nothing(native: str) -> bool:
    """Tell whether a piece of a name in Han, kana or Hangul is places, generic words and legal forms, or empty."""
    rest = unicodedata.normalize("NFKC", native)
    table = forms()
    for form in (*table.native_suffixes, *table.native_prefixes):
        rest = rest.replace(form, "")
    return not native_core(rest)


def places(words: tuple[str, ...]) -> frozenset[str]:
    """Return the countries of the places that stand among the words."""
    table = _word_lists()[2]
    return frozenset(table[word] for word in words if table.get(word, "none") != "none")


def same_place(one: str, other: str) -> bool:
    """Tell whether two words are a country and what belongs to it ("Iran", "Iranian")."""
    table = _word_lists()[2]
    of = table.get(one, "none")
    return of != "none" and of == table.get(other) and one[:_SAME_BEGINNING] == other[:_SAME_BEGINNING]
