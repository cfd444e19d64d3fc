"""Find families with the verbs of an engine: survey, settle each neighbourhood, lay the others, look again at the rest.

A neighbourhood is settled from those of it who are read closely; everybody else of a large one is laid beside the forms
found. Who fits none is surveyed again among their like, those of each neighbourhood as a corpus of their own, in up to
four rounds: a form that few have in a neighbourhood of many is found when the many are gone. Last, what documents have
as their own words is held against all forms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from pledgewatch.engine.batches import (
    Batch,
    Ragged,
    concatenated,
    empty,
    in_order,
    length,
    objects,
    ragged,
    runs,
    sliced,
    taken,
)
from pledgewatch.engine.verbs import Engine, Table
from pledgewatch.model.document import Document
from pledgewatch.model.identity import DocumentId
from pledgewatch.model.reuse import Copy, Family
from pledgewatch.reuse.bodies import Body, read_bodies
from pledgewatch.reuse.passages import RARITY_SAMPLE
from pledgewatch.reuse.seconds import Asked, FormIndex, Seconds, asked_of, second_copies
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.settle import Found, Tally, family_of, lay_beside, settle
from pledgewatch.reuse.substance import Rarity
from pledgewatch.reuse.survey import Surveyed, among, homes, survey
from pledgewatch.reuse.units import SKETCHED, evenly
from pledgewatch.reuse.vocabulary import Vocabulary, shared_vocabulary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

if TYPE_CHECKING:
    pass

__all__ = ["COPIES", "ROUNDS", "Outcome", "Rounds", "Task", "families_with"]

ROUNDS = 4
_TOGETHER = 256
"""Documents that are read together: fewer cost more for each, more are no cheaper."""
_LAID = 512
"""Documents of large neighbourhoods that are laid in one piece of work."""
COPIES = 4
"""Documents with the same body that are read closely in a large neighbourhood; two show already that it is shared."""


class Task(NamedTuple):
    """Registered forms by id, settings, and what is made of the copies of a neighbourhood where they are found."""

    forms: Mapping[str, str]
    settings: ReuseSettings
    kept: Callable[[Sequence[Copy]], Any]


class Outcome(NamedTuple):
    """What was found beside the copies that were written.

    How many documents and primary copies there are; the forms with their families; further copies by document, with
    what they leave of its own words; the lines of those who have no primary copy; how rare words are.
    """

    documents: int
    copies: int
    families: list[tuple[Found, Family]]
    seconds: dict[DocumentId, Seconds]
    singles: Iterator[Ragged]
    rarity: Rarity


_MEMBERS = {"doc": "i8", "place": "i8", "unit": "i4", "home": "i4", "large": "?", "close": "?"}
_SETTLED = {"home": "i4", "large": "?", "found": "O", "copies": "O", "count": "i8", "left": "i4*", "asked": "O"}
_LAID_ROWS = {"home": "i4", "tallies": "O", "copies": "O", "count": "i8", "left": "i4*", "asked": "O"}
_FORMS = {"home": "i4", "found": "O"}
_DOC = {"doc": "i8", "taken": "?"}
_LEFT = {"unit": "i4", "home": "i4"}
_ASKED = {"doc": "i8", "asked": "O"}
_SECONDS = {"document": "O", "seconds": "O"}


def families_with(engine: Engine, documents: Table, task: Task, write: Callable[[Any], object]) -> Outcome:
    """Find all families; `write` is given what was kept of primary copies, in an order that the documents decide."""
    surveyed = survey(engine, documents, task.forms)
    count = sum(int((batch["doc"] >= 0).sum()) for batch in engine.rows(_columns(engine, surveyed.sketched, "doc")))
    found = Rounds(engine, documents, task, write)
    found.settle(surveyed)
    alone = _columns(engine, surveyed.sketched, "doc", "shingles", "single")
    alone = engine.map(engine.join(alone, found.done, "doc", otherwise={"taken": False}), _alone, _ALONE)
    alone = engine.keep(alone)
    return Outcome(
        count,
        found.copies,
        found.families,
        dict(_seconds(engine, documents, task, found, alone)),
        (batch["single"] for batch in engine.rows(alone)),
        _rarity(engine, documents, surveyed),
    )


class Rounds:
    """Settle a survey; what fits no form of a large neighbourhood is surveyed again as a corpus of its own."""

    def __init__(self, engine: Engine, documents: Table, task: Task, write: Callable[[Any], object]) -> None:
        self.engine, self.documents, self.task, self.write = engine, documents, task, write
        self.families: list[tuple[Found, Family]] = []
        self.asked: list[tuple[int, Asked]] = []
        self.copies = 0
        self.done: Table = engine.given(empty(_DOC), _DOC)

    def settle(self, surveyed: Surveyed, rounds: int = ROUNDS) -> None:
        """Settle all neighbourhoods, in so many rounds."""
        now = surveyed
        for _ in range(rounds):
            one = _Round(self.engine, self.documents, now, self.task, self.write)
            self.families += one.families
            self.asked += one.asked
            self.copies += one.copies
            self.done = self.engine.together(self.done, one.taken())
            if not length(one.again):
                break
            now = among(self.engine, now, self.engine.given(one.again, _LEFT))


def _columns(engine: Engine, table: Table, *names: str) -> Table:
    gives = {name: SKETCHED[name] for name in names}
    return engine.map(table, partial(_only, names), gives, takes=names)


def _only(names: Sequence[str], batch: Batch) -> Batch:
    return {name: batch[name] for name in names}


_ALONE = {name: SKETCHED[name] for name in ("doc", "shingles", "single")}


def _alone(batch: Batch) -> Batch:
    return taken({name: batch[name] for name in _ALONE}, ~batch["taken"] & (batch["doc"] >= 0))


def _seconds(
    engine: Engine, documents: Table, task: Task, found: Rounds, alone: Table
) -> Iterator[tuple[DocumentId, Seconds]]:
    """Yield the further copies of documents whose own words may hold a form: of few, and of few of the singles."""
    import numpy as np

    forms = FormIndex(form for form, _ in found.families)
    singles = engine.map(alone, partial(_like_a_form, forms), {"doc": "i8"}, takes=("doc", "shingles"))
    docs = np.sort(np.concatenate([batch["doc"] for batch in engine.rows(singles)]))
    whole = Asked(None, ())
    asked = sorted([*found.asked, *((doc, whole) for doc in docs.tolist())], key=lambda one: one[0])
    rows = {"doc": np.array([doc for doc, _ in asked], dtype=np.int64), "asked": objects([one for _, one in asked])}
    read = engine.join(engine.given(rows, _ASKED), documents, "doc", otherwise={"document": None})
    looked = engine.group(read, ("doc",), partial(_looked_at, task, forms), _SECONDS, rows_each=_LAID)
    for batch in engine.rows(looked):
        yield from zip(batch["document"], batch["seconds"], strict=True)


def _like_a_form(forms: FormIndex, batch: Batch) -> Batch:
    """Return the documents that share some runs of words with the forms."""
    import numpy as np

    shingles: Ragged = batch["shingles"]
    owner = np.repeat(np.arange(len(batch["doc"])), shingles.counts())
    return {"doc": batch["doc"][np.unique(forms.shared(shingles.values, owner)[0])]}


def _looked_at(task: Task, forms: FormIndex, batch: Batch) -> Batch:
    documents: list[Document] = batch["document"].tolist()
    found = [
        (document.id, one)
        for document, one in zip(
            documents, second_copies(documents, batch["asked"].tolist(), forms, task.settings), strict=True
        )
        if one.copies
    ]
    return {"document": objects([name for name, _ in found]), "seconds": objects([one for _, one in found])}


def _rarity(engine: Engine, documents: Table, surveyed: Surveyed) -> Rarity:
    """Return how rare words are in a sample of the units: of each kind of key as many as there are."""
    import numpy as np

    parts = [batch["docs"] for batch in engine.rows(surveyed.units)]
    firsts = np.concatenate([np.empty(0, dtype=np.int64), *(held.values[held.first[:-1]] for held in parts)])
    firsts = firsts[firsts >= 0]
    docs = firsts[evenly(len(firsts), RARITY_SAMPLE)]
    read = engine.join(engine.given({"doc": docs}, {"doc": "i8"}), documents, "doc")
    return Rarity(one.body.of(one.text) for batch in engine.rows(read) for one in batch["document"])


class _Round:
    """Settle all neighbourhoods of a survey; `again` are the units that fit no form of a large one that has some.

    A large one in which close reading found no form is let be: looked at again it would be the same.
    """

    def __init__(
        self, engine: Engine, documents: Table, surveyed: Surveyed, task: Task, write: Callable[[Any], object]
    ) -> None:
        self.engine, self.documents, self.task, self.write = engine, documents, task, write
        self.families: list[tuple[Found, Family]] = []
        self.copies = 0
        self.large: dict[int, list[tuple[Found, Tally]]] = {}
        self.left: list[Batch] = [empty(_LEFT)]
        self.unfitting: list[Batch] = [empty(_LEFT)]
        self.asked: list[tuple[int, Asked]] = []
        self.barren: list[int] = []
        found = homes(engine, surveyed)
        self.members = engine.keep(engine.map(engine.join(surveyed.units, found, "unit"), _members, _MEMBERS))
        self._settle()
        if self.large:
            self._lay()
        self.again = in_order(concatenated(self.unfitting), ("unit",))

    def _settle(self) -> None:
        import numpy as np

        close = self.engine.map(self.members, _close, _MEMBERS)
        read = self.engine.join(close, self.documents, "doc", otherwise={"document": None})
        settled = self.engine.group(
            read, ("home",), partial(_settled, self.task), _SETTLED, within=("unit", "place"), rows_each=_TOGETHER
        )
        for batch in self.engine.rows(settled):
            self._note(batch)
            unfitting = [bool(large and found) for large, found in zip(batch["large"], batch["found"], strict=True)]
            self.unfitting.append(_left(taken(batch, np.array(unfitting, dtype=bool))))
            for at, (home, found) in enumerate(zip(batch["home"].tolist(), batch["found"], strict=True)):
                if not batch["large"][at]:
                    self.families += found
                elif found:
                    self.large[home] = found
                else:
                    self.barren.append(home)

    def _lay(self) -> None:
        """Lay all others; what was counted of them is added in the order of homes and units."""
        import numpy as np

        others = self.engine.map(self.members, _others, _MEMBERS)
        wanted = {name: _MEMBERS[name] for name in ("home", "unit", "doc")}
        by = ("home", "unit")
        others = self.engine.group(others, by, partial(_only, tuple(wanted)), wanted, within=("place",), number="at")
        forms = {"home": np.array(list(self.large), dtype=np.int32), "found": objects(list(self.large.values()))}
        read = self.engine.join(others, self.engine.given(forms, _FORMS), "home")
        read = self.engine.join(read, self.documents, "doc", otherwise={"document": None})
        laid = self.engine.group(read, ("at",), partial(_laid, self.task), _LAID_ROWS, rows_each=_LAID)
        for batch in self.engine.rows(laid):
            self._note(batch)
            self.unfitting.append(_left(batch))
            for home, tallies in zip(batch["home"].tolist(), batch["tallies"], strict=True):
                for (_, ours), theirs in zip(self.large[home], tallies, strict=True):
                    ours.merge(theirs)
        self.families += [(form, family_of(form, tally)) for found in self.large.values() for form, tally in found]

    def _note(self, batch: Batch) -> None:
        for copies in batch["copies"]:
            self.write(copies)
        self.copies += int(batch["count"].sum())
        self.asked += [one for asked in batch["asked"] for one in asked]
        self.left.append(_left(batch))

    def taken(self) -> Table:
        """Return the documents that have a copy."""
        import numpy as np

        left = np.unique(concatenated(self.left)["unit"])
        barren = np.array(self.barren, dtype=np.int32)
        members = self._marked(self._marked(self.members, "unit", left, "left"), "home", barren, "barren")
        return self.engine.map(members, _taken, _DOC)

    def _marked(self, table: Table, on: str, values: NDArray[np.int32], name: str) -> Table:
        """Tell of each row whether it has one of some values."""
        import numpy as np

        marks = self.engine.given({on: values, name: np.ones(len(values), dtype=bool)}, {on: "i4", name: "?"})
        return self.engine.join(table, marks, on, otherwise={name: False})


def _left(batch: Batch) -> Batch:
    """Return the units that fit no form, each with its home."""
    import numpy as np

    left: Ragged = batch["left"]
    return {"unit": left.values, "home": np.repeat(batch["home"], left.counts())}


def _members(batch: Batch) -> Batch:
    """Return the documents of the units, in order; a form is always looked at, of many copies in a crowd a few."""
    import numpy as np

    docs: Ragged = batch["docs"]
    counts = docs.counts()
    place = np.arange(len(docs.values)) - np.repeat(docs.first[:-1], counts)
    out = {name: np.repeat(batch[name].astype(_MEMBERS[name]), counts) for name in ("unit", "home", "large", "close")}
    close = out["close"] & (~out["large"] | (place < COPIES))
    return {"doc": docs.values, "place": place, **out, "close": close | (docs.values < 0)}


def _close(batch: Batch) -> Batch:
    return taken(batch, batch["close"])


def _others(batch: Batch) -> Batch:
    return taken(batch, ~batch["close"])


def _taken(batch: Batch) -> Batch:
    import numpy as np

    doc = batch["doc"][~(batch["left"] | batch["barren"])]
    return {"doc": doc, "taken": np.ones(len(doc), dtype=bool)}


def _settled(task: Task, batch: Batch) -> Batch:
    """Settle the neighbourhoods of a batch, a row each; a few are read together."""
    rows = [row for piece in _pieces(batch) for row in _settled_together(task, piece)]
    return _as_rows(rows, _SETTLED)


def _pieces(batch: Batch) -> Iterator[Batch]:
    """Yield whole neighbourhoods, of about as many documents as are cheap to read together."""
    starts = [*runs(batch["home"]).tolist(), len(batch["home"])]
    low = 0
    for end in starts[1:]:
        if end - low >= _TOGETHER or end == starts[-1]:
            yield sliced(batch, low, end)
            low = end


class _Row(NamedTuple):
    home: int
    found: Any
    copies: Any
    number: int
    left: list[int]
    asked: list[tuple[int, Asked]]
    large: bool = False


def _as_rows(rows: Sequence[_Row], schema: Mapping[str, str]) -> Batch:
    import numpy as np

    counts = [len(row.left) for row in rows]
    out: Batch = {
        "home": np.array([row.home for row in rows], dtype=np.int32),
        "large": np.array([row.large for row in rows], dtype=bool),
        "copies": objects([row.copies for row in rows]),
        "count": np.array([row.number for row in rows], dtype=np.int64),
        "asked": objects([row.asked for row in rows]),
        "left": ragged(np.array([unit for row in rows for unit in row.left], dtype=np.int32), counts),
    }
    found = objects([row.found for row in rows])
    out["found" if "found" in schema else "tallies"] = found
    return {name: out[name] for name in schema}


def _settled_together(task: Task, batch: Batch) -> Iterator[_Row]:
    vocabulary = shared_vocabulary()
    documents = [document for document in batch["document"] if document is not None]
    bodies = iter(read_bodies(documents, vocabulary))
    read = [None if document is None else next(bodies) for document in batch["document"]]
    names = sorted(task.forms)
    docs, units = batch["doc"].tolist(), batch["unit"].tolist()
    for low, high in pairwise([*runs(batch["home"]).tolist(), len(read)]):
        same: dict[int, list[Body]] = {}
        numbers: dict[DocumentId, int] = {}
        for at in range(low, high):
            body = read[at]
            if body is not None:
                same.setdefault(units[at], []).append(body)
                numbers[body.id] = docs[at]
        forms = sorted(names[-1 - doc] for doc in docs[low:high] if doc < 0)
        if same:
            home = _Home(int(batch["home"][low]), bool(batch["large"][low]), same, numbers)
            yield _one_settled(task, home, forms, vocabulary)


class _Home(NamedTuple):
    """A neighbourhood: its number, whether it is large, bodies by unit, the documents' numbers by id."""

    home: int
    large: bool
    same: dict[int, list[Body]]
    numbers: dict[DocumentId, int]


