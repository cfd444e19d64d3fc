"""Find families with the verbs of an engine: survey, settle each neighbourhood, lay the others, look again at the rest.

A neighbourhood is settled from those of it who are read closely; everybody else of a large one is laid beside the forms
found. Who fits none is surveyed again among their like, in up to four rounds: a form that few have in a neighbourhood
of many is found when the many are gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from pledgewatch.engine.batches import Batch, Ragged, objects, ragged, runs, sliced, taken
from pledgewatch.engine.verbs import Engine, Table
from pledgewatch.model.reuse import Copy, Family
from pledgewatch.reuse.bodies import Body, read_bodies
from pledgewatch.reuse.settings import ReuseSettings
from pledgewatch.reuse.settle import Found, Tally, family_of, lay_beside, settle
from pledgewatch.reuse.survey import Surveyed, among, homes, survey
from pledgewatch.reuse.units import SKETCHED
from pledgewatch.reuse.vocabulary import Vocabulary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Outcome", "Task", "families_with"]

_ROUNDS = 4
_TOGETHER = 256
"""Documents that are read together: fewer cost more for each, more are no cheaper."""
_LAID = 512
"""Documents of large neighbourhoods that are laid in one piece of work."""
_COPIES = 4
"""Documents with the same body that are read closely in a large neighbourhood; two show already that it is shared."""


class Task(NamedTuple):
    """Registered forms by id, settings, and what is made of the copies of a neighbourhood where they are found."""

    forms: Mapping[str, str]
    settings: ReuseSettings
    kept: Callable[[Sequence[Copy]], Any]


class Outcome(NamedTuple):
    """How many documents and copies there are, the forms with their families, and the lines of those who have none."""

    documents: int
    copies: int
    families: list[tuple[Found, Family]]
    singles: Iterator[Ragged]


_MEMBERS = {"doc": "i8", "place": "i8", "unit": "i4", "home": "i4", "large": "?", "close": "?"}
_SETTLED = {"home": "i4", "large": "?", "found": "O", "copies": "O", "count": "i8", "left": "i4*"}
_LAID_ROWS = {"home": "i4", "tallies": "O", "copies": "O", "count": "i8", "left": "i4*"}
_FORMS = {"home": "i4", "found": "O"}
_DOC = {"doc": "i8", "taken": "?"}


def families_with(engine: Engine, documents: Table, task: Task, write: Callable[[Any], object]) -> Outcome:
    """Find all families; `write` is given what was kept of copies, in an order that depends on the documents only."""
    surveyed = survey(engine, documents, task.forms)
    count = sum(int((batch["doc"] >= 0).sum()) for batch in engine.rows(_columns(engine, surveyed.sketched, "doc")))
    families: list[tuple[Found, Family]] = []
    copies = 0
    done: Table = None
    now = surveyed
    for _ in range(_ROUNDS):
        one = _Round(engine, documents, now, task, write)
        families += one.families
        copies += one.copies
        done = one.taken() if done is None else engine.together(done, one.taken())
        if not len(one.again):
            break
        now = among(engine, now, engine.given({"unit": one.again}, {"unit": "i4"}))
    return Outcome(count, copies, families, _singles(engine, surveyed, done))


def _columns(engine: Engine, table: Table, *names: str) -> Table:
    gives = {name: SKETCHED[name] for name in names}
    return engine.map(table, partial(_only, names), gives, takes=names)


def _only(names: Sequence[str], batch: Batch) -> Batch:
    return {name: batch[name] for name in names}


def _singles(engine: Engine, surveyed: Surveyed, done: Table) -> Iterator[Ragged]:
    """Yield the lines of the documents that have no copy."""
    told = engine.join(_columns(engine, surveyed.sketched, "doc", "single"), done, "doc", otherwise={"taken": False})
    for batch in engine.rows(engine.map(told, _alone, {"single": "u1*"})):
        yield batch["single"]


def _alone(batch: Batch) -> Batch:
    return taken({"single": batch["single"]}, ~batch["taken"] & (batch["doc"] >= 0))


class _Round:
    """Settle all neighbourhoods of a survey; `again` are the units that fit no form of a large one that has some.

    A large one in which close reading found no form is let be: looked at again it would be the same.
    """

    def __init__(
        self, engine: Engine, documents: Table, surveyed: Surveyed, task: Task, write: Callable[[Any], object]
    ) -> None:
        import numpy as np

        self.engine, self.documents, self.task, self.write = engine, documents, task, write
        self.families: list[tuple[Found, Family]] = []
        self.copies = 0
        self.large: dict[int, list[tuple[Found, Tally]]] = {}
        self.left: list[NDArray[np.int32]] = [np.empty(0, dtype=np.int32)]
        self.unfitting = list(self.left)
        self.barren: list[int] = []
        found = homes(engine, surveyed)
        self.members = engine.keep(engine.map(engine.join(surveyed.units, found, "unit"), _members, _MEMBERS))
        self._settle()
        if self.large:
            self._lay()
        self.again = np.unique(np.concatenate(self.unfitting))

    def _settle(self) -> None:
        close = self.engine.map(self.members, _close, _MEMBERS)
        read = self.engine.join(close, self.documents, "doc", otherwise={"document": None})
        settled = self.engine.group(
            read, ("home",), partial(_settled, self.task), _SETTLED, within=("unit", "place"), rows_each=_TOGETHER
        )
        for batch in self.engine.rows(settled):
            self._note(batch)
            left: Ragged = batch["left"]
            for at, (home, found) in enumerate(zip(batch["home"].tolist(), batch["found"], strict=True)):
                if not batch["large"][at]:
                    self.families += found
                elif found:
                    self.large[home] = found
                    self.unfitting.append(left.values[left.first[at] : left.first[at + 1]])
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
            self.unfitting.append(batch["left"].values)
            for home, tallies in zip(batch["home"].tolist(), batch["tallies"], strict=True):
                for (_, ours), theirs in zip(self.large[home], tallies, strict=True):
                    ours.merge(theirs)
        self.families += [(form, family_of(form, tally)) for found in self.large.values() for form, tally in found]

    def _note(self, batch: Batch) -> None:
        for copies in batch["copies"]:
            self.write(copies)
        self.copies += int(batch["count"].sum())
        self.left.append(batch["left"].values)

    def taken(self) -> Table:
        """Return the documents that have a copy."""
        import numpy as np

        left = np.unique(np.concatenate(self.left))
        barren = np.array(self.barren, dtype=np.int32)
        members = self._marked(self._marked(self.members, "unit", left, "left"), "home", barren, "barren")
        return self.engine.map(members, _taken, _DOC)

    def _marked(self, table: Table, on: str, values: NDArray[np.int32], name: str) -> Table:
        """Tell of each row whether it has one of some values."""
        import numpy as np

        marks = self.engine.given({on: values, name: np.ones(len(values), dtype=bool)}, {on: "i4", name: "?"})
        return self.engine.join(table, marks, on, otherwise={name: False})


def _members(batch: Batch) -> Batch:
    """Return the documents of the units, in order; a form is always looked at, of many copies in a crowd a few."""
    import numpy as np

    docs: Ragged = batch["docs"]
    counts = docs.counts()
    place = np.arange(len(docs.values)) - np.repeat(docs.first[:-1], counts)
    out = {name: np.repeat(batch[name].astype(_MEMBERS[name]), counts) for name in ("unit", "home", "large", "close")}
    close = out["close"] & (~out["large"] | (place < _COPIES))
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
    large: bool = False


def _as_rows(rows: Sequence[_Row], schema: Mapping[str, str]) -> Batch:
    import numpy as np

    counts = [len(row.left) for row in rows]
    out: Batch = {
        "home": np.array([row.home for row in rows], dtype=np.int32),
        "large": np.array([row.large for row in rows], dtype=bool),
        "copies": objects([row.copies for row in rows]),
        "count": np.array([row.number for row in rows], dtype=np.int64),
        "left": ragged(np.array([unit for row in rows for unit in row.left], dtype=np.int32), counts),
    }
    found = objects([row.found for row in rows])
    out["found" if "found" in schema else "tallies"] = found
    return {name: out[name] for name in schema}


def _settled_together(task: Task, batch: Batch) -> Iterator[_Row]:
    vocabulary = Vocabulary()
    documents = [document for document in batch["document"] if document is not None]
    bodies = iter(read_bodies(documents, vocabulary))
    read = [None if document is None else next(bodies) for document in batch["document"]]
    names = sorted(task.forms)
    bounds = [*runs(batch["home"]).tolist(), len(read)]
    units = batch["unit"].tolist()
    for low, high in pairwise(bounds):
        same: dict[int, list[Body]] = {}
        for at in range(low, high):
            body = read[at]
            if body is not None:
                same.setdefault(units[at], []).append(body)
        forms = sorted(names[-1 - doc] for doc in batch["doc"][low:high].tolist() if doc < 0)
        if same:
            yield _one_settled(task, same, forms, vocabulary, int(batch["home"][low]), bool(batch["large"][low]))


def _one_settled(
    task: Task, same: Mapping[int, list[Body]], forms: Sequence[str], vocabulary: Vocabulary, home: int, large: bool
) -> _Row:
    units = [sorted(bodies, key=lambda body: body.id) for bodies in same.values()]
    one = settle(units, {name: task.forms[name] for name in forms}, vocabulary, task.settings)
    numbers = list(same)
    pairs = zip(one.forms, one.tallies, strict=True)
    found = list(pairs) if large else [(form, family_of(form, tally)) for form, tally in pairs]
    copies = task.kept([copy for _, copy in one.copies])
    return _Row(home, found, copies, len(one.copies), [numbers[unit] for unit in one.left], large)


def _laid(task: Task, batch: Batch) -> Batch:
    """Lay the documents of a batch beside the forms of their neighbourhoods: a row for each piece of work."""
    bounds = [*runs(batch["home"]).tolist(), len(batch["home"])]
    pieces = [(at, min(at + _LAID, high)) for low, high in pairwise(bounds) for at in range(low, high, _LAID)]
    return _as_rows([_laid_beside(task, sliced(batch, *piece)) for piece in pieces], _LAID_ROWS)


def _laid_beside(task: Task, batch: Batch) -> _Row:
    vocabulary = Vocabulary()
    forms = [form for form, _ in batch["found"][0]]
    more = lay_beside(read_bodies(batch["document"].tolist(), vocabulary), forms, vocabulary, task.settings)
    left = sorted(set(batch["unit"][more.left].tolist()))
    copies = task.kept([copy for _, copy in more.copies])
    return _Row(int(batch["home"][0]), more.tallies, copies, len(more.copies), left, True)
