"""Measure the switch and the door, all of each in one file, as servers and chats compress them.

    python -m bench.reach_sizes

In bytes; 6 kB are 6,000 of them. gzip -9 is what a server sends that was given the file compressed, gzip -6 what most
compress with by themselves. Brotli is measured where the package `brotli` is installed.
"""

from __future__ import annotations

import contextlib
import gzip
import importlib
import tempfile
from pathlib import Path

from bench.reach_world import make_world
from bench.results import keep
from pledgewatch.clock import utc_now
from pledgewatch.reach.bundle import LANGUAGES
from pledgewatch.reach.door import DoorSettings, write_door
from pledgewatch.reach.keys import load_ring
from pledgewatch.reach.switch import write_switch

_ADDRESS = "bridge.example.org"


def main() -> None:
    """Measure."""
    with tempfile.TemporaryDirectory() as name:
        world = make_world(Path(name))
        ring, now = load_ring(world.ring, now=utc_now()), utc_now()
        door = {
            language: write_door(
                DoorSettings(
                    title="The Example",
                    root=ring.root(),
                    sequence=1,
                    written=int(now.timestamp()),
                    keys=ring.public(now),
                    brokers=(f"https://{_ADDRESS}",),
                    relays=(f"https://{_ADDRESS}",),
                    stun=(f"stun:{_ADDRESS}:3478",),
                    language=language,
                )
            )
            for language in LANGUAGES
        }
    files = {
        **{f"switch {language}": write_switch(language) for language in LANGUAGES},
        **{f"door {language}": page for language, page in door.items()},
    }
    sizes = {name: _sizes(data) for name, data in files.items()}
    for name, size in sizes.items():
        print(f"{name:>9}:", ", ".join(f"{how} {count:,}" for how, count in size.items()))
    keep("reach_sizes", {**sizes})


def _sizes(data: bytes) -> dict[str, int]:
    sizes = {"plain": len(data), **{f"gzip -{level}": len(gzip.compress(data, level, mtime=0)) for level in (9, 6)}}
    with contextlib.suppress(ImportError):
        sizes["brotli"] = len(importlib.import_module("brotli").compress(data))
    return sizes


if __name__ == "__main__":
    main()
