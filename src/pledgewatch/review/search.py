"""Find words in all documents, in any script, by two inverted indexes; every hit is verified in the text itself.

FTS5's trigrams find what has three characters or more and miss two-character Chinese words: those have an index of
pairs. Both only propose documents; what counts is whether the folded text has the words. The index is derived: a file
that may be deleted, brought up to date by what is new.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from pledgewatch.model.document import Document
from pledgewatch.model.identity import DocumentId
from pledgewatch.model.spans import Span
from pledgewatch.review.folding import UNSPACED_PAIR, bigrams, fold, is_ideographic, joined

__all__ = ["Hit", "SearchIndex", "terms_of"]

_VERSION = 3
_SCHEMA = f"""
CREATE TABLE documents (id INTEGER PRIMARY KEY AUTOINCREMENT, document TEXT NOT NULL UNIQUE, digest TEXT NOT NULL);
CREATE VIRTUAL TABLE trigrams USING fts5(text, tokenize='trigram', content='', detail=none);
CREATE VIRTUAL TABLE pairs USING fts5(text, tokenize='unicode61', content='', detail=none);
PRAGMA user_version = {_VERSION};
"""
_TERMS_AT_MOST = 8
_LONGEST_TERM = 120
_TRIGRAMS_AT_MOST = 16
"""Of a long phrase: enough to leave few documents to verify."""
_HITS_AT_MOST = 200
_WORTH_MAKING_ANEW = 1_000
_TERM = re.compile(r'"([^"]+)"|(\S+)')


class Hit(msgspec.Struct, frozen=True):
    """A document that has all the words, and where they stand, in reading order; at most two hundred places."""

    document: DocumentId
    spans: tuple[Span, ...]


def terms_of(query: str) -> tuple[str, ...]:
    """Return the words of a query, folded; what stands in quotation marks is one.

    >>> terms_of('human “forced labour” 人权')
    ('human', 'forced labour', '人权')
    """
    plain = query.translate({ord(mark): '"' for mark in "“”„«»"})
    found = (joined(" ".join(fold(quoted or word).split())) for quoted, word in _TERM.findall(plain))
    terms = (term.strip('"')[:_LONGEST_TERM] for term in found)
    return tuple(dict.fromkeys(term for term in terms if term))[:_TERMS_AT_MOST]


class SearchIndex:
    """The index of one desk."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._held: object = None

    def hold(self, documents: Mapping[DocumentId, Document]) -> None:
        """Bring the index up to the documents: what is new is added, what is gone is taken out."""
        with self._lock:
            if self._held is documents:
                return
            with self._open() as book:
                known = dict(book.execute("SELECT document, digest FROM documents"))
                wanted = {key: _digest(document) for key, document in documents.items()}
                gone = [key for key, digest in known.items() if wanted.get(DocumentId(key)) != digest]
                _take_out(book, gone)
                known = dict(book.execute("SELECT document, digest FROM documents"))
                for document in (one for key, one in documents.items() if key not in known):
                    _add(book, document, wanted[document.id])
            book.close()
            self._held = documents

    def find(self, query: str, documents: Mapping[DocumentId, Document]) -> list[Hit]:
        """Return the documents that have all words of a query, those with the most places first.

        `documents` are those that may be found; the index must hold them.
        """
        terms = terms_of(query)
        if not terms:
            return []
        patterns = [_pattern(term) for term in terms]
        hits = (_hit(documents[key], patterns) for key in self._proposed(terms, documents))
        found = [hit for hit in hits if hit is not None]
        return sorted(found, key=lambda hit: (-len(hit.spans), hit.document))

    def _proposed(self, terms: Sequence[str], documents: Mapping[DocumentId, Document]) -> Iterable[DocumentId]:
        queries = [query for term in terms if (query := _query(term)) is not None]
        if not queries:
            return documents
        with self._lock:
            book = self._open()
            try:
                sets = [{row[0] for row in book.execute(_SELECT[table], (query,))} for table, query in queries]
            finally:
                book.close()
        common = set.intersection(*sets)
        return [key for key in documents if key in common]

    def _open(self) -> sqlite3.Connection:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        try:
            return self._connected()
        except sqlite3.DatabaseError:
            self._file.unlink(missing_ok=True)  # derived: a damaged index is made anew
            return self._connected()

    def _connected(self) -> sqlite3.Connection:
        book = sqlite3.connect(self._file, timeout=60.0)
        book.execute("PRAGMA journal_mode=WAL")
        if book.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
            _make(book)
        return book


_SELECT = {
    table: f"SELECT document FROM documents WHERE id IN (SELECT rowid FROM {table} WHERE {table} MATCH ?)"  # noqa: S608
    for table in ("trigrams", "pairs")
}


def _digest(document: Document) -> str:
    return hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()


def _add(book: sqlite3.Connection, document: Document, digest: str) -> None:
    row = book.execute("INSERT INTO documents (document, digest) VALUES (?, ?)", (document.id, digest)).lastrowid
    text = joined(" ".join(fold(document.text).split()))
    book.execute("INSERT INTO trigrams (rowid, text) VALUES (?, ?)", (row, text))
    pairs = bigrams(text)
    if pairs:
        book.execute("INSERT INTO pairs (rowid, text) VALUES (?, ?)", (row, " ".join(sorted(pairs))))


def _take_out(book: sqlite3.Connection, gone: Sequence[str]) -> None:
    """Let go of documents; their words stay in the index, under numbers that are never given again.

    SQLite before 3.43 cannot delete from an index that does not hold the text. Where most of it is of documents that
    are gone, it is made anew.
    """
    book.executemany("DELETE FROM documents WHERE document = ?", [(key,) for key in gone])
    (left,) = book.execute("SELECT count(*) FROM documents").fetchone()
    (ever,) = book.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'documents'").fetchone()
    if ever > _WORTH_MAKING_ANEW and left < ever // 2:
        _make(book)


def _make(book: sqlite3.Connection) -> None:
    for table in ("trigrams", "pairs", "documents"):
        book.execute(f"DROP TABLE IF EXISTS {table}")
    book.executescript(_SCHEMA)


def _query(term: str) -> tuple[str, str] | None:
    """Return which index to ask, and what; None for what neither can tell (`EU`): every document is looked through."""
    if len(term) >= 3:
        threes = [term[at : at + 3] for at in range(len(term) - 2)]
        step = -(-len(threes) // _TRIGRAMS_AT_MOST)
        return "trigrams", " AND ".join(map(_quoted, threes[::step]))
    if all(map(is_ideographic, term)):
        return "pairs", _quoted(term)
    return None


def _pattern(term: str) -> re.Pattern[str]:
    """Return what finds a term in a folded text: spaces for one, and none or some where a line may break."""
    written = " +".join(map(re.escape, term.split(" ")))
    return re.compile(UNSPACED_PAIR.sub(" *", written))


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _hit(document: Document, patterns: Sequence[re.Pattern[str]]) -> Hit | None:
    text = fold(document.text)
    spans: list[Span] = []
    for pattern in patterns:
        found = [Span(match.start(), match.end()) for match in _first(pattern, text)]
        if not found:
            return None
        spans += found
    return Hit(document.id, tuple(sorted(set(spans))[:_HITS_AT_MOST]))


def _first(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    for number, match in enumerate(pattern.finditer(text)):
        if number >= _HITS_AT_MOST:
            return
        yield match
