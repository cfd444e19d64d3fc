"""What templates print is escaped and shows what is hidden, whatever way it comes; calls are as in any template."""

from __future__ import annotations

import pytest
from jinja2 import DictLoader, StrictUndefined
from jinja2.exceptions import UndefinedError
from markupsafe import Markup

from pledgewatch.publish.printing import Printing, printed


def _drawn(template: str, **values: object) -> str:
    bold = "{% macro bold(text, sign='!') %}<b>{{ text }}{{ sign }}</b>{% endmacro %}"
    box = "{% macro box() %}[{{ caller() }}]{% endmacro %}"
    loader = DictLoader({"parts": bold + box, "page": template})
    environment = Printing(loader=loader, undefined=StrictUndefined)
    environment.globals.update(shout=str.upper, mark="&")
    return environment.get_template("page").render(**values)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("<b>&'\"", "&lt;b&gt;&amp;&#39;&#34;"),
        ("a\u202eb", "a⟨U+202E⟩b"),
        (Markup("<b>"), "<b>"),
        (7, "7"),
        (None, "None"),
        (["<"], "[&#39;&lt;&#39;]"),
    ],
)
def test_values_are_printed_as_text_and_markup_as_it_is(value: object, expected: str) -> None:
    assert printed(value) == expected
    assert _drawn("{{ value }}", value=value) == expected


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ shout('<a>') }}{{ mark }}", "&lt;A&gt;&amp;"),
        ("{% from 'parts' import bold %}{{ bold('<') }}{{ bold(text='x', sign='?') }}", "<b>&lt;!</b><b>x?</b>"),
        ("{% from 'parts' import box %}{% call box() %}<{{ '<' }}{% endcall %}", "[<&lt;]"),
        ("{% from 'parts' import bold %}{{ bold(*['a', 'b']) }}{{ bold(**{'text': 'c'}) }}", "<b>ab</b><b>c!</b>"),
        ("{% for n in range(2) %}{{ shout('x') ~ '<' }}{% endfor %}", "X&lt;X&lt;"),
    ],
)
def test_calls_and_macros_are_as_in_any_template(template: str, expected: str) -> None:
    assert _drawn(template) == expected


def test_a_name_that_nobody_gave_is_an_error() -> None:
    for template in ("{{ nothing }}", "{{ nothing() }}", "{{ mark.nothing }}"):
        with pytest.raises(UndefinedError):
            _drawn(template)
