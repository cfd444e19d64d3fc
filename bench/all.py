"""Run every measurement and write docs/figures.md: each figure under the command that printed it.

    .venv/bin/python -m bench.all [--only NAME ...]

With `--only`, the other parts of the page stay as they were printed. The long torture (`make soak`) is not run here;
what it gave last is quoted from bench/results/. Measurements on the real cases say that they were skipped where the
cases are not there, and the page then says so too.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

from bench.results import FOLDER

__all__ = ["PAGE", "main"]

PAGE = Path("docs/figures.md")
_MEASURED = (
    ("Reading", "bench.reading", "Character error rates, parts of letters, sentence boundaries, speed by format."),
    ("The sender", "bench.parties", "Who sent a letter, recognised from its text alone."),
    ("The real letters", "bench.letters", "40 letters of commitment through `examine`, without any form registered."),
    ("The real letters, forms known", "bench.letters --forms", "The same with the forms of several eras registered."),
    ("Shared text", "bench.reuse", "Families, templates and slots on public stand-ins for forms, with a tuning half."),
    (
        "Shared text, beside others",
        "bench.peers",
        "MinHash indexes with verified pairs, in the same run; no templates.",
    ),
    ("Shared text at scale", "bench.scale", "Made letters with known truth: time, memory, quality, growth."),
    ("Shared text, one letter more", "bench.increment", "What a letter costs that is added to an index of 10,000."),
    ("Shared text, kinds of noise", "bench.variety", "Small corpora that differ in noise, script and what they hold."),
    ("Promises", "bench.promises --read", "Against sentences that two people labelled, and against written ones."),
    ("Promises over time", "bench.promises_over_time", "Pairs of short letters written for it."),
    (
        "Promises, the public benchmark",
        "bench.promises_benchmark",
        "Rules alone, in several languages, on labelled reports.",
    ),
    (
        "Promises, a fitted reader",
        "bench.promises_fitted",
        "Fitted to four fifths of the companies of the public benchmark, read on the rest.",
    ),
    ("The record", "bench.record", "Names screened against 19,428 listed organisations."),
    ("Likeness of names", "bench.record_likeness", "Pairs of names that a public benchmark labelled."),
    ("Likeness of listed names", "bench.record_aliases", "Aliases of one entry of a list, and near names of two."),
    (
        "Names in another script",
        "bench.record_crosswalk",
        "Half the pairs given as a crosswalk, asked in the other script.",
    ),
    ("The review desk", "bench.review", "From a decision to the next finding; fifty readers, beside Datasette."),
    ("Where the time goes", "bench.stages", "One `examine` of 2,000 made letters on an empty desk."),
)
_LONG = {
    "kills": "Runs killed at random moments",
    "fuzz": "Mutated files",
    "fuzz-reuse": "Spoilt letters",
    "hard-input": "Hard input",
    "scale-million": "A million letters",
    "publishing": "Ten thousand dossiers published",
    "publication-kills": "Publications killed at random moments",
    "reach_sizes": "The bridge: sizes of switch and door",
    "reach_open": "The bridge: a door opened to a page shown",
    "reach_slow": "The bridge: the same on a slow, lossy line",
    "reach_bulk": "The bridge: a large file through one volunteer, beside a raw channel",
    "reach_line": "The bridge: the same on a line of 80 Mbit/s",
    "reach_kill": "The bridge: a volunteer killed in the middle",
    "reach_churn": "The bridge: volunteers who live five seconds",
    "reach_limits": "The bridge: limits, and switching off",
    "reach_canary": "The bridge: what a volunteer's page holds of what is read",
    "reach_nat": "The bridge: four kinds of NAT by four",
    "reach_broker": "The bridge's meeting point under load",
    "reach_handing": "How many volunteers an attacker learns",
    "reach_torture": "Messages of the bridge spoilt",
    "reach_torture_javascript": "The same, as the door and the volunteer read them",
}
"""What the long runs keep in bench/results/, and its title."""
_HEAD = """# Figures

Every figure here was printed by the command above it, on this code; `make bench` prints them anew. Machines differ,
and this one was shared while it measured: speeds are for comparing parts, not for promises. The rules were written with
the real letters in sight, so that figures on them are upper bounds; where a half was kept for reporting, it says so.
"""


def main() -> int:
    """Run the measurements and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=[], help="names of modules, for example bench.reading")
    given = parser.parse_args()
    known, parts, failed = _known(PAGE.read_text(encoding="utf-8")) if PAGE.exists() else {}, [_HEAD], 0
    for title, command, about in _MEASURED:
        if given.only and command.split()[0] not in given.only:
            parts += [known[title]] if title in known else []
            continue
        print(f"{title} ...", file=sys.stderr, flush=True)
        done = subprocess.run([sys.executable, "-m", *command.split()], capture_output=True, text=True, check=False)
        failed += done.returncode != 0
        said = done.stdout.strip("\n") or done.stderr.strip()[-2000:]
        parts.append(f"## {title}\n\n{about}\n\n    $ python -m {command}\n\n```\n{said}\n```\n")
    parts += [
        _kept(title, FOLDER / f"{name}.json") for name, title in _LONG.items() if (FOLDER / f"{name}.json").exists()
    ]
    PAGE.write_text("\n".join(parts), encoding="utf-8")
    return 1 if failed else 0


def _known(page: str) -> dict[str, str]:
    """Return the parts of a page by their titles."""
    parts = re.split(r"^(?=## )", page, flags=re.MULTILINE)[1:]
    return {part[3:].split("\n", 1)[0]: part.rstrip("\n") + "\n" for part in parts}


def _kept(about: str, path: Path) -> str:
    return f"## {about}\n\nA long run gave, last time:\n\n```\n{path.read_text(encoding='utf-8').strip()}\n```\n"


if __name__ == "__main__":
    sys.exit(main())
