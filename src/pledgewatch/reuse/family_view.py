"""Show families in the terminal: the form with its slots, who put what into them and when, and what kin differ in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pledgewatch.model.differences import Passage, differences, names_of, text_of
from pledgewatch.model.document import Document
from pledgewatch.model.identity import DocumentId
from pledgewatch.model.reuse import Copy, Family, Form, Relation, Slot
from pledgewatch.model.slots import numbered_slots, slots_of
from pledgewatch.reuse.painting import bar, fill_in, percent, sign, template_text, visible

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

__all__ = ["Catalogue", "family_view"]

_MEMBERS_AT_MOST = 12
_SLOT_WIDTH, _FIXED_WIDTH = 18, 42
"""Columns of the terminal: about what a fill takes, and what name, date and bar take together."""
_YEARS_AT_MOST = 40
_RELATIONS_AT_MOST = 3
_HEIGHTS = "·▁▂▃▄▅▆▇█"


class Catalogue:
    """Know what a family's view looks up: documents, families and their members, registered forms."""

    def __init__(
        self,
        families: Iterable[Family],
        copies: Iterable[Copy],
        documents: Iterable[Document],
        forms: Iterable[Form] = (),
    ) -> None:
        self.families = {family.family: family for family in families}
        self.forms = {form.id: form for form in forms}
        self.about = {one.id: (one.organisation or one.name or str(one.id), one.date or "") for one in documents}
        self.members: dict[str, list[Copy]] = {}
        for copy in copies:
            self.members.setdefault(copy.family, []).append(copy)
        for group in self.members.values():
            group.sort(key=lambda copy: (self.date_of(copy.document) or "9999", copy.document))

    def name_of(self, document: DocumentId) -> str:
        """Say whose document it is."""
        return self.about.get(document, (str(document), ""))[0]

    def date_of(self, document: DocumentId) -> str:
        """Give its date, as far as it is known."""
        return self.about.get(document, ("", ""))[1]


def family_view(family: Family, catalogue: Catalogue, width: int) -> RenderableType:
    """Return a renderable for rich that fits `width` columns: what a family's page shows, in short."""
    from rich import box
    from rich.console import Group
    from rich.panel import Panel
    from rich.text import Text

    members = catalogue.members.get(family.family, [])
    numbers = numbered_slots(family.template, members)
    text = template_text(family, members, numbers)
    parts: list[RenderableType] = [
        Text(_heading(family, catalogue), style="bold"),
        Panel(text, box=box.ROUNDED, padding=(0, 1)),
        *_in_time([catalogue.date_of(copy.document) for copy in members]),
        *_members(family, members, numbers, catalogue, width),
        *_kin(family, catalogue),
        "",
    ]
    return Group(*parts)


def _heading(family: Family, catalogue: Catalogue) -> str:
    form = catalogue.forms.get(family.form or "")
    known = f", form {visible(family.form)}" if family.form else ""
    title = f" “{visible(form.title)}”" if form else ""
    return f"{family.family}: {family.size:,} documents{known}{title}"


def _in_time(dates: Sequence[str]) -> Iterator[Text]:
    """Yield one line with a bar a year, or a few years, and how many documents have no date."""
    from rich.text import Text

    years = Counter(int(date[:4]) for date in dates if date[:4].isdecimal())
    undated = len(dates) - years.total()
    if len(dates) < 2 or not years:
        return
    first, last = min(years), max(years)
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 1000) if (last - first) / s < _YEARS_AT_MOST)
    counts = [sum(years[year] for year in range(at, at + step)) for at in range(first, last + 1, step)]
    heights = "".join(_HEIGHTS[-(-count * 8 // max(counts))] for count in counts)
    each = f" (each bar {step} years)" if step > 1 else ""
    line = Text.assemble(f" dated {first} ", (heights, "cyan"), f" {last}{each}")
    line.append(f", {undated:,} without a date" if undated else "")
    yield line


def _members(
    family: Family, members: Sequence[Copy], numbers: Mapping[int, int], catalogue: Catalogue, width: int
) -> Iterator[RenderableType]:
    from rich.text import Text

    slots = {numbers[slot.slot]: slot for slot in reversed(slots_of(family.template))}
    columns = dict(sorted(slots.items())[: max(1, (width - _FIXED_WIDTH) // _SLOT_WIDTH)])
    table = _table(columns)
    for copy in members[:_MEMBERS_AT_MOST]:
        fills = [fill_in([copy], numbers, slot.kind, number) for number, slot in columns.items()]
        own = 1 - copy.document_coverage
        share = Text.assemble((bar(own, 6), "magenta"), f" {percent(own):>4}")
        edits = f" {len(copy.edits)} edit{'s' if len(copy.edits) > 1 else ''}" if copy.edits else ""
        name = Text(visible(catalogue.name_of(copy.document)))
        date = Text(visible(catalogue.date_of(copy.document)) or "–")
        table.add_row(name, date, *fills, share.append(edits, style="dim"))
    yield table
    more = len(members) - _MEMBERS_AT_MOST
    notes = [f"{more:,} more documents"] if more > 0 else []
    notes += [f"{len(slots) - len(columns)} more slots"] if len(slots) > len(columns) else []
    if notes:
        yield Text(f" … and {' and '.join(notes)}: --json prints them all", style="dim")


def _table(columns: Mapping[int, Slot]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), pad_edge=False)
    table.add_column("whose", overflow="fold", min_width=12)
    table.add_column("date", no_wrap=True)
    for number, slot in columns.items():
        table.add_column(sign(number, slot.kind), overflow="fold", min_width=8)
    table.add_column("own words", overflow="fold", min_width=11)
    return table


def _kin(family: Family, catalogue: Catalogue) -> Iterator[RenderableType]:
    """Yield related forms in two columns; a form and the family that has filled it in are one."""
    seen = {family.form or family.family}
    for relation in family.relations:
        other, form = catalogue.families.get(relation.to), catalogue.forms.get(relation.to)
        name = (other.form if other is not None else None) or relation.to
        if name not in seen and len(seen) <= _RELATIONS_AT_MOST and (other is not None or form is not None):
            seen.add(name)
            yield _apart(family, relation, other, form, catalogue)


def _apart(family: Family, relation: Relation, other: Family | None, form: Form | None, catalogue: Catalogue) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    names = names_of(family, catalogue.members.get(family.family, ()))
    if other is not None:
        names |= names_of(other, catalogue.members.get(other.family, ()))
    theirs = text_of(other) if other is not None else form.text if form is not None else ""
    here, there = differences(relation, names, text_of(family), theirs)
    what = f"the form “{visible(form.title)}”" if form is not None else relation.to
    title = Text(f"{percent(relation.shared)} of the shorter text is also in {what}")
    table = Table(title=title, title_justify="left", title_style="", box=box.SIMPLE_HEAD, expand=True, pad_edge=False)
    table.add_column("only here", ratio=1, overflow="fold")
    table.add_column("only there", ratio=1, overflow="fold")
    table.add_row(_passages(here), _passages(there))
    return table


def _passages(passages: Sequence[Passage]) -> Text:
    from rich.text import Text

    lines = [
        Text.assemble(
            (f"… {visible(one.before)}" if one.before else "", "dim"),
            (f"{{{visible(one.text)}}}", "bold"),
            (f"{visible(one.after)} …" if one.after else "", "dim"),
        )
        for one in passages
    ]
    return Text("\n").join(lines) if lines else Text("no passage that the other lacks", style="dim")