def _one_settled(task: Task, home: _Home, forms: Sequence[str], vocabulary: Vocabulary) -> _Row:
    units = [sorted(bodies, key=lambda body: body.id) for bodies in home.same.values()]
    one = settle(units, {name: task.forms[name] for name in forms}, vocabulary, task.settings)
    units_of = list(home.same)
    pairs = zip(one.forms, one.tallies, strict=True)
    found = list(pairs) if home.large else [(form, family_of(form, tally)) for form, tally in pairs]
    copies = [copy for _, copy in one.copies]
    asked = _asked(task, copies, home.numbers)
    left = [units_of[unit] for unit in one.left]
    return _Row(home.home, found, task.kept(copies), len(copies), left, asked, home.large)


def _asked(task: Task, copies: Sequence[Copy], numbers: Mapping[DocumentId, int]) -> list[tuple[int, Asked]]:
    """Return the documents, by number, whose own words may hold another form."""
    found = ((numbers[copy.document], asked_of(copy, task.settings)) for copy in copies if copy.own_words)
    return [(doc, one) for doc, one in found if one is not None]


def _laid(task: Task, batch: Batch) -> Batch:
    """Lay the documents of a batch beside the forms of their neighbourhoods: a row for each piece of work."""
    bounds = [*runs(batch["home"]).tolist(), len(batch["home"])]
    pieces = [(at, min(at + _LAID, high)) for low, high in pairwise(bounds) for at in range(low, high, _LAID)]
    return _as_rows([_laid_beside(task, sliced(batch, *piece)) for piece in pieces], _LAID_ROWS)


def _laid_beside(task: Task, batch: Batch) -> _Row:
    vocabulary = shared_vocabulary()
    forms = [form for form, _ in batch["found"][0]]
    documents: list[Document] = batch["document"].tolist()
    more = lay_beside(read_bodies(documents, vocabulary), forms, vocabulary, task.settings)
    left = sorted(set(batch["unit"][more.left].tolist()))
    copies = [copy for _, copy in more.copies]
    numbers = {document.id: doc for document, doc in zip(documents, batch["doc"].tolist(), strict=True)}
    asked = _asked(task, copies, numbers)
    return _Row(int(batch["home"][0]), more.tallies, task.kept(copies), len(copies), left, asked, True)
