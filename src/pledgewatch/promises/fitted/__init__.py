"""Fit a reader to what people said of passages, and read with it beside the rules.

    >>> from pledgewatch.promises.fitted import Labelled, Labels, fit
    >>> yes = [Labelled(f"We will train {n} managers by {2020 + n}.", Labels("yes"), "en") for n in range(1, 31)]
    >>> no = [Labelled(f"In {1990 + n} sales rose by {n} per cent.", Labels("no"), "en") for n in range(1, 31)]
    >>> reader = FittedReader(fit([*yes, *no], source="an example"))
    >>> reader.read("We will train 40 buyers by 2030.", "en").probability > 0.9
    True

Nothing that is fitted comes with the program: whoever labels passages fits a reader of their own.
"""

from __future__ import annotations

from pledgewatch.promises.fitted.fitting import fit
from pledgewatch.promises.fitted.labelled import CLASSES, TASKS, Labelled, Labels, TaskName, Words, read_labelled
from pledgewatch.promises.fitted.model import FittedModel, load_model, save_model
from pledgewatch.promises.fitted.read import FittedReader

__all__ = [
    "CLASSES",
    "TASKS",
    "FittedModel",
    "FittedReader",
    "Labelled",
    "Labels",
    "TaskName",
    "Words",
    "fit",
    "load_model",
    "read_labelled",
    "save_model",
]
