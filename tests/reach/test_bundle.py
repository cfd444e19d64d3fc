"""The JavaScript in one piece is the JavaScript of the modules: shorter, and the same."""

from __future__ import annotations

import gzip
import shutil
import subprocess
import zlib
from pathlib import Path

import pytest

from pledgewatch.reach.bundle import LANGUAGES, bundle
from pledgewatch.reach.short_names import with_short_names
from pledgewatch.reach.shortening import shortened
from pledgewatch.reach.switch import write_switch


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("const a = 1; // one\nconst b = 2;\n", "const a=1,b=2;"),
        ("/** Say. */\nlet x = 'a // b'\nlet y = `c /* d */`", "let x='a // b'\nlet y=`c /* d */`"),
        ("const r = /^a=b:(\\S+) \\/ x/im.exec(s)", "const r=/^a=b:(\\S+) \\/ x/im.exec(s)"),
        ("return  x in y", "return x in y"),
        ("a = b + +c - -d", "a=b+ +c- -d"),
        ("f(\n  1,\n  2,\n)\ng()", "f(1,2,)\ng()"),
        ("async function f() {}\nclass G {\n  h() {}\n}", "async function f(){}class G{h(){}}"),
        ("const a = 1;\nif (a) {\n  b();\n}\nconst c = 2;\nconst d = 3;", "const a=1;if(a){b();}const c=2,d=3;"),
        ("const f = (x) => x;\nconst g = async (y) => {};", "const f=x=>x,g=async y=>{};"),
        ("let q = n / 2 / m; let t = a ? /x y/ : b", "let q=n/2/m;let t=a?/x y/:b"),
    ],
)
def test_only_what_says_nothing_is_left_out(source: str, expected: str) -> None:
    assert shortened(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # Two functions' own names need not differ; a name at the top differs from all that is used beside it.
        (
            "function first(one){return one}function second(two){return first(two)}",
            "function n(t){return t}function o(t){return n(t)}",
        ),
        # `{size}` makes one name of a variable and a property, and `size` is known to others.
        ("const size=1,whole={size,other:2};", "const size=1,e={size,e:2};"),
        # What others know keeps its name behind a dot only.
        ("const hidden=2;document.hidden=hidden;", "const d=2;document.hidden=d;"),
        ("const told=`a${told.inside}b`;", "const d=`a${d.d}b`;"),
        (
            "class Shelf{constructor(books){this.books=books}take(title){return this.books[title]}}",
            "class o{constructor(o){this.o=o}t(o){return this.o[o]}}",
        ),
    ],
)
def test_short_names_mean_what_the_long_ones_did(source: str, expected: str) -> None:
    assert with_short_names(source) == expected


def test_every_script_is_one_that_a_language_engine_reads(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    for entry in ("switch", "door"):
        path = tmp_path / f"{entry}.js"
        path.write_text(bundle(entry))
        subprocess.run([node, "--check", path], check=True, timeout=30)


@pytest.mark.skipif("ng" in zlib.ZLIB_RUNTIME_VERSION, reason="another zlib compresses a little less")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_switch_is_six_kilobytes_at_most(language: str) -> None:
    assert len(gzip.compress(write_switch(language), 9, mtime=0)) <= 6_000
