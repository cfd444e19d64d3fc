"""Judge a likeness: match, possible or namesake, each with its reasons and with what would settle it.

A match is an identifier, or an unmistakable name that no country speaks against. A namesake is a name with evidence
against it, or one that many could carry. Everything between is possible, for a person to settle.
"""

from __future__ import annotations

from typing import NamedTuple

from pledgewatch.model.record import Verdict
from pledgewatch.record.countries import Relation, country_name, relation
from pledgewatch.record.entities import ListedEntity
from pledgewatch.record.evidence import Evidence
from pledgewatch.record.legal_forms import forms
from pledgewatch.record.names import Name, distinctive, information, places, read_name, without_brackets
from pledgewatch.record.translating import script_of, written_in

__all__ = ["Judgement", "judge"]

_UNMISTAKABLE = 1.4
"""What a name without its legal form must tell to be a match without a country: more than one invented word and a
generic one (1.2), so that "CoStar Group" stays below and "Zhejiang Dahua Technology" (1.5) comes above."""

_INITIALS, _ABBREVIATION = 3, 4
"""Letters of what is read as the abbreviation of one organisation; two letters stand for too many."""
_SEVERAL = 3
_SAID: dict[Relation, str] = {
    "agrees": "the country agrees",
    "against": "the country is another",
    "unsettled": "whether the country is the same is not known, as not both are recognised",
}


class Judgement(NamedTuple):
    """The verdict, further reasons, what would settle it, and how the countries move the score."""

    verdict: Verdict
    why: tuple[str, ...]
    settle: str
    shift: float


class _Country(NamedTuple):
    relation: Relation
    why: str


def judge(query: Name, country: frozenset[str], evidence: Evidence, entity: ListedEntity) -> Judgement:
    """Judge one likeness of a name to a listed organisation; `country` as the asker gave it, empty where none.

    A country that is not recognised may be any: beside another one the name is possible at most.
    """
    about = _country(query, country, evidence, entity)
    why = (about.why,) if about.why else ()
    if evidence.kind == "identifier":
        return Judgement("match", why, "", 0.0)
    if about.relation == "against":
        return Judgement("namesake", why, _settle(entity), -0.3)
    shift = 0.01 if about.relation == "agrees" else 0.0
    listed = evidence.listed.name
    doubt = _doubt(query, evidence, about.relation)
    if doubt:
        verdict: Verdict = "namesake" if _ordinary(query, evidence) else "possible"
        return Judgement(verdict, (*why, doubt), _settle(entity), shift - 0.1)
    if entity.others_only:
        return Judgement(
            "possible", (*why, "the entry is about others, not the organisation itself"), _settle(entity), shift
        )
    if _may_be_of_group(evidence, entity):
        return Judgement("possible", (*why, "what stands in brackets may be the group"), _settle(entity), shift - 0.05)
    if about.relation == "unsettled":
        return Judgement("possible", why, _settle(entity), 0.0)
    if _unmistakable(query, listed, evidence, about.relation):
        return Judgement("match", why, "" if about.relation == "agrees" else _settle(entity), shift)
    return Judgement("possible", why, _settle(entity), shift)


def _doubt(query: Name, evidence: Evidence, about: Relation) -> str:
    """Return why the name itself tells too little, whatever the country; empty where it tells enough."""
    if evidence.kind == "kin":
        return "too little of the name is shared"
    if distinctive(query) or (evidence.kind == "exact" and about == "agrees"):
        return ""
    return "many organisations could carry this name"


def _may_be_of_group(evidence: Evidence, entity: ListedEntity) -> bool:
    """Tell whether a name in brackets may be the group's: no part, abbreviation or other script of the name before it.

    "Semiconductor Manufacturing International (SMIC)" is one organisation; a works "(NORINCO)" is of that group.
    """
    short = evidence.listed.name
    if evidence.listed.kind != "name in brackets" or short.native:
        return False
    named = [read_name(bare) for bare, inside in map(without_brackets, entity.names) if short.text in inside]
    return not any(set(short.words) <= set(name.words) or _abbreviates(short.key, name.text) for name in named)


