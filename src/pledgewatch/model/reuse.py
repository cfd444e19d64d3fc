"""Hold who shares which text: known forms, families, templates with slots, and each member's copy."""

from __future__ import annotations

from typing import Literal

import msgspec

from pledgewatch.model.identity import DocumentId, Sha256
from pledgewatch.model.spans import Span

__all__ = [
    "Copy",
    "Edit",
    "Family",
    "Fill",
    "Form",
    "Option",
    "Optional",
    "Relation",
    "Single",
    "Slot",
    "SlotKind",
    "TemplateItem",
    "Text",
]

SlotKind = Literal["organisation", "person", "date", "number", "place", "choice", "text"]


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """Register a known form: a text offered for others to sign, with where it was found and when it was offered.

    `from_date` and `until_date` are partial ISO dates, empty where unknown. `meant_to_be_signed_unchanged` keeps those
    who sign it from being shown as copying.
    """

    id: str
    title: str
    url: str
    text: str
    sha256: Sha256
    from_date: str = ""
    until_date: str = ""
    meant_to_be_signed_unchanged: bool = False


class Text(msgspec.Struct, frozen=True, tag_field="item", tag="text"):
    """A run of the template that members share, as most of them write it.

    `users`: how many documents have it, in whatever family; `score`: how likely it is of substance and no phrase that
    everybody uses, 0 to 1. Both are 0 where nobody counted.
    """

    text: str
    users: int = 0
    score: float = 0.0


class Slot(msgspec.Struct, frozen=True, tag_field="item", tag="slot"):
    """A place in the template where members differ: its number, kind, up to eight examples, distinct fills."""

    slot: int
    kind: SlotKind
    examples: tuple[str, ...]
    distinct: int


class Optional(msgspec.Struct, frozen=True, tag_field="item", tag="optional"):
    """A passage that only `count` of the members have."""

    optional: tuple[Text | Slot, ...]
    count: int


TemplateItem = Text | Slot | Optional


class Relation(msgspec.Struct, frozen=True):
    """Tell how a family is kin to another (or to a known form): what share of the smaller template they share."""

    to: str
    kind: Literal["sibling", "part_of", "contains", "form"]
    shared: float
    added: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


class Family(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="family"):
    """Documents that share a form. The id is made from the text that stands for the form; findings never use it.

    `form` is the id of the registered form that the template is, where one is known. `members` in id order.
    """

    family: str
    size: int
    template: tuple[TemplateItem, ...]
    relations: tuple[Relation, ...] = ()
    members: tuple[DocumentId, ...] = ()
    form: str | None = None


class Fill(msgspec.Struct, frozen=True):
    """What a member put into a slot: `text` is the member's own, empty where it left the slot out."""

    slot: int
    start: int
    end: int
    text: str


class Edit(msgspec.Struct, frozen=True):
    """Where a member departs from the shared text within a copied passage: it has [start, end), not `expected`."""

    start: int
    end: int
    expected: str


class Option(msgspec.Struct, frozen=True, array_like=True):
    """Say whether a member has the passage at `template[item]`: 1 or 0."""

    item: int
    taken: int


class Copy(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="copy"):
    """One document's share in one family. Coverage is by tokens, 0 to 1.

    `document_coverage`: the share of the document's body that is the family's text (fills counted as theirs).
    `form_coverage`: the share of the template's text that the document has.
    `options` has one entry for each Optional of the template, in its order. The template with these
    options, the fills in slot order and the edits give back the tokens of the `copied` spans.
    """

    document: DocumentId
    family: str
    primary: bool
    document_coverage: float
    form_coverage: float
    copied: tuple[Span, ...]
    fills: tuple[Fill, ...]
    edits: tuple[Edit, ...]
    own_words: tuple[Span, ...]
    unfilled: tuple[Span, ...]
    options: tuple[Option, ...] = ()


class Single(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="single"):
    """A document that shares no form with any other; placeholders left in it are found all the same."""

    document: DocumentId
    unfilled: tuple[Span, ...] = ()
