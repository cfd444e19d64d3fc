"""Make the page and the picture of the quote of the day."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from pledgewatch.model.translation import OF_QUOTE
from pledgewatch.publish.flow import Section
from pledgewatch.publish.linked_data import quotation
from pledgewatch.publish.pages.common import paragraph
from pledgewatch.publish.press import Page, Press
from pledgewatch.publish.quote import Quote, quote_sentence, quote_text
from pledgewatch.publish.quote_picture import draw_quote
from pledgewatch.publish.raster import png_of
from pledgewatch.publish.translated import Translated

__all__ = ["PNG", "quote_pages", "shared_picture", "translated_quote"]

PNG = "quote.png"


def quote_pages(press: Press, quote: Quote | None) -> Iterator[Page]:
    """Make quote.html and quote.svg; where there is no quote, the page says why and there is no picture."""
    say, edition = press.words.text, press.atlas.edition
    title = say("quote.title")
    if quote is None:
        blocks = (paragraph(say("quote.none"), "standfirst"), paragraph(say("quote.none_why")))
        section = Section(key="none", title="", blocks=blocks)
        yield press.page("quote.html", title=title, sections=(section,), here="quote")
        return
    date = say("footer.as_of", date=press.words.date(edition.as_of))
    picture = draw_quote(quote, press.words, as_of=date, draft=edition.draft, site=edition.title)
    yield press.file("quote.svg", picture.encode("utf-8", "replace"))
    if edition.about.png and not edition.draft:
        yield press.file(PNG, png_of(picture))
    head = press.block("quote_block.html", root="", quote=quote, link=False, translated=translated_quote(press, quote))
    sections = (_signers(press, quote), _picture(press), _text(press, quote))
    yield press.page(
        "quote.html",
        title=title,
        sections=sections,
        head=head,
        here="quote",
        style="front",
        description=quote_sentence(quote),
        data=quotation(press.atlas, quote),
        image=shared_picture(press, quote),
    )


def translated_quote(press: Press, quote: Quote) -> Translated | None:
    """Return the quote's translation into the page's language, where a person made one."""
    return press.atlas.translators.find(OF_QUOTE, 0, press.words.language, quote_sentence(quote))


def shared_picture(press: Press, quote: Quote | None) -> str:
    """Return where the picture lies that a link to the page is shown with; empty where there is none."""
    return PNG if quote is not None and press.atlas.edition.about.png else ""


def _signers(press: Press, quote: Quote) -> Section:
    rows = tuple(press.block("signer.html", root="", signer=signer) for signer in quote.signers)
    more = quote.size - len(rows)
    note = paragraph(press.words("quote.more", n=more)) if more > 0 else Markup("")
    return Section(
        key="signers",
        title=press.words.text("quote.signers"),
        intro=press.block("quote_form.html", root="", quote=quote),
        opening=Markup('<ul class="signers">'),
        closing=Markup("</ul>") + note,
        blocks=rows,
    )


def _picture(press: Press) -> Section:
    block = press.block("quote_picture.html", root="")
    return Section(key="picture", title=press.words.text("quote.picture"), blocks=(block,))


def _text(press: Press, quote: Quote) -> Section:
    block = Markup('<div class="plaintext" dir="auto">{}</div>').format(
        press.block("plain.html", text=quote_text(quote))
    )
    return Section(
        key="copy",
        title=press.words.text("quote.copy"),
        intro=paragraph(press.words("quote.copy_intro")),
        blocks=(block,),
    )
