"""A manifest, its list and its tree: what is signed, and that the documented example still verifies byte for byte."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgewatch.errors import ExpiredError, ForgedError
from pledgewatch.publish.signing.certificates import certify
from pledgewatch.publish.signing.keys import Key, fingerprint_of
from pledgewatch.publish.signing.manifest import (
    Envelope,
    Listed,
    Signer,
    check_manifest,
    list_of,
    read_list,
    read_manifest,
    seal,
)
from pledgewatch.publish.signing.tree import audit_path, leaf_of, root_of, root_with

NOW = dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)
LATER = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
ROOT, KEY = Key(bytes(range(32))), Key(bytes(range(32, 64)))
SIGNER = Signer(KEY, certify(ROOT, KEY.public, purpose="manifest", valid_from=NOW, valid_until=LATER))
FILES = {
    "index.html": b"<!doctype html>\n",
    "organisations/example.html": b"<p>Example</p>\n",
    "quote.svg": b"<svg/>\n",
}
LISTED = list_of(Listed(path, len(data), hashlib.sha256(data).hexdigest()) for path, data in FILES.items())
FORMATS = Path(__file__).parents[3] / "docs" / "formats.md"


def _sealed() -> Envelope:
    return seal(
        LISTED, SIGNER, issued=NOW, expires=LATER, title="Pledges and the record", as_of="2026-01-30", version="0.2.0"
    )


def test_a_manifest_verifies_under_its_root() -> None:
    checked = check_manifest(_sealed(), now=NOW, root=fingerprint_of(ROOT.public))
    assert (checked.manifest.files, checked.manifest.sequence) == (3, 1)
    assert checked.manifest.size == sum(map(len, FILES.values()))
    assert checked.fingerprint == fingerprint_of(ROOT.public)


def test_the_same_input_gives_the_same_bytes() -> None:
    assert _sealed().data == _sealed().data


def test_an_expired_or_unsigned_or_foreign_manifest_is_refused() -> None:
    with pytest.raises(ExpiredError):
        check_manifest(_sealed(), now=LATER)
    with pytest.raises(ForgedError, match="not signed"):
        check_manifest(seal(LISTED, None, issued=NOW, expires=LATER), now=NOW)
    with pytest.raises(ForgedError, match="root key"):
        check_manifest(_sealed(), now=NOW, root=fingerprint_of(KEY.public))


def test_every_changed_letter_of_a_manifest_is_noticed() -> None:
    data = _sealed().data
    for at in range(0, len(data) - 1, 5):
        changed = data[:at] + (b"x" if data[at : at + 1] != b"x" else b"y") + data[at + 1 :]
        with pytest.raises((ForgedError, ExpiredError)):
            check_manifest(read_manifest(changed)[0], now=NOW, root=fingerprint_of(ROOT.public))


@pytest.mark.parametrize("path", ["../a", "/a", "a//b", ".hidden", "a/.b", "a b", "a\nb", "ä", "", "a/", "a\\b"])
def test_a_path_that_leaves_the_site_is_never_listed(path: str) -> None:
    with pytest.raises(ForgedError):
        list_of([Listed(path, 1, "0" * 64)])


@pytest.mark.parametrize(
    "change",
    [lambda d: d[:-1], lambda d: d + b"x", lambda d: d.replace(b" ", b"  ", 1), lambda d: d + d, lambda d: d[::-1]],
)
def test_a_list_is_read_only_as_it_is_written(change: object) -> None:
    with pytest.raises(ForgedError):
        read_list(change(LISTED))  # type: ignore[operator]


@given(st.lists(st.binary(max_size=20), min_size=1, max_size=40), st.data())
def test_each_leaf_is_proved_and_no_other(lines: list[bytes], data: st.DataObject) -> None:
    leaves = [leaf_of(line) for line in lines]
    index = data.draw(st.integers(0, len(leaves) - 1))
    path = audit_path(leaves, index)
    assert root_with(leaves[index], index, len(leaves), path) == root_of(leaves)
    assert root_with(leaf_of(b"another line, longer than all"), index, len(leaves), path) != root_of(leaves)
    with pytest.raises(ForgedError):
        root_with(leaves[index], index, len(leaves), (*path, b"\x00" * 32))


def test_the_tree_is_that_of_rfc_6962() -> None:
    # Certificate Transparency's own test data: eight leaves, and the root over all of them.
    inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    leaves = [leaf_of(bytes.fromhex(one)) for one in inputs]
    assert root_of(leaves).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    assert root_of(leaves[:5]).hex() == "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"


def test_the_documented_example_is_what_this_code_writes() -> None:
    section = FORMATS.read_text(encoding="utf-8").split("### An example to test against", 1)[1]
    blocks = re.findall(r"^```\n(.*?)^```", section, re.DOTALL | re.MULTILINE)
    assert blocks[0].encode() == LISTED
    assert json.loads(blocks[1]) == json.loads(_sealed().data)
    assert blocks[1].encode() == _sealed().data
    assert fingerprint_of(ROOT.public) in section
