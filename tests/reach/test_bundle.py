"""The JavaScript in one piece is the JavaScript of the modules."""

from __future__ import annotations

import pytest

from pledgewatch.reach.bundle import shortened


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("const a = 1; // one\nconst b = 2;\n", "const a=1;const b=2;"),
        ("/** Say. */\nlet x = 'a // b'\nlet y = `c /* d */`", "let x='a // b'\nlet y=`c /* d */`"),
        ("const r = /^a=b:(\\S+) \\/ x/im.exec(s)", "const r=/^a=b:(\\S+) \\/ x/im.exec(s)"),
        ("return  x in y", "return x in y"),
        ("a = b + +c - -d", "a=b+ +c- -d"),
        ("f(\n  1,\n  2,\n)\ng()", "f(1,2,)\ng()"),
        ("async function f() {}\nclass G {\n  h() {}\n}", "async function f(){}\nclass G{h(){}}"),
        ("let q = n / 2 / m; let t = a ? /x y/ : b", "let q=n/2/m;let t=a?/x y/:b"),
    ],
)
def test_only_what_says_nothing_is_left_out(source: str, expected: str) -> None:
    assert shortened(source) == expected
