"""Measure the bridge in real Chromiums, each party in a network of its own: see bench/reach_net.py.

    python -m bench.reach_browser open|slow|steps|bulk|line|kill|nat|churn|canary|limits [--times N]

open: a door opened until the verified page is shown. slow: the same at 200 ms round trip, 2 % loss, behind a NAT.
steps: what takes how long of a door that opens, on the good line.
bulk: 64 MiB through one volunteer and through a raw data channel between the same browsers, in turns. line: the same
where the reader's line has 80 Mbit/s. kill: one of two volunteers is killed (SIGKILL) during 64 MiB.
churn: 16 MiB again and again, while volunteers live five seconds on average. nat: NAT kinds, four by four.
canary: what a volunteer's page holds of what was read through it.
limits: how far over a day's measure, how long from off to closed.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
from collections.abc import Sequence
from typing import get_args

from bench.reach_held import do_canary, do_limits
from bench.reach_net import Line, Nat
from bench.reach_places import placed
from bench.reach_rates import do_bulk, do_churn, do_kill, do_line
from bench.reach_steps import GOOD, do_steps, doors
from bench.results import keep


def opened(times: int, reader: Line, *others: Line) -> list[float]:
    """Return milliseconds from opening the door to the verified page, each in a new page; inf where it is not shown."""
    with placed(reader, *others) as place:
        for other in others:
            place.volunteer(other)
        return [took for took, _ in doors(place, reader, times)]


def told(name: str, took: Sequence[float]) -> None:
    """Print and keep median and 95th percentile."""
    ordered = sorted(took)
    middle, late = statistics.median(ordered), ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    print(f"{name}: median {middle:,.0f} ms, 95th {late:,.0f} ms, worst {ordered[-1]:,.0f} ms, of {len(took)}")
    keep(
        f"reach_{name}",
        {"median_ms": _whole(middle), "p95_ms": _whole(late), "worst_ms": _whole(ordered[-1]), "times": len(took)},
    )


def _whole(figure: float) -> int | None:
    return None if figure == float("inf") else round(figure)


def do_open(times: int) -> None:
    """Measure a good line."""
    told("open", opened(times, *GOOD))


def do_slow(times: int) -> None:
    """Measure a bad line."""
    reader = Line(name="rd", number=100, blocked=True, nat="port restricted", round_trip=200, loss=0.02)
    told("slow", opened(times, reader, Line(name="va", number=101), Line(name="vb", number=102)))


_CANNOT = {("symmetric", "symmetric"), ("symmetric", "port restricted"), ("port restricted", "symmetric")}
"""Where one side's port cannot be known and the other lets in only a port that it has written to."""


def do_nat(times: int, only: str = "") -> None:
    """Try every kind of NAT with every other."""
    kinds: tuple[Nat, ...] = get_args(Nat)
    rows: dict[str, object] = {}
    good = True
    for theirs, ours in itertools.product(kinds, kinds):
        if not only or only == f"{ours} - {theirs}":
            reader = Line(name="rd", number=100, blocked=True, nat=None if ours == "open" else ours)
            volunteer = Line(name="va", number=101, nat=None if theirs == "open" else theirs)
            took = opened(1, reader, volunteer)
            possible = (ours, theirs) not in _CANNOT
            connected = took[0] != float("inf")
            good = good and connected == possible
            rows[f"{ours} - {theirs}"] = {"possible": possible, "connected": connected}
            print(f"reader {ours:>15}, volunteer {theirs:>15}: {took[0]:,.0f} ms, possible: {possible}", flush=True)
    keep("reach_nat", rows)
    assert good


def main() -> None:
    """Measure what is named."""
    measures = {
        "open": (do_open, 100),
        "slow": (do_slow, 40),
        "steps": (do_steps, 21),
        "bulk": (do_bulk, 5),
        "line": (do_line, 5),
        "kill": (do_kill, 10),
        "nat": (do_nat, 1),
        "churn": (do_churn, 100),
        "canary": (do_canary, 20),
        "limits": (do_limits, 10),
    }
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=measures)
    parser.add_argument("--times", type=int)
    given = parser.parse_args()
    measure, times = measures[given.what]
    measure(given.times or times)


if __name__ == "__main__":
    main()
