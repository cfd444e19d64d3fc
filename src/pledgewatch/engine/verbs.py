"""Name the verbs that a corpus-wide step is composed of, for whichever engine runs it.

A table is rows in partitions. Nothing is done when a verb is called: a table is a recipe until its rows are asked for
or kept. Functions take a whole batch and give one; they must be pure, and where the rows of a key may lie in several
partitions (after `map`) they must not rely on seeing all of them. After `group` they see whole keys, in order.

- `scan`: the documents of a source, in columns `doc` (a number) and `document`.
- `map`: a function of each partition. `takes` names the columns that it reads, `gives` those that it returns.
- `join`: to each row the columns of the one row of another table that has its key. Rows without one take `otherwise`,
  or are left out where that is None. A join with the documents brings the texts, as late as the engine can.
- `group`: all rows of a key in one partition, sorted by key and then by `within`, and a function of each partition.
  `rows_each` hints how many rows make a good piece of work; `number` names a column to be added, with the place of each
  row that the function gave in the order of the keys, from 0.

`ordered` promises that what a function gives is still divided and sorted by these columns, so that a `group` by them
moves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from pledgewatch.engine.batches import Batch, Schema

__all__ = ["Engine", "Function", "Table"]

Function = Callable[[Batch], Batch]
Table = Any
"""Whatever the engine makes of it: only verbs look inside."""


class Engine(Protocol):
    """What runs the verbs; see the module's docstring."""

    def scan(self, source: Any) -> Table:
        """Return the documents of a source."""

    def given(self, batch: Batch, schema: Schema) -> Table:
        """Return rows that are at hand as a table."""

    def together(self, one: Table, other: Table) -> Table:
        """Return the rows of two tables of the same columns."""

    def map(
        self, table: Table, function: Function, gives: Schema, *, takes: Sequence[str] = (), ordered: Sequence[str] = ()
    ) -> Table:
        """Apply a function to each partition."""

    def join(
        self, table: Table, other: Table, on: str, *, key: str = "", otherwise: Mapping[str, Any] | None = None
    ) -> Table:
        """Add the columns of the row of `other` whose `key` (the same name where empty) is `on`."""

    def group(
        self,
        table: Table,
        by: Sequence[str],
        function: Function,
        gives: Schema,
        *,
        within: Sequence[str] = (),
        rows_each: int = 0,
        number: str = "",
        ordered: Sequence[str] = (),
    ) -> Table:
        """Bring the rows of a key together, in order, and apply a function to each partition."""

    def keep(self, table: Table) -> Table:
        """Work a table out, once, for all that read it."""

    def rows(self, table: Table) -> Iterator[Batch]:
        """Yield the batches of a table, in the order of its partitions."""
