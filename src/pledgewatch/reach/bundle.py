"""Make one script of the JavaScript modules in `web/`: no package, no build step but this.

Each module becomes a function that returns what it exports, in the order in which they need one another. What no other
module asks for, comments and indentation are left out, and what only the script itself knows gets a short name.
"""

from __future__ import annotations

import functools
import json
import re
from importlib.resources import files

from pledgewatch.reach.short_names import with_short_names

__all__ = ["LANGUAGES", "bundle", "shortened", "web_file", "words_of"]

LANGUAGES = ("en", "zh")
_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./(\w+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?:const|class|function|async function) (\w+)", re.MULTILINE)
_EXPORT_MANY = re.compile(r"^export const \[([\w, ]+)\]", re.MULTILINE)
_TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
    |(?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)
    |(?P<regex>(?<=[=(,:!&|?>\[])\s*/(?![/*])(?:\\.|\[(?:\\.|[^\]\n])*\]|[^/\n\\])+/[a-z]*)
    |(?P<space>\s+)
    |(?P<word>[\w$]+)
    |(?P<sign>.)""",
    re.DOTALL | re.VERBOSE,
)


def web_file(name: str) -> str:
    """Return a file of `web/`."""
    return (files("pledgewatch.reach") / "web" / name).read_text(encoding="utf-8")


@functools.cache
def words_of(language: str, part: str) -> dict[str, str]:
    """Return the words of a part (`switch` or `door`) in a language."""
    words: dict[str, dict[str, str]] = json.loads(web_file(f"words/{language}.json"))
    return words[part]


@functools.cache
def bundle(entry: str, tail: str = "") -> str:
    """Return one script that runs a module, and then `tail`, which may use what the modules export."""
    order: list[str] = []
    _visit(entry, order)
    wanted = {
        asked.strip()
        for name in order
        for asks, _ in _IMPORT.findall(web_file(f"{name}.js"))
        for asked in asks.split(",")
    }
    parts = [_wrapped(name, frozenset(wanted)) for name in order[:-1]]
    whole = "(()=>{" + "".join(parts) + _bound_body(web_file(f"{order[-1]}.js")) + tail + "})();"
    return with_short_names(shortened(whole))


def _visit(name: str, order: list[str]) -> None:
    if name in order:
        return
    for _, needed in _IMPORT.findall(web_file(f"{name}.js")):
        _visit(needed, order)
    order.append(name)


def _wrapped(name: str, wanted: frozenset[str]) -> str:
    source = web_file(f"{name}.js")
    many = [one.strip() for group in _EXPORT_MANY.findall(source) for one in group.split(",")]
    exported = dict.fromkeys([*_EXPORT.findall(source), *many])
    for unused in [one for one in exported if one not in wanted]:
        source = _without(source, unused)
    kept = [one for one in exported if one in wanted]
    return f"const ${name}=(()=>{{\n{_bound_body(source)}return{{{','.join(kept)}}};\n}})();\n"


def _without(source: str, name: str) -> str:
    """Leave out a function or a constant that nobody asks for, unless its own module does."""
    told = re.compile(
        rf"^export (?:(?:async )?function {name}\b.*?^\}}\n|const {name} = .*?;\n(?=\S|\n|\Z))",
        re.MULTILINE | re.DOTALL,
    )
    rest = told.sub("", source, count=1)
    return source if re.search(rf"\b{name}\b", shortened(rest)) else rest


def _bound_body(source: str) -> str:
    return re.sub(r"^export ", "", _IMPORT.sub(_bound, source), flags=re.MULTILINE)


def _bound(found: re.Match[str]) -> str:
    names = [name.strip().replace(" as ", ":") for name in found[1].split(",")]
    return f"const {{{','.join(filter(None, names))}}}=${found[2]};\n"


def shortened(source: str) -> str:
    """Leave out comments, and white space that parts nothing; a line break stays where a statement might end."""
    kept: list[str] = []
    for found in _TOKEN.finditer(source):
        kind, text = found.lastgroup, found[0]
        if kind == "comment":
            text = "\n" if "\n" in text else " "
        if kind in ("comment", "space"):
            if not kept or kept[-1] not in (" ", "\n"):
                kept.append("\n" if "\n" in text else " ")
            elif "\n" in text:
                kept[-1] = "\n"
            continue
        kept.append(text.strip() if kind == "regex" else text)
    return "".join(_without_blanks(kept)).strip()


def _without_blanks(parts: list[str]) -> list[str]:
    """Drop each blank between two signs, and each line break after which a statement cannot have ended."""
    shorter: list[str] = []
    for at, part in enumerate(parts):
        before = shorter[-1][-1] if shorter else ""
        after = parts[at + 1][0] if at + 1 < len(parts) else ""
        if part == "\n" and (before in "{;,([=&|?:+<>" or after in "})],.?:;&|"):
            continue
        if part == " " and not (_joins(before) and _joins(after)) and not (before in "+-" and before == after):
            continue
        shorter.append(part)
    return shorter


def _joins(sign: str) -> bool:
    return sign.isalnum() or sign in "_$"
