"""Tell what every participant must do from what a company undertakes of its own."""

from __future__ import annotations

from pledgewatch.promises.language import Guarded, Language
from pledgewatch.promises.undertakings import Undertaking

__all__ = ["duty_of", "duty_of_all", "required_item"]


def duty_of(undertaking: Undertaking, text: str, language: Language) -> Guarded | None:
    """Return the duty that an undertaking merely repeats, or None where it is the company's own."""
    segment = text[undertaking.start : undertaking.until]
    for duty in language.required:
        if duty.pattern.search(text if duty.where == "whole" else segment) and not (
            duty.unless and duty.unless.search(segment[:150])
        ):
            return duty
    return None


def duty_of_all(undertakings: tuple[Undertaking, ...], text: str, language: Language) -> Guarded | None:
    """Return the first duty where every undertaking of the sentence is one; one of its own makes it own."""
    duties = [duty_of(undertaking, text, language) for undertaking in undertakings]
    return duties[0] if duties and all(duties) else None


def required_item(text: str, language: Language) -> Guarded | None:
    """Return the part of the yearly report that a list item names, if it is one."""
    return next((item for item in language.required_items if item.pattern.search(text)), None)
