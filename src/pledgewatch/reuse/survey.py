"""Survey a corpus: which units lie in one neighbourhood, and who of each is read closely. The plan, and its terms.

A *unit* is a distinct body, named by its 128-bit key; documents with an empty body are in none. Units are numbered in
the order of their keys: registered forms first, then by size, the shorter first, by chance among those of like size. So
the anchor of what many share is a text that holds little else. Nothing depends on the order of documents.

A *shingle* is a run of five tokens that the sketch kept. Only those that two units have say anything. The *anchor* of
a shingle is its least owner. Each shingle links each of its owners to its anchor: a family of a hundred thousand costs
a hundred thousand links, and nothing is too frequent to count.

The *nearest* of a unit is the anchor to which most of its links go, at least two; of equals the lesser; itself where
there is none. Its *share* is what it has in common with its nearest, in the smaller of both sketches. As an anchor is
never greater than the owner, those who follow their nearest form a forest whose roots are the least of their trees.

- From a share of 0.4 on a unit follows its nearest, and so on to the root.
- Below that, from 0.12 on, the root of a tree of at most eight follows the root of its nearest. A larger tree stays
  apart: the unrelated are not chained together by a common phrase.

The *home* of a unit is the root that it comes to, the least of its *neighbourhood*. A neighbourhood of up to 96 is read
closely as a whole. Of a larger one: the first 64, up to 96 who depart from its least (see `departures`), and the first
256 of those who are unlike their nearest. Where more than 256 documents share a neighbourhood, four of each unit are
read.

All of this is local: a further document changes the anchors, nearest, shares and homes of those who share a shingle
with it, the homes of their trees, and who of those homes is read closely; nothing of anybody else.

Tables, by their columns: rows (shingle, unit), of supported shingles; shares (unit, nearest, share); leaders (unit,
leader); homes (unit, home, large, close).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from pledgewatch.engine.batches import Batch, Ragged, runs
from pledgewatch.engine.verbs import Engine, Table
from pledgewatch.reuse import links, neighbours, units
from pledgewatch.reuse.backbone import FORM_SLOT
from pledgewatch.reuse.departures import DEPARTURES, SHARE, departures, some_of_each
from pledgewatch.reuse.sketch import SIZE_AND_KIND, sketch
from pledgewatch.reuse.tokens import BLANK
from pledgewatch.reuse.words import read_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "HOMES",
    "Places",
    "Surveyed",
    "among",
    "departed_from",
    "homes",
    "marked",
    "places",
    "sketched_forms",
    "survey",
]

_BASE = {"unit": "i4", "size": "i4", "few": "i4"}
_NEAR = {**_BASE, "nearest": "i4"}
_SHARES = {"unit": "i4", "nearest": "i4", "share": "f8"}
_LEADER = {"unit": "i4", "leader": "i4"}
HOMES = {"unit": "i4", "home": "i4", "large": "?", "close": "?"}


class Surveyed(NamedTuple):
    """What the first reading gave: a row for each document, the units, and the shingles that two units share."""

    sketched: Table
    units: Table
    rows: Table


def survey(engine: Engine, documents: Table, forms: Mapping[str, str]) -> Surveyed:
    """Read all documents for the first time. Forms, by id, are numbered -1, -2 and so on, in the order of their ids."""
    sketched = engine.keep(engine.map(documents, units.sketched, units.SKETCHED))
    if forms:
        sketched = engine.together(sketched, engine.given(sketched_forms(forms), units.SKETCHED))
    bodies = engine.map(sketched, units.bodies, units.BODIES, takes=(*units.BODIES, "words"))
    bodies_by_key = ("key0", "key1")
    found = engine.group(bodies, bodies_by_key, units.one_a_body, units.UNITS, within=("name", "doc"), number="unit")
    found = engine.keep(found)
    order = ("shingle", "unit")
    rows = engine.map(marked(engine, sketched, found), units.explode, links.ROWS)
    rows = engine.group(rows, order[:1], links.supported, links.ROWS, within=order[1:], ordered=order)
    return Surveyed(sketched, found, engine.keep(rows))


def marked(engine: Engine, sketched: Table, found: Table) -> Table:
    """Return each unit with its shingles (`doc`, `shingles`, `unit`)."""
    wanted = {name: units.SKETCHED[name] for name in ("doc", "shingles")}
    only = engine.map(sketched, partial(_only, tuple(wanted)), wanted, takes=tuple(wanted))
    return engine.join(only, engine.map(found, units.leads, units.LEADS), "doc")


def among(engine: Engine, surveyed: Surveyed, which: Table) -> Surveyed:
    """Return the survey of some units (`unit`), those of each `home` a corpus of their own: others are not known there.

    A shingle is another one in every home; the new numbers of shingles keep their order.
    """
    rows = engine.join(surveyed.rows, which, "unit")
    apart = {**links.ROWS, "home": "i4"}
    rows = engine.group(rows, ("shingle", "home"), links.supported_apart, apart, within=("unit",), number="place")
    rows = engine.keep(engine.map(rows, links.numbered_apart, links.ROWS, ordered=("shingle", "unit")))
    only = engine.map(which, partial(_only, ("unit",)), _UNIT)
    return surveyed._replace(units=engine.keep(engine.join(surveyed.units, only, "unit")), rows=rows)


class Places(NamedTuple):
    """Of each unit its nearest and the share in common (unit, nearest, share), its tree's root, its home (leader)."""

    shares: Table
    roots: Table
    leaders: Table


