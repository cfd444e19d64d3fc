"""Turn views into pages: the templates, their filters, and the frame that every page has.

Autoescape is always on and an undefined name is an error. Every string that is printed passes `visible`, so that hidden
controls show, whichever template forgot them. Styles are inside each page, named by their hash in the page's policy:
nothing else may load or run.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from importlib.resources import files
from typing import Any

import msgspec
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pledgewatch.publish.atlas import Atlas, page_name
from pledgewatch.publish.flow import LIMIT, NOTHING, Section, bytes_of, flow
from pledgewatch.publish.safe import clip, host_of, language_tag, safe_url, slug, visible
from pledgewatch.publish.shares import share_of
from pledgewatch.publish.words import Words

__all__ = ["Page", "Press", "stylesheet"]

_PAGER_BYTES = 900
_ENTRIES_AT_LEAST = 3
"""A page of two sections needs no list of them."""
_LONGEST_TITLE = 200


class Page(msgspec.Struct, frozen=True):
    """A finished file of the site: its path from the root, with slashes, and its bytes."""

    path: str
    data: bytes


def _seen(value: object) -> object:
    return visible(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


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
    return re.sub(r"(\d) %", "\\1\u00a0%", text)


def _tongue(code: str) -> Markup:
    tag = language_tag(code)
    return Markup(' lang="{}"').format(tag) if tag else Markup("")


class Press:
    """Print pages of one edition in one language; `packages` hold the templates, the first one's win."""

    packages: tuple[str, ...] = ("pledgewatch.publish",)

    def __init__(self, atlas: Atlas, words: Words) -> None:
        self.atlas = atlas
        self.words = words
        self.draft_mark = words.text("draft.mark") if atlas.edition.draft else ""

    @cached_property
    def _environment(self) -> Environment:
        environment = Environment(
            loader=ChoiceLoader([PackageLoader(package, "templates") for package in self.packages]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=_seen,
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
    def _policy(self) -> str:
        digest = base64.b64encode(hashlib.sha256(self._style.encode()).digest()).decode()
        style = f"style-src 'sha256-{digest}'"
        return f"default-src 'none'; {style}; img-src 'self' data:; base-uri 'none'; form-action 'none'"

    def block(self, template: str, *, root: str = "../", **values: Any) -> Markup:
        """Render a part of a page; `root` leads from the page to the site's root."""
        html = self._environment.get_template(template).render(root=root, **values)
        return Markup(html.strip())  # noqa: S704 - the templates escaped what they printed

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
    ) -> Page:
        """Render one page; `here` is the part of the site that it belongs to, `kicker` stands above the title.

        `contents` links to the page's sections; it stands on the first of several pages.
        """
        title = clip(title, _LONGEST_TITLE)
        stem = re.sub(r"(\.\d+)?\.html$", "", path).rsplit("/", 1)[-1]
        html = self._environment.get_template("page.html").render(
            root="../" * path.count("/"),
            title=title,
            sections=tuple(sections),
            head=head,
            contents=contents if number == 1 else NOTHING,
            here=here,
            kicker=kicker,
            number=number,
            count=count,
            style=style,
            css=self._style,
            policy=Markup("{}").format(self._policy),
            around=_around(stem, number, count),
        )
        return Page(path, html.encode("utf-8", "replace"))

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
        self, stem: str, title: str, sections: Sequence[Section], head: Markup, kicker: str = ""
    ) -> list[tuple[int, int, tuple[Section, ...]]]:
        """Lay sections out on pages: number, how many there are, and the sections of each."""
        frame = len(self.page(f"{stem}.html", title=title, sections=(), kicker=kicker).data) + _PAGER_BYTES
        contents = bytes_of(self.contents(stem, [(99, 99, sections)]))
        pages = flow(sections, first=LIMIT - frame - bytes_of(head) - contents, rest=LIMIT - frame)
        return [(number, len(pages), page) for number, page in enumerate(pages, 1)]


def _around(stem: str, number: int, count: int) -> list[tuple[int, str | None]]:
    """Give the pager: first, last and the neighbours; a gap is number 0."""
    near = sorted({1, count, *range(max(1, number - 2), min(count, number + 2) + 1)})
    out: list[tuple[int, str | None]] = []
    for at in near:
        if out and at > out[-1][0] + 1:
            out.append((0, None))
        out.append((at, None if at == number else page_name(stem, at)))
    return out
