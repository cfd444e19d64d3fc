"""Make sentences and names of invented languages: each has a small grammar, so that nothing is anybody's text.

Every language draws from more words than a corpus of a million letters can exhaust; its fixed words are few, so that
short runs are shared by chance, as they are in real ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from types import MappingProxyType
from typing import NamedTuple

__all__ = ["ARABIC", "CHINESE", "ENGLISH", "HEBREW", "JAPANESE", "SPELLINGS", "SPELT", "THAI", "Tongue"]


class Tongue(NamedTuple):
    """A language: the words of a sentence, a name of so many words, what stands between words and after a sentence."""

    words: Callable[[Random], list[str]]
    name: Callable[[Random, int], str]
    space: str = " "
    stop: str = "."
    leads: Mapping[str, str] = MappingProxyType({})
    """What a slot of a kind has before it."""
    endings: tuple[str, ...] = ("",)
    """What an organisation's name may end in."""


_NOUNS = (
    "harbour charter quarry wage orchard ledger crew valley furnace spring tannery contract grain ferry warehouse "
    "permit river council worker supplier audit visit account report town bridge field mill engine tariff harvest "
    "signal canal granary fund board inspector apprentice union levy route terrace pump mast kiln loom vessel wharf "
    "parcel market"
).split()
_VERBS = (
    "supports reviews protects inspects repairs measures publishes checks records discloses improves funds answers "
    "delivers restores counts weighs reduces replaces monitors explains settles returns offers plants closes opens"
).split()
_ADJECTIVES = (
    "fair open yearly northern safe clean local public written early joint steady honest modest shared quiet narrow "
    "broad coastal lasting prompt careful seasonal distant ordinary frequent direct sound plain further"
).split()
_JOINS = "where because so that although while until before after whenever as though unless once".split()
_STARTS = (
    "It is agreed that", "We hold that", "In every season", "From the first day", "With this letter",
    "For its own part", "As stated before", "By common consent", "Under this charter", "At each site",
)  # fmt: skip
_SYLLABLES = "bar ver tol min quo lin dra fen gol hur jas kel lom nor pel rin sut tav ulm vek zor mab cor dun".split()
SPELLINGS: dict[str, str] = dict(
    pair.split("/")
    for pair in (
        "organise/organize organisation/organization recognised/recognized analysed/analyzed labour/labor "
        "colour/color behaviour/behavior favourable/favorable honoured/honored neighbours/neighbors centre/center "
        "metre/meter theatre/theater programme/program catalogue/catalog dialogue/dialog defence/defense "
        "licence/license offence/offense travelled/traveled cancelled/canceled modelling/modeling "
        "labelled/labeled fulfil/fulfill enrolment/enrollment instalment/installment skilful/skillful "
        "judgement/judgment acknowledgement/acknowledgment ageing/aging grey/gray plough/plow mould/mold "
        "aluminium/aluminum sulphur/sulfur cheque/check tyre/tire kerb/curb sceptical/skeptical jewellery/jewelry"
    ).split()
)
"""British words and their American spelling."""


def _english(chance: Random) -> list[str]:
    words = [chance.choice(_STARTS)]
    for _ in range(chance.randrange(2, 4)):
        words += ["the", chance.choice(_ADJECTIVES), _noun(chance), chance.choice(_VERBS)]
        words += ["each", chance.choice(_ADJECTIVES), _noun(chance), chance.choice(_JOINS)]
    return words[:-1]


def _noun(chance: Random) -> str:
    """Return one of 1,200 nouns: with 50 of them, a million letters share every run of five words by chance."""
    return chance.choice(_SYLLABLES) + chance.choice(_NOUNS)


def _spelt(chance: Random) -> list[str]:
    """Return a sentence in which one word in 30 is one that is spelt in two ways."""
    pairs = list(SPELLINGS)
    return [
        chance.choice(pairs) if at % 4 == 2 and chance.random() < 0.15 else word
        for at, word in enumerate(_english(chance))
    ]


def _latin_name(chance: Random, words: int) -> str:
    return " ".join("".join(chance.choices(_SYLLABLES, k=chance.randrange(2, 4))).title() for _ in range(words))


