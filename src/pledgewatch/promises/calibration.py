"""Turn the rule that found a promise into a probability, from how often it was right on labelled sentences.

The table `calibration.toml` counts, for each rule (by its words, the first in `Promise.why`), how many of the
sentences that it called a promise were labelled one. A rule's probability is (right + 1) / (found + 2), Laplace's
rule of succession: a rule never seen has 0.5, none ever has 1. The counts are made by `bench/promises.py
--calibrate` from the real labelled sentences and the written ones but for their reporting half; the head of the
table says so. They measure the rules on sentences that the rules were written against, so the figure is an upper
bound for other texts.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

import msgspec

from pledgewatch.errors import SettingsError

__all__ = ["Calibration", "Counts", "load_calibration", "probability"]


class Counts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many sentences a rule found, and how many of them are labelled promises."""

    right: int
    found: int


class Calibration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The counts of each rule, and what they were counted on."""

    provenance: str
    rules: dict[str, Counts]


@cache
def load_calibration() -> Calibration:
    """Read the table that ships with the package.

    Raises:
        SettingsError: the table is damaged.
    """
    data = resources.files("pledgewatch.promises").joinpath("calibration.toml").read_bytes()
    try:
        return msgspec.toml.decode(data, type=Calibration)
    except msgspec.DecodeError as error:
        raise SettingsError(f"the calibration table of the promise rules is not usable: {error}") from error


def probability(rule: str, language: str = "en") -> float:
    """Return how likely a sentence that `rule` found is a promise, to two decimals.

    The counts are of English; a rule of another language has none yet, and so 0.5 whatever its words.
    """
    key = rule if language == "en" else f"{language}: {rule}"
    counts = load_calibration().rules.get(key, Counts(0, 0))
    return round((counts.right + 1) / (counts.found + 2), 2)
