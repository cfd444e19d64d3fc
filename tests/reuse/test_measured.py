from __future__ import annotations

from bench.measured import Limits, measure

_TOUCHED = """
import os, sys, time
def hold(megabytes):
    held = bytearray(megabytes << 20)
    for at in range(0, len(held), 4096):
        held[at] = 1
    time.sleep(0.7)
    return held
"""


def test_memory_of_children_counts_and_the_largest_is_told_apart() -> None:
    ran = measure(_TOUCHED + "if os.fork() == 0:\n    hold(60)\n    os._exit(0)\nhold(90)\nos.wait()\nprint('done')")
    assert (ran.status, ran.said) == (0, "done\n")
    assert 150 < ran.own < 190
    assert 90 < ran.largest < 130
    assert ran.own <= ran.together


def test_cpu_of_children_counts() -> None:
    spin = "import os, time\ndef spin():\n    while time.process_time() < 0.4:\n        pass\n"
    ran = measure(spin + "if os.fork() == 0:\n    spin()\n    os._exit(0)\nspin()\nos.wait()")
    assert 0.8 < ran.cpu < 1.5


def test_what_takes_too_much_is_ended() -> None:
    assert measure("while True:\n    pass", limits=Limits(0.5, 1_000)).status == -9
    assert measure("import time\ntime.sleep(60)", limits=Limits(0.1, 1_000)).status == -9
    hog = measure(_TOUCHED + "held = [hold(200) for _ in range(20)]", limits=Limits(60, 300))
    assert hog.status == -9
    assert hog.own < 1_500


def test_what_goes_wrong_is_told() -> None:
    ran = measure("import sys\nsys.exit('no such letter')")
    assert ran.status == 1
    assert "no such letter" in ran.failed
