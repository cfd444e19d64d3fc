"""Give back a member's copied tokens from the family's template and what the copy records.

The proof that nothing was lost or made up: template, options, fills and edits together are the copy.
"""

from __future__ import annotations

from collections.abc import Iterator

from pledgewatch.model.reuse import Copy, Edit, Family, Fill, Optional, Slot, Text
from pledgewatch.reuse.tokens import TOKEN, normalise, offsets

__all__ = ["copied_tokens", "reconstruct"]


def copied_tokens(copy: Copy, text: str) -> tuple[str, ...]:
    """Return the normalised tokens of the spans that a copy marks as copied."""
    return tuple(normalise(text[a:b]) for span in copy.copied for a, b in offsets(text, span.start, span.end))


def reconstruct(family: Family, copy: Copy, text: str) -> tuple[str, ...]:
    """Return the tokens that template, options, fills and edits give for one member, normalised.

    `text` is the member's document: edits give offsets and not words. Equal to `copied_tokens` for every copy that
    `find_families` returns.
    """
    return tuple(_Walk(family, copy, text).tokens())


class _Walk:
    """Walk the template beside the copied tokens; an edit applies when the walk stands at its offset."""

    def __init__(self, family: Family, copy: Copy, text: str) -> None:
        self.text = text
        self.fills: Iterator[Fill] = iter(copy.fills)
        self.edits: list[Edit] = list(copy.edits)
        self.at = 0
        self.starts = [a for span in copy.copied for a, _ in offsets(text, span.start, span.end)]
        self.end = copy.copied[-1].end if copy.copied else 0
        taken = {option.item: option.taken for option in copy.options}
        self.items = [_chosen(item, taken.get(index)) for index, item in enumerate(family.template)]

    def tokens(self) -> Iterator[str]:
        for item in (one for chosen in self.items for one in chosen):
            if isinstance(item, Slot):
                fill = next(self.fills)
                while self.edits and not self.edits[0].expected and self.edits[0].start < fill.start:
                    yield from self._apply(self.edits[0])
                yield from self._emit(_words(fill.text))
            else:
                yield from self._text(_words(item.text))
        yield from self._edited()

    def _text(self, expected: list[str]) -> Iterator[str]:
        index = 0
        while index < len(expected):
            edit = self._edit_here()
            if edit is None:
                yield from self._emit(expected[index : index + 1])
                index += 1
            else:
                yield from self._apply(edit)
                index += len(_words(edit.expected))

    def _edited(self) -> Iterator[str]:
        while self.edits:
            yield from self._apply(self.edits[0])

    def _apply(self, edit: Edit) -> Iterator[str]:
        self.edits.remove(edit)
        yield from self._emit(_words(self.text[edit.start : edit.end]))

    def _edit_here(self) -> Edit | None:
        here = self.starts[self.at] if self.at < len(self.starts) else self.end
        return self.edits[0] if self.edits and self.edits[0].start <= here else None

    def _emit(self, words: list[str]) -> Iterator[str]:
        self.at += len(words)
        yield from words


def _chosen(item: Text | Slot | Optional, taken: int | None) -> tuple[Text | Slot, ...]:
    if isinstance(item, Optional):
        return item.optional if taken else ()
    return (item,)


def _words(text: str) -> list[str]:
    return [normalise(word) for word in TOKEN.findall(text)]