def places(engine: Engine, surveyed: Surveyed) -> Places:
    """Return where each unit stands among the others."""
    base = engine.map(surveyed.units, _base, {**_BASE, "copies": "i8"})
    shares = _shares(engine, surveyed.rows, base)
    roots = _followed(engine, engine.map(shares, neighbours.strong, _LEADER))
    return Places(shares, roots, _leaders(engine, shares, roots))


def homes(engine: Engine, surveyed: Surveyed) -> Table:
    """Return of each unit that is not alone its neighbourhood, and whether it is read closely."""
    base = engine.map(surveyed.units, _base, {**_BASE, "copies": "i8"})
    placed = places(engine, surveyed)
    found = engine.join(engine.join(placed.leaders, base, "unit"), placed.shares, "unit")
    counts = engine.map(found, _counted, _COUNTS)
    counts = engine.group(
        engine.map(counts, partial(neighbours.totals, by="home"), _COUNTS),
        ("home",),
        partial(neighbours.totals, by="home"),
        _COUNTS,
    )
    members = engine.map(engine.join(found, counts, "leader", key="home"), _members, _MEMBERS)
    members = engine.keep(members)
    close = _close(engine, surveyed.rows, members)
    return engine.keep(
        engine.map(engine.join(members, close, "unit", otherwise={"close": False}), neighbours.chosen, HOMES)
    )


_COUNTS = {"home": "i4", "units": "i8", "documents": "i8"}
_MEMBERS = {"unit": "i4", "home": "i4", "share": "f8", "units": "i8", "documents": "i8"}


def _base(batch: Batch) -> Batch:
    docs: Ragged = batch["docs"]
    sizes = {name: batch[name] for name in ("size", "few")}
    return {"unit": batch["unit"].astype("i4"), **sizes, "copies": docs.counts()}


def _counted(batch: Batch) -> Batch:
    import numpy as np

    return {"home": batch["leader"], "units": np.ones(len(batch["unit"]), dtype=np.int64), "documents": batch["copies"]}


def _members(batch: Batch) -> Batch:
    """Leave out the units that are alone and that one document has."""
    kept = batch["documents"] > 1
    columns = {"unit": "unit", "home": "leader", "share": "share", "units": "units", "documents": "documents"}
    return {name: batch[column][kept] for name, column in columns.items()}


def _shares(engine: Engine, rows: Table, base: Table) -> Table:
    """Return the nearest of each unit and what share it has in common with it."""
    linked = engine.map(rows, links.links, links.LINKS)
    found = engine.group(linked, ("unit",), links.nearest, _NEAREST, within=("anchor",))
    near = engine.keep(
        engine.map(engine.join(base, found, "unit", otherwise={"nearest": -1}), _itself_where_none, _NEAR)
    )
    leads = engine.map(near, _leads, _LEADS)
    leads = engine.group(leads, ("unit",), _once, _LEADS)
    pairs = engine.join(
        engine.map(near, partial(_only, tuple(_NEAREST)), _NEAREST), leads, "unit", otherwise=_LEADS_NONE
    )
    asked = engine.join(rows, pairs, "unit")
    common = engine.group(asked, ("shingle",), links.overlap, _COMMON, within=("unit",))
    common = engine.group(common, ("unit",), partial(neighbours.totals, by="unit"), _COMMON)
    sizes = engine.map(base, _near_size, {"near": "i4", "near_size": "i4", "near_few": "i4"})
    both = engine.join(engine.join(near, common, "unit", otherwise={"common": 0}), sizes, "nearest", key="near")
    return engine.keep(engine.map(both, neighbours.shares, _SHARES))


_NEAREST = {"unit": "i4", "nearest": "i4"}
_COMMON = {"unit": "i4", "common": "i4"}
_LEADS = {"unit": "i4", "leads": "?"}
_LEADS_NONE = {"leads": False}


def _itself_where_none(batch: Batch) -> Batch:
    import numpy as np

    nearest = np.where(batch["nearest"] < 0, batch["unit"], batch["nearest"])
    return {**{name: batch[name] for name in _BASE}, "nearest": nearest}


def _leads(batch: Batch) -> Batch:
    import numpy as np

    unit = batch["nearest"][batch["nearest"] != batch["unit"]]
    return _once({"unit": np.sort(unit)})


def _once(batch: Batch) -> Batch:
    import numpy as np

    unit = batch["unit"][runs(batch["unit"])]
    return {"unit": unit, "leads": np.ones(len(unit), dtype=bool)}


def _near_size(batch: Batch) -> Batch:
    return {"near": batch["unit"], "near_size": batch["size"], "near_few": batch["few"]}


def _only(columns: Iterable[str], batch: Batch) -> Batch:
    return {name: batch[name] for name in columns}


