"""Find the families of a corpus: the stage as one function."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from pledgewatch.model.document import Document
from pledgewatch.model.identity import short_digest
from pledgewatch.model.reuse import Copy, Family, Form, Relation, Single
from pledgewatch.reuse.align import align
from pledgewatch.reuse.backbone import Backbone, backbone_of_form, backbone_of_text
from pledgewatch.reuse.copies import Laid, copy_of, lay_all
from pledgewatch.reuse.corpus import Unit, gather
from pledgewatch.reuse.forms import letter_body
from pledgewatch.reuse.groups import Group, group
from pledgewatch.reuse.kin import relation
from pledgewatch.reuse.placeholders import placeholders
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.template import Layout, Member, layout, template_items
from pledgewatch.reuse.tokens import BLANK, Vocabulary, offsets

__all__ = ["Reuse", "find_families"]

_DEFAULTS = ReuseSettings()
_MOST_KIN = 12


class Reuse(msgspec.Struct, frozen=True, kw_only=True):
    """Who shares which form: families, each member's copies, and the documents that share none."""

    families: tuple[Family, ...]
    copies: tuple[Copy, ...]
    singles: tuple[Single, ...]


class _Found(NamedTuple):
    family: Family
    copies: list[Copy]
    backbone: Backbone
    tokens: str


class _Corpus(NamedTuple):
    documents: list[Document]
    forms: dict[str, str]
    units: list[Unit]
    vocabulary: Vocabulary
    settings: ReuseSettings


def find_families(
    documents: Sequence[Document], forms: Sequence[Form] = (), settings: ReuseSettings = _DEFAULTS
) -> Reuse:
    """Return the families of documents that share a form, with template, slots and each member's copy.

    Only the documents' bodies are compared; offsets count code points of `document.text`. The result does not depend
    on the order of the documents. Every document has exactly one primary copy, or is a single.

    >>> from pledgewatch.model.document import Document
    >>> letters = [Document(id=name, text=f"I confirm that {name} supports the aims of the charter in full, and will "
    ...     "report on its progress every year to all who ask for it.") for name in ("Orbel", "Tamsin")]
    >>> [fill.text for copy in find_families(letters).copies for fill in copy.fills]
    ['Orbel', 'Tamsin']
    """
    corpus = _prepared(documents, forms, settings)
    groups = group(corpus.units, corpus.vocabulary, settings)
    found = sorted((_family(corpus, one) for one in groups), key=lambda f: (-f.family.size, f.family.family))
    found = _related(found, corpus)
    copies = sorted((copy for one in found for copy in one.copies), key=lambda copy: (copy.document, not copy.primary))
    taken = {copy.document for copy in copies}
    singles = tuple(_single(document) for document in corpus.documents if document.id not in taken)
    return Reuse(families=tuple(one.family for one in found), copies=tuple(copies), singles=singles)


def _prepared(documents: Sequence[Document], forms: Sequence[Form], settings: ReuseSettings) -> _Corpus:
    ordered = sorted(documents, key=lambda document: (document.id, document.text))
    vocabulary = Vocabulary()
    encoded = [vocabulary.encode(document.body.of(document.text)) for document in ordered]
    texts = {form.id: letter_body(form.text) for form in sorted(forms, key=lambda form: form.id)}
    registered = [(name, _encode_form(text, vocabulary)) for name, text in texts.items()]
    units = gather(encoded, [pair for pair in registered if pair[1]], vocabulary)
    return _Corpus(ordered, texts, [unit for unit in units if unit.encoded], vocabulary, settings)


def _encode_form(text: str, vocabulary: Vocabulary) -> str:
    backbone = backbone_of_form(text)
    return "".join(vocabulary[BLANK if at in backbone.slots else word] for at, word in enumerate(backbone.words))


def _single(document: Document) -> Single:
    return Single(document=document.id, unfilled=placeholders(document.text, document.body))


def _family(corpus: _Corpus, one: Group) -> _Found:
    """Build a family's template from its distinct bodies, then lay every document along it."""
    backbone = _backbone(corpus, one)
    tokens = one.centre.reference
    units = [corpus.units[unit] for unit in one.members]
    held = [(unit, align(tokens, unit.encoded, corpus.settings.largest_alignment)) for unit in units if unit.documents]
    members = [
        [_member(corpus.documents[index], blocks) for index in unit.documents] for unit, blocks in held if blocks
    ]
    plan = layout(backbone, [same[0] for same in members], corpus.settings)
    laid = lay_all(plan, [same[0] for same in members], corpus.settings)
    names = sorted(corpus.documents[index].id for unit, blocks in held if blocks for index in unit.documents)
    name = "f" + short_digest(*names)
    copies = [
        _copy(corpus.documents[index], name, plan, member, where, corpus.settings)
        for (unit, _), same, where in zip([h for h in held if h[1]], members, laid, strict=True)
        for index, member in zip(unit.documents, same, strict=True)
    ]
    form = corpus.units[one.centre.unit].form
    template = template_items(plan, _fills(plan, members, laid), _taken(plan, members, laid), len(members))
    family = Family(family=name, size=len(names), template=template, members=tuple(names), form=form)
    return _Found(family, copies, backbone, tokens)


def _backbone(corpus: _Corpus, one: Group) -> Backbone:
    unit = corpus.units[one.centre.unit]
    if unit.form:
        return backbone_of_form(corpus.forms[unit.form])
    document = corpus.documents[unit.documents[0]]
    body = document.body
    return backbone_of_text(document.text, body.start, body.end, one.centre.start, one.centre.end)


def _member(document: Document, blocks: tuple) -> Member:  # type: ignore[type-arg]
    body = document.body
    return Member(document.text, offsets(document.text, body.start, body.end), blocks)


def _copy(document: Document, family: str, plan: Layout, member: Member, laid: Laid, settings: ReuseSettings) -> Copy:
    unfilled = placeholders(document.text, document.body)
    return copy_of(document.id, family, plan, member, laid, document.body, unfilled, settings, primary=True)


def _fills(plan: Layout, members: list[list[Member]], laid: list[Laid]) -> list[list[str]]:
    return [
        [
            same[0].cut(*fill)
            for same, where in zip(members, laid, strict=True)
            if (fill := where.fills[slot]) is not None
            for _ in same
        ]
        for slot in range(len(plan.slots))
    ]


def _taken(plan: Layout, members: list[list[Member]], laid: list[Laid]) -> list[int]:
    return [
        sum(len(same) for same, where in zip(members, laid, strict=True) if where.taken[at])
        for at in range(len(plan.optional))
    ]


def _related(found: list[_Found], corpus: _Corpus) -> list[_Found]:
    """Add each family's kin among the largest families, and the registered forms that it shares text with."""
    registered = [
        (unit.form, (unit.encoded, backbone_of_form(corpus.forms[unit.form]))) for unit in corpus.units if unit.form
    ]
    out = []
    for one in found:
        others = [other for other in found if other is not one][:_MOST_KIN]
        kin = [
            relation(
                other.family.family,
                (one.tokens, one.backbone),
                (other.tokens, other.backbone),
                corpus.settings,
            )
            for other in others
        ]
        kin += [
            relation(name, (one.tokens, one.backbone), form, corpus.settings, form=True)
            for name, form in registered
            if name != one.family.form
        ]
        chosen = sorted((k for k in kin if k), key=lambda k: (-k.shared, k.to))
        family = msgspec.structs.replace(one.family, relations=tuple[Relation, ...](chosen))
        out.append(one._replace(family=family))
    return out
