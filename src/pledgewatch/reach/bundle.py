"""Make one script of the JavaScript modules in `web/`: no package, no build step but this.

The modules follow one another in the order in which they need one another, in one function; so what stands at the top
of a module has a name of its own among all of them. What no other module asks for, comments and indentation are left
out, and what only the script itself knows gets a short name.
"""

from __future__ import annotations

import functools
import json
import re
from collections import Counter
from collections.abc import Mapping
from importlib.resources import files

from pledgewatch.reach.short_names import with_short_names
from pledgewatch.reach.shortening import shortened

__all__ = ["LANGUAGES", "bundle", "web_file", "words_of"]

LANGUAGES = ("en", "zh")
_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./(\w+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?:const|class|function|async function) (\w+)", re.MULTILINE)
_TOP = re.compile(r"^(?:export )?(?:const|let|class|function|async function) (\w+)", re.MULTILINE)
_SEVERAL = re.compile(r"^(?:export )?(?:const|let) [\[{]([\w, :]+)[\]}]", re.MULTILINE)


def web_file(name: str) -> str:
    """Return a file of `web/`."""
    return (files("pledgewatch.reach") / "web" / name).read_text(encoding="utf-8")


@functools.cache
def words_of(language: str, part: str) -> dict[str, str]:
    """Return the words of a part (`switch` or `door`) in a language."""
    words: dict[str, dict[str, str]] = json.loads(web_file(f"words/{language}.json"))
    return words[part]


@functools.cache
def bundle(entry: str) -> str:
    """Return one script that runs a module with all that it imports.

    Raises:
        ValueError: two modules have the same name for something at their top.
    """
    order: list[str] = []
    _visit(entry, order)
    sources = {name: web_file(f"{name}.js") for name in order}
    _refuse_namesakes(sources)
    wanted = {
        asked.strip() for source in sources.values() for asks, _ in _IMPORT.findall(source) for asked in asks.split(",")
    }
    whole = "".join(_bare(source, wanted) for source in sources.values())
    return "(()=>{" + with_short_names(shortened(whole)) + "})();"


def _visit(name: str, order: list[str]) -> None:
    if name in order:
        return
    for _, needed in _IMPORT.findall(web_file(f"{name}.js")):
        _visit(needed, order)
    order.append(name)


def _refuse_namesakes(sources: Mapping[str, str]) -> None:
    told = Counter(name for source in sources.values() for name in _tops(source))
    namesakes = [name for name, times in told.items() if times > 1]
    if namesakes:
        raise ValueError(f"several modules say {', '.join(namesakes)}")


def _tops(source: str) -> list[str]:
    several = (one for group in _SEVERAL.findall(source) for one in group.split(","))
    return [*_TOP.findall(source), *(one.split(":")[-1].strip() for one in several)]


def _bare(source: str, wanted: set[str]) -> str:
    """Return a module without imports and exports, and without what no other module asks for."""
    for unused in [name for name in _EXPORT.findall(source) if name not in wanted]:
        source = _without(source, unused)
    return re.sub(r"^export ", "", _IMPORT.sub("", source), flags=re.MULTILINE)


def _without(source: str, name: str) -> str:
    """Leave out a function or a constant that nobody asks for, unless its own module does."""
    told = re.compile(
        rf"^export (?:(?:async )?function {name}\b.*?^\}}\n|const {name} = .*?;\n(?=\S|\n|\Z))",
        re.MULTILINE | re.DOTALL,
    )
    rest = told.sub("", source, count=1)
    return source if re.search(rf"\b{name}\b", shortened(rest)) else rest