def _leaders(engine: Engine, shares: Table, strong: Table) -> Table:
    """Return the root that each unit comes to: of its own tree, and where that is small of its nearest's."""
    trees = engine.map(strong, _trees, _TREES)
    by_leader = partial(neighbours.totals, by="leader")
    trees = engine.group(engine.map(trees, by_leader, _TREES), ("leader",), by_leader, _TREES)
    roots = engine.join(engine.join(strong, shares, "unit"), trees, "unit", key="leader")
    weak = engine.map(roots, neighbours.weak, _NEAREST)
    ahead = engine.map(strong, _ahead, _AHEAD)
    weak = engine.map(engine.join(weak, ahead, "nearest", key="at"), partial(_only, ("unit", "ahead")), _WEAK)
    joined = engine.join(strong, weak, "unit", otherwise={"ahead": -1})
    return _followed(engine, engine.map(joined, _turned, _LEADER))


_TREES = {"leader": "i4", "units": "i8"}
_AHEAD = {"at": "i4", "ahead": "i4"}
_WEAK = {"unit": "i4", "ahead": "i4"}


def _trees(batch: Batch) -> Batch:
    import numpy as np

    return {"leader": batch["leader"], "units": np.ones(len(batch["unit"]), dtype=np.int64)}


def _ahead(batch: Batch) -> Batch:
    return {"at": batch["unit"], "ahead": batch["leader"]}


def _turned(batch: Batch) -> Batch:
    import numpy as np

    return {"unit": batch["unit"], "leader": np.where(batch["ahead"] >= 0, batch["ahead"], batch["leader"])}


def _followed(engine: Engine, leaders: Table) -> Table:
    """Let each follow its leader's leader until nobody moves: a few rounds, for a tree's depth halves in each."""
    now = engine.keep(leaders)
    while True:
        further = engine.join(now, engine.map(now, _ahead, _AHEAD), "leader", key="at")
        then = engine.keep(engine.map(further, _stepped, {**_LEADER, "moved": "?"}))
        moved = any(batch["moved"].any() for batch in engine.rows(then))
        now = engine.map(then, partial(_only, tuple(_LEADER)), _LEADER)
        if not moved:
            return engine.keep(now)


def _stepped(batch: Batch) -> Batch:
    return {"unit": batch["unit"], "leader": batch["ahead"], "moved": batch["ahead"] != batch["leader"]}


def _close(engine: Engine, rows: Table, members: Table) -> Table:
    """Return the units of large neighbourhoods that are to be read closely."""
    crowd = engine.map(members, _crowd, _MEMBERS)
    first = engine.map(crowd, neighbours.first_and_unlike, _MEMBERS)
    first = engine.group(first, ("home",), neighbours.first_and_unlike, _MEMBERS, within=("unit",))
    first = engine.map(first, partial(_only, ("unit",)), _UNIT)
    departed = engine.group(departed_from(engine, rows, crowd, SHARE), ("home",), some_of_each, _UNIT)
    return engine.group(engine.together(first, departed), ("unit",), _closely, {"unit": "i4", "close": "?"})


def departed_from(engine: Engine, rows: Table, crowd: Table, share: float) -> Table:
    """Return the departures of large neighbourhoods (unit, home, units) that so large a share of their number have."""
    crowded = engine.keep(engine.map(crowd, _crowded, _CROWDED))
    asked = engine.join(rows, crowded, "unit", otherwise={"home": -1, "units": 0})
    return engine.group(asked, ("shingle",), partial(departures, share), DEPARTURES, within=("unit",))


_UNIT = {"unit": "i4"}
_CROWDED = {"unit": "i4", "home": "i4", "units": "i4"}


def _crowd(batch: Batch) -> Batch:
    large = batch["units"] > neighbours.LARGE
    return {name: batch[name][large] for name in _MEMBERS}


def _crowded(batch: Batch) -> Batch:
    return {name: batch[name].astype("i4") for name in _CROWDED}


def _closely(batch: Batch) -> Batch:
    found = _once(batch)
    return {"unit": found["unit"], "close": found["leads"]}


def sketched_forms(forms: Mapping[str, str]) -> Batch:
    """Sketch registered forms.

    A form is no document: one who signs it unchanged must not be taken for the form itself, so its key is another.
    Forms come before all documents, the longest first: what a form has is anchored at a form.
    """
    import numpy as np

    names = sorted(forms)
    found = sketch(read_words([FORM_SLOT.sub(f" {BLANK} ", forms[name]) for name in names]))
    found.keys[:, 0] ^= np.uint64(SIZE_AND_KIND)
    found.keys[:, 1] ^= _numbers(names)
    none = Ragged(np.empty(0, dtype=np.uint8), np.zeros(len(names) + 1, dtype=np.int64))
    numbers = -1 - np.arange(len(names))
    return {"doc": numbers, "name": numbers.astype(np.uint64), **units.sketched_rows(found), "single": none}


def _numbers(names: Iterable[str]) -> NDArray[np.uint64]:
    import numpy as np

    digests = [hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest() for name in names]
    return np.frombuffer(b"".join(digests), dtype=np.uint64)
