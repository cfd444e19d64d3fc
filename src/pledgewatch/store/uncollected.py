"""Make many records without looking for circles among them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["uncollected"]


@contextmanager
def uncollected() -> Iterator[None]:
    """Let the collector of circles rest: records hold none, and looking through those made so far took half the time.

    Reading the 30,000 findings of 10,000 dossiers took 6.3 s of the processor with the collector, 3.0 s without. Where
    two threads are within, the one that came first lets it work again.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