def _signs(first: int, count: int, seed: int) -> list[str]:
    """Return signs of a block, in an order of their own."""
    return [chr(first + at) for at in Random(seed).sample(range(count), min(count, 800))]


_HAN = _signs(0x4E00, 6000, 1)
_KATAKANA = [chr(0x30A2 + at) for at in range(0, 70, 2)]
_THAI_CONSONANTS = [chr(0x0E01 + at) for at in range(46) if at not in (2, 4, 35, 37)]
_THAI_VOWELS = "ะ า ิ ี ึ ื ุ ู ำ".split()
_ARABIC_LETTERS = list("ابتثجحخدذرزسشصضطظعغفقكلمنهوي")
_HEBREW_LETTERS = list("אבגדהוזחטיכלמנסעפצקרשת")


def _chosen(signs: list[str], chance: Random, least: int, most: int) -> str:
    return "".join(chance.choices(signs, k=chance.randrange(least, most + 1)))


def _chinese(chance: Random) -> list[str]:
    words: list[str] = []
    for _ in range(chance.randrange(3, 5)):
        words += [
            "在",
            _chosen(_HAN, chance, 2, 2),
            "的",
            _chosen(_HAN, chance, 2, 2),
            "和",
            _chosen(_HAN, chance, 2, 3),
        ]
        words += ["每年", _chosen(_HAN, chance, 2, 2), "其", _chosen(_HAN, chance, 2, 2), "，"]
    return words[:-1]


def _japanese(chance: Random) -> list[str]:
    words: list[str] = []
    for _ in range(chance.randrange(3, 5)):
        words += [
            _chosen(_HAN, chance, 2, 2),
            "の",
            _chosen(_HAN, chance, 2, 3),
            "は",
            _chosen(_KATAKANA, chance, 3, 5),
        ]
        words += ["に", _chosen(_HAN, chance, 2, 2), "を", _chosen(_HAN, chance, 2, 2), "していますが", "、"]
    return [*words[:-2], "します"]


def _thai_word(chance: Random) -> str:
    return "".join(
        chance.choice(_THAI_CONSONANTS) + chance.choice(_THAI_VOWELS) + chance.choice(_THAI_CONSONANTS)
        for _ in range(chance.randrange(1, 4))
    )


def _thai(chance: Random) -> list[str]:
    words: list[str] = []
    for _ in range(chance.randrange(3, 5)):
        words += [
            "ใน",
            _thai_word(chance),
            "ที่",
            _thai_word(chance),
            "และ",
            _thai_word(chance),
            "จะ",
            _thai_word(chance),
        ]
    return words


def _right_to_left(letters: list[str], fixed: tuple[str, ...]) -> Callable[[Random], list[str]]:
    def words(chance: Random) -> list[str]:
        count = chance.randrange(14, 24)
        return [chance.choice(fixed) if at % 4 == 0 else _chosen(letters, chance, 3, 6) for at in range(count)]

    return words


def _spaced(letters: list[str]) -> Callable[[Random, int], str]:
    return lambda chance, words: " ".join(_chosen(letters, chance, 3, 6) for _ in range(words))


def _unspaced(letters: list[str]) -> Callable[[Random, int], str]:
    return lambda chance, words: "".join(_chosen(letters, chance, 2, 3) for _ in range(words))


_LEADS = {"date": "on ", "place": "in ", "number": "within ", "person": "by "}
ENGLISH = Tongue(_english, _latin_name, leads=_LEADS, endings=("", "", " Ltd", " plc", " GmbH"))
SPELT = ENGLISH._replace(words=_spelt)
CHINESE = Tongue(_chinese, _unspaced(_HAN), "", "。", endings=("公司", "集团", ""))
JAPANESE = Tongue(_japanese, _unspaced(_KATAKANA), "", "。", endings=("株式会社", ""))
THAI = Tongue(_thai, lambda chance, words: "".join(_thai_word(chance) for _ in range(words)), "", " ")
ARABIC = Tongue(_right_to_left(_ARABIC_LETTERS, ("في", "من", "على", "إلى", "مع")), _spaced(_ARABIC_LETTERS))
HEBREW = Tongue(_right_to_left(_HEBREW_LETTERS, ("של", "את", "על", "עם", "כל")), _spaced(_HEBREW_LETTERS))