def _abbreviates(short: str, name: str) -> bool:
    """Tell whether the letters of an abbreviation are first letters of words of a name, in their order."""
    firsts = iter("".join(word[0] for word in name.casefold().split()))
    return all(letter in firsts for letter in short)


def _ordinary(query: Name, evidence: Evidence) -> bool:
    """Tell whether the name is one ordinary word, or shares only one, rather than several words or an abbreviation."""
    listed = evidence.listed.name
    if evidence.kind == "translated":
        return False
    if evidence.kind == "near":
        size = len(query.plain.split())  # its form counts, too: "GCN Trade FZE" is three words like "CGN Trade FZE"
        divided = query.letters == listed.letters  # "Lt.d" for "Ltd" makes a word more of the same letters
        return size < _SEVERAL or (size != len(listed.plain.split()) and not divided)
    if evidence.kind not in {"exact", "form", "order"}:
        return True
    if query.han and evidence.kind == "exact":
        return False  # two characters are few, but as a name they are seldom an ordinary word
    abbreviation = _INITIALS <= len(query.key) <= _ABBREVIATION
    whole = evidence.kind == "exact" and (bool(query.forms) or abbreviation)
    return len(query.words) == 1 and not whole


def _unmistakable(query: Name, listed: Name, evidence: Evidence, about: Relation) -> bool:
    """Tell whether the name alone, or with its country, leaves no other organisation likely."""
    if evidence.kind == "exact":
        return True
    if evidence.kind not in {"form", "order"}:
        return False
    lacking = not set(query.forms) or not set(listed.forms) or set(query.forms) & set(listed.forms)
    return about == "agrees" or (
        bool(lacking) and evidence.kind == "form" and information(query.words) >= _UNMISTAKABLE
    )


def _country(query: Name, country: frozenset[str], evidence: Evidence, entity: ListedEntity) -> _Country:
    """Hold the given country against the listed ones; without one, what the name itself says of where it is."""
    listed = frozenset((*entity.countries, *entity.elsewhere))
    given = relation(country, listed)
    if given != "unknown":
        return _Country(given, f"{_SAID[given]}: {_names(country)}; listed: {_names(listed)}")
    if evidence.kind == "exact":
        return _Country("unknown", "")
    across = bool(query.native) and not (query.han or evidence.listed.name.native)
    if (
        across
        and evidence.kind in {"translated", "brand"}
        and relation(written_in(script_of(query.text)), listed) == "against"
    ):
        return _Country("against", f"names are not written in its letters where the listed one is: {_names(listed)}")
    there = frozenset() if country else places(query.words)
    if there and relation(there, listed) == "against":
        why = f"its name places it in {_names(there)}, the listed one is of {_names(listed)}: a unit of it, or another"
        return _Country("unknown", why)
    return _forms(query, evidence.listed.name, country)


def _forms(query: Name, listed: Name, country: frozenset[str]) -> _Country:
    """Take a legal form that exists only elsewhere as evidence against ("PTC Inc." is no "PTC GmbH")."""
    table = forms().countries
    ours = frozenset(code for form in query.forms for code in table.get(form, ()))
    theirs = frozenset(code for form in listed.forms for code in table.get(form, ()))
    if ours and theirs and not country and relation(ours, theirs) == "against":
        return _Country("against", f"its legal form ({', '.join(query.forms)}) is not used where the listed one is")
    return _Country("unknown", "")


def _names(codes: frozenset[str]) -> str:
    return ", ".join(country_name(code) for code in sorted(codes))


def _settle(entity: ListedEntity) -> str:
    """Say what a person would have to look at."""
    if entity.identifiers:
        scheme, value = entity.identifiers[0]
        return f"compare its {scheme} with {value}"
    if entity.countries or entity.elsewhere:
        where = _names(frozenset((*entity.countries, *entity.elsewhere)))
        return f"compare its registration number and address with the listed organisation's ({where})"
    return "find the country and the registration number of the listed organisation, and compare them"
