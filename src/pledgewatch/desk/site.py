"""Assemble the editions of a desk: the draft of everything, and what a person confirmed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from pledgewatch import __version__
from pledgewatch.desk.compare import PARTIES_VERSION, PROMISES_VERSION, REUSE_VERSION
from pledgewatch.desk.layout import Layout, Run
from pledgewatch.desk.lists import RECORD_VERSION
from pledgewatch.desk.read import READING_VERSION
from pledgewatch.desk.record import SCREENING_VERSION
from pledgewatch.desk.related import relations_shown
from pledgewatch.desk.sources import sources_shown
from pledgewatch.findings.make import VERSION as FINDINGS_VERSION
from pledgewatch.model.document import Document, Failure
from pledgewatch.model.identity import digest
from pledgewatch.model.participation import Participation
from pledgewatch.model.reuse import Form
from pledgewatch.publish.edition import Edition
from pledgewatch.review.replies import Replies
from pledgewatch.review.standing import Reviewed
from pledgewatch.review.translations import Translations
from pledgewatch.settings import Settings

__all__ = ["decided_edition", "draft_edition", "settings_shown"]

_STAGES = {
    "reading": READING_VERSION,
    "parties": PARTIES_VERSION,
    "reuse": REUSE_VERSION,
    "promises": PROMISES_VERSION,
    "record": RECORD_VERSION,
    "screening": SCREENING_VERSION,
    "findings": FINDINGS_VERSION,
}


def draft_edition(
    layout: Layout,
    documents: Sequence[Document],
    forms: Sequence[Form],
    settings: Settings,
    reviewed: Sequence[Reviewed],
    run: Run,
) -> Edition:
    """Return the edition of everything, marked as a draft; what a person dismissed is left out."""
    shown = [item for item in reviewed if item.standing != "dismissed"]
    failures = (*layout.failures.read(), *layout.refused.read())
    edition = _edition(layout, documents, forms, settings, shown, run, failures)
    return msgspec.structs.replace(edition, relations=relations_shown(layout, edition))


def decided_edition(
    layout: Layout,
    documents: Sequence[Document],
    forms: Sequence[Form],
    settings: Settings,
    confirmed: Sequence[Reviewed],
    run: Run,
) -> Edition:
    """Return the edition of what a person confirmed."""
    edition = _edition(layout, documents, forms, settings, confirmed, run, ())
    edition = msgspec.structs.replace(edition, draft=False)
    edition = msgspec.structs.replace(edition, sources=sources_shown(layout, edition, settings.publish.include))
    return msgspec.structs.replace(edition, relations=relations_shown(layout, edition))


def _edition(
    layout: Layout,
    documents: Sequence[Document],
    forms: Sequence[Form],
    settings: Settings,
    shown: Sequence[Reviewed],
    run: Run,
    failures: tuple[Failure, ...],
) -> Edition:
    said = settings_shown(settings)
    return Edition(
        draft=True,
        as_of=run.as_of,
        as_of_basis=run.as_of_basis,
        version=__version__,
        documents=tuple(documents),
        organisations=tuple(layout.organisations.read()),
        pledges=tuple(layout.pledges.read()),
        families=tuple(layout.families.read()),
        copies=tuple(layout.copies.read()),
        singles=tuple(layout.singles.read()),
        promises=tuple(
            promise for row in layout.promises.read() for promise in row.promises if not promise.by_reader_alone
        ),
        forms=tuple(forms),
        lists=tuple(layout.lists.read()),
        earlier_lists=tuple(one.snapshot for one in layout.sightings.read()),
        listings=tuple(layout.listings.read()),
        statements=tuple(layout.statements.read()),
        participations=tuple(_participants_found(layout, shown)),
        screenings={row.organisation: row.screening for row in layout.screenings.read()},
        findings=tuple(item.finding for item in shown),
        standings={item.finding.key: item.standing for item in shown},
        decisions={item.finding.key: item.decision for item in shown if item.decision is not None},
        replies=Replies(layout.decisions).shown(),
        failures=failures,
        translations=Translations(layout.translations).current(),
        settings=said,
        settings_digest=digest(f"{name}={value}" for name, value in said.items()),
        stages=_STAGES,
    )


def _participants_found(layout: Layout, shown: Sequence[Reviewed]) -> Iterator[Participation]:
    """Yield the participants that the findings shown rest upon: the whole list is not copied into a site."""
    wanted = {row.listing for item in shown if item.finding.kind == "participation" for row in item.finding.basis.rows}
    if wanted:
        yield from (one for one in layout.participations.read() if one.id in wanted)


def settings_shown(settings: Settings) -> dict[str, str]:
    """Write the settings that change what is found; limits only change what a run may cost."""
    return {
        f"{section}.{name}": str(value)
        for section in ("reading", "reuse")
        for name, value in sorted(msgspec.to_builtins(getattr(settings, section)).items())
    }
