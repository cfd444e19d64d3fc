"""Parse the XML of a list without what makes XML dangerous: no document type, so no entities; no network; no giants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgewatch.errors import ListError
from pledgewatch.record.lists.entry import clean

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["as_mapping", "parse_xml", "refuse_doctype", "text_of", "texts_of", "with_attributes", "xml_root"]

_AGAIN = "fetch the file again; the last good one is kept."
_DEEPEST = 8


def xml_root(head: bytes) -> str:
    """Return the name of the first element, without its namespace; empty where it is no XML."""
    text = head.decode("utf-8-sig", "replace").lstrip()
    while text.startswith(("<?", "<!--")):
        end = "?>" if text.startswith("<?") else "-->"
        text = text.partition(end)[2].lstrip()
    if not text.startswith("<") or text.startswith("<!"):
        return ""
    name = text[1:].split(">")[0].split("/")[0].split()
    return name[0].rpartition(":")[2] if name else ""


def parse_xml(data: bytes, origin: str) -> _Element:
    """Return the root element.

    Raises:
        ListError: it is not whole XML, or it has a document type, which no list needs.
    """
    from lxml import etree

    refuse_doctype(data, origin)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ListError(f"{origin} is not whole XML ({error}).", next_step=_AGAIN) from error
    return root


def refuse_doctype(data: bytes, origin: str) -> None:
    """Refuse a document type, with which entities could be declared that grow without end or read files.

    Raises:
        ListError: there is one, or the text is in an encoding in which one could not be seen.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:200]:
        raise ListError(f"{origin} is not UTF-8.", next_step=_AGAIN)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise ListError(f"{origin} declares a document type, which is not read.", next_step=_AGAIN)


def text_of(element: _Element, path: str) -> str:
    """Return the text of the first element at a path, in one line; empty where there is none."""
    return clean(element.findtext(path))


def texts_of(element: _Element, path: str) -> tuple[str, ...]:
    """Return the texts of all elements at a path that have one."""
    texts = (clean(found.text) for found in element.findall(path))
    return tuple(text for text in texts if text)


def as_mapping(element: _Element, depth: int = 0) -> dict[str, object] | str:
    """Return an element as nested mappings: the row as the list has it. Of several of one name it is a list."""
    children = [child for child in element if isinstance(child.tag, str)]
    if not children or depth >= _DEEPEST:
        return clean(element.text)
    out: dict[str, object] = {}
    for child in children:
        value = as_mapping(child, depth + 1)
        tag = child.tag.rpartition("}")[2]
        held = out.get(tag)
        out[tag] = value if held is None else [*held, value] if isinstance(held, list) else [held, value]
    return out


def with_attributes(element: _Element, depth: int = 0) -> dict[str, object]:
    """Return an element as nested mappings where a list says things in attributes: empty ones are left out."""
    out: dict[str, object] = {str(name): value for name, value in element.attrib.items() if value}
    if text := clean(element.text):
        out["text"] = text
    for child in element if depth < _DEEPEST else ():
        if isinstance(child.tag, str):
            held = out.setdefault(child.tag.rpartition("}")[2], [])
            if isinstance(held, list):
                held.append(with_attributes(child, depth + 1))
    return out
