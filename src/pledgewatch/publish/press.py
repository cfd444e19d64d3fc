"""Turn views into pages: the templates, their filters, and the frame that every page has.

Autoescape is always on and an undefined name is an error. Every string that is printed passes `visible`, so that hidden
controls show, whichever template forgot them. Styles are inside each page, named by their hash in the page's policy:
nothing else may load or run.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache, partial
from importlib.resources import files
from typing import Any

import msgspec
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from pledgewatch.publish.about import Tongue
from pledgewatch.publish.atlas import Atlas, page_name
from pledgewatch.publish.flow import LIMIT, NOTHING, Section, bytes_of, flow
from pledgewatch.publish.linked_data import script_of
from pledgewatch.publish.printing import Printing
from pledgewatch.publish.shares import share_of
from pledgewatch.publish.words import Words
from pledgewatch.safe import clip, host_of, language_tag, safe_url, slug, visible

__all__ = ["Page", "Press", "Script", "stylesheet"]

_PERCENT = re.compile(r"(\d) %")
_NUMBERED = re.compile(r"(\.\d+)?\.html$")
_PAGER_BYTES = 900
_ENTRIES_AT_LEAST = 3
"""A page of two sections needs no list of them."""
_LONGEST_TITLE = 200
_LONGEST_DESCRIPTION = 300
_TITLES = 4
"""How often a page's head and heading name its title."""


class Page(msgspec.Struct, frozen=True):
    """A finished file of the site: its path from the root, with slashes, and its bytes."""

    path: str
    data: bytes


class Script(msgspec.Struct, frozen=True):
    """A script of the site's own: its file, the addresses that it may reach, the hashes of the styles it brings."""

    name: str
    reached: tuple[str, ...]
    styles: tuple[str, ...]


def _small(css: str) -> str:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r" ?([{};:,>]) ?", r"\1", css).replace(";}", "}").strip()


def stylesheet() -> str:
    """Return the styles of every page, without comments and spare white space."""
    return _small(files("pledgewatch.publish").joinpath("templates", "style.css").read_text(encoding="utf-8"))


def _source(url: str, label: str = "") -> Markup:
    """Link to a source by its host or a label, or show what is no web address as text."""
    found = safe_url(url)
    if found is None:
        return Markup('<span class="address">{}</span>').format(visible(clip(url, 300)))
    return Markup('<a class="source" rel="noopener noreferrer" href="{}">{}</a>').format(
        found, visible(label) or host_of(found)
    )


def _tied(text: str) -> str:
    """Keep a percent sign on the line of its number."""
    return _PERCENT.sub("\\1\u00a0%", text) if " %" in text else text


@lru_cache(maxsize=256)
def _tongue(code: str) -> Markup:
    tag = language_tag(code)
    return Markup(' lang="{}"').format(tag) if tag else Markup("")


