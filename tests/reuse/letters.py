"""Letters written for the tests, for plainly invented companies."""

from __future__ import annotations

from pledgewatch.model.document import Document
from pledgewatch.model.identity import DocumentId

EARLY = (
    "We are glad to confirm that {name} stands behind the nine aims of the Harbour Charter on work, water and fair "
    "dealing. With this letter we state our wish to carry those aims into all places where we buy or build. {name} "
    "will make this wish known to its workers and to the towns around its yards. We see that a member owes the charter "
    "a yearly account of what was done, and we therefore undertake to send such an account within two years of joining."
)
LATE = (
    "We are glad to confirm that {name} stands behind the Nine Aims of the United Harbour Charter with regard to "
    "work, water and fair dealing. With this letter we state our firm intent to live by those aims. {name} will "
    "make this intent known to its workers and to the towns around its yards. We see that a member owes the "
    "United Harbour Charter a yearly account of what was done, and we therefore undertake to send such an account"
    " each spring. This account holds a word from the head of the firm; a list of steps that were taken or put "
    "off; and the figures by which an outsider can tell one from the other."
)
OWN = {
    "sea": "Our three ferries will burn no heavy oil after the spring of 2031, and anyone may read their logs.",
    "grain": "Silos in the north are being emptied while the roof beams are replaced by a crew hired from the valley.",
    "glass": "Bottles that come back broken are weighed on Fridays, melted on Mondays, and poured again by Thursday.",
}


def letter(name: str, form: str, company: str) -> Document:
    return document(name, form.format(name=company))


def document(name: str, text: str) -> Document:
    return Document(id=DocumentId(name), text=text)
