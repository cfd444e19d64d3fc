"""Labelled passages written for these tests; the companies do not exist."""

from __future__ import annotations

from pledgewatch.promises.fitted import Labelled, Labels

WORKS = ("Harlow dye works", "Brenn quarry", "Oster mill", "Tarn foundry", "Velling plant", "Quay depot")
THINGS = ("managers", "buyers", "foremen", "drivers", "auditors")


def passages() -> list[Labelled]:
    """Return 120 passages of six works: targets with a year, efforts without evidence, and what is no promise."""
    rows = []
    for place, work in enumerate(WORKS):
        for number, thing in enumerate(THINGS):
            year = 2025 + number
            due = "within 2 years" if year <= 2026 else "2 to 5 years"
            rows += [
                Labelled(
                    f"We will train {number + 3} {thing} at the {work} by {year}; last year we trained {number + 1}.",
                    Labels("yes", "yes", "clear", due),  # type: ignore[arg-type]
                    "en",
                    "2024-05",
                    work,
                ),
                Labelled(
                    f"The {work} will continue its efforts for its {thing}.",
                    Labels("yes", "no", "none", "already"),
                    "en",
                    "2024-05",
                    work,
                ),
                Labelled(
                    f"In {2010 + number + place} the {work} sold {number + 2} per cent more than its {thing} expected.",
                    Labels("no", "none", "none", "none"),
                    "en",
                    "2024-05",
                    work,
                ),
                Labelled(
                    f"The {thing} of the {work} meet in hall {number + 1}; see the table on page {place + 9}.",
                    Labels("no", "none", "none", "none"),
                    "en",
                    "2024-05",
                    work,
                ),
            ]
    return rows