class Press:
    """Print pages of one edition in one language; `packages` hold the templates, the first one's win."""

    packages: tuple[str, ...] = ("pledgewatch.publish",)

    def __init__(
        self, atlas: Atlas, words: Words, *, tongue: Tongue | None = None, tongues: Sequence[Tongue] = ()
    ) -> None:
        self.atlas = atlas
        self.words = words
        self.tongue = tongue or Tongue(words.language, words.name, "")
        self._tongues = tongues or (self.tongue,)
        self._frames: dict[tuple[int, str], int] = {}
        self._kept: dict[object, Markup] = {}
        self.draft_mark = words.text("draft.mark") if atlas.edition.draft else ""

    @cached_property
    def _environment(self) -> Environment:
        environment = Printing(
            loader=ChoiceLoader([PackageLoader(package, "templates") for package in self.packages]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        words, edition = self.words, self.atlas.edition
        environment.globals.update(say=words, edition=edition, draft=edition.draft, atlas=self.atlas)
        environment.filters.update(
            day=words.date,
            percent=words.percent,
            number=words.number,
            source=_source,
            tongue=_tongue,
            tied=_tied,
            clip=clip,
            slug=slug,
            safe_url=safe_url,
            share=share_of,
        )
        return environment

    @cached_property
    def _style(self) -> Markup:
        return Markup(stylesheet())  # noqa: S704 - our own file

    @cached_property
    def _style_hash(self) -> str:
        digest = base64.b64encode(hashlib.sha256(self._style.encode()).digest()).decode()
        return f"'sha256-{digest}'"

    def _policy(self, script: Script | None) -> str:
        style = " ".join(["style-src", self._style_hash, *(script.styles if script else ())])
        allowed = f"; script-src 'self'; connect-src {' '.join(script.reached)}" if script else ""
        return f"default-src 'none'; {style}; img-src 'self' data:; base-uri 'none'; form-action 'none'{allowed}"

    def block(self, template: str, *, root: str = "../", **values: Any) -> Markup:
        """Render a part of a page; `root` leads from the page to the site's root."""
        html = self._environment.get_template(template).render(root=root, **values)
        return Markup(html.strip())  # noqa: S704 - the templates escaped what they printed

    def kept(self, key: object, make: Callable[[], Markup]) -> Markup:
        """Return a part that many pages have alike, made once."""
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = make()
        return found

    def page(
        self,
        path: str,
        *,
        title: str,
        sections: Iterable[Section],
        head: Markup = NOTHING,
        here: str = "",
        number: int = 1,
        count: int = 1,
        kicker: str = "",
        style: str = "",
        contents: Markup = NOTHING,
        description: str = "",
        data: object = None,
        image: str = "",
        script: Script | None = None,
    ) -> Page:
        """Render one page; `here` is the part of the site that it belongs to, `kicker` stands above the title.

        `contents` links to the page's sections; it stands on the first of several pages, as do the page's
        `description`, its linked `data`, and the `image` that a link to it is shown with. No page has a `script` but
        the one with the switch.
        """
        title = clip(title, _LONGEST_TITLE)
        html = self._environment.get_template("page.html").render(
            self._around(path, number, count, here),
            image=image if number == 1 else "",
            description=clip(description, _LONGEST_DESCRIPTION) if number == 1 else "",
            data=self.data(data) if number == 1 else NOTHING,
            title=title,
            sections=tuple(sections),
            head=head,
            contents=contents if number == 1 else NOTHING,
            here=here,
            kicker=kicker,
            style=style,
            policy=self._policy(script),
            script=script.name if script else "",
        )
        return Page(self._placed(path), html.encode("utf-8", "replace"))

    def _around(self, path: str, number: int, count: int, here: str) -> dict[str, object]:
        """Return what stands around a page's own text: where it lies, its pager, its other languages, its styles."""
        first, root = _NUMBERED.sub("", path), "../" * path.count("/")
        return {
            "root": root,
            "mast": self.kept(("mast", root, here), partial(self.block, "mast.html", root=root, here=here)),
            "foot": self.kept(("foot", root, here), partial(self.block, "foot.html", root=root, here=here)),
            "path": path,
            "number": number,
            "count": count,
            "around": _pager(first.rsplit("/", 1)[-1], number, count),
            "tongues": self._others(first, path.count("/")),
            "folder": f"{self.tongue.folder}/" if self.tongue.folder else "",
            "css": self._style,
        }

    def data(self, found: object) -> Markup:
        """Return linked data as a block; a draft has none, since it is not for machines to take up."""
        return script_of(found) if found is not None and not self.atlas.edition.draft else NOTHING

    def _placed(self, path: str) -> str:
        """Return where a file of this language lies, from the site's root."""
        return f"{self.tongue.folder}/{path}" if self.tongue.folder else path

    def file(self, path: str, data: bytes) -> Page:
        """Return a file of this language that is no page."""
        return Page(self._placed(path), data)

    def _others(self, stem: str, depth: int) -> list[tuple[Tongue, str, str]]:
        """Give each language with the address of the page in it: from this page, and from the site's root.

        A long page may be laid out on other pages there; so the link leads to the first.
        """
        top = "../" * (depth + bool(self.tongue.folder))
        return [
            (tongue, f"{top}{place}", place)
            for tongue in self._tongues
            for place in [f"{tongue.folder}/{stem}.html" if tongue.folder else f"{stem}.html"]
        ]

    def pages(
        self,
        stem: str,
        *,
        title: str,
        sections: Sequence[Section],
        head: Markup = NOTHING,
        here: str = "",
        kicker: str = "",
        style: str = "",
        description: str = "",
        data: object = None,
        image: str = "",
    ) -> Iterator[Page]:
        """Render a page, on as many pages as keep each below the limit."""
        laid = self.laid_out(stem, title, sections, head, kicker)
        contents = self.contents(stem, laid)
        for number, count, part in laid:
            yield self.page(
                page_name(stem, number),
                title=title,
                sections=part,
                head=head if number == 1 else Markup(""),
                here=here,
                kicker=kicker,
                number=number,
                count=count,
                style=style,
                contents=contents,
                description=description,
                data=data,
                image=image,
            )

    def contents(self, stem: str, laid: Sequence[tuple[int, int, Sequence[Section]]]) -> Markup:
        """Link to the sections of a page, or of its several pages; nothing where there is little to choose from."""
        name = stem.rsplit("/", 1)[-1]
        entries = [
            (section.title, f"{'' if number == 1 else page_name(name, number)}#{section.key}")
            for number, _, sections in laid
            for section in sections
            if section.title and not section.continued
        ]
        if len(entries) < _ENTRIES_AT_LEAST:
            return NOTHING
        return self.block("contents.html", entries=entries)

    def laid_out(
        self, stem: str, title: str, sections: Sequence[Section], head: Markup, kicker: str = "", extra: int = 0
    ) -> list[tuple[int, int, tuple[Section, ...]]]:
        """Lay sections out on pages: number, how many there are, and the sections of each.

        `extra` are the bytes that only the first page has, beside its head.
        """
        frame = self._frame(stem, kicker) + _TITLES * bytes_of(escape(title)) + _PAGER_BYTES
        contents = bytes_of(self.contents(stem, [(99, 99, sections)]))
        pages = flow(sections, first=LIMIT - frame - bytes_of(head) - contents - extra, rest=LIMIT - frame)
        return [(number, len(pages), page) for number, page in enumerate(pages, 1)]

    def _frame(self, stem: str, kicker: str) -> int:
        """Count the bytes of a page with nothing on it."""
        key = (stem.count("/"), kicker)
        if key not in self._frames:
            empty = self.page(f"{'x/' * key[0]}{'x' * 40}.html", title="", sections=(), kicker=kicker)
            self._frames[key] = len(empty.data)
        return self._frames[key]


def _pager(stem: str, number: int, count: int) -> list[tuple[int, str | None]]:
    """Give the pager: first, last and the neighbours; a gap is number 0."""
    near = sorted({1, count, *range(max(1, number - 2), min(count, number + 2) + 1)})
    out: list[tuple[int, str | None]] = []
    for at in near:
        if out and at > out[-1][0] + 1:
            out.append((0, None))
        out.append((at, None if at == number else page_name(stem, at)))
    return out
