"""Some of the harm that bench/reach_torture.py does 100,000 times; `make soak` does more of it."""

from __future__ import annotations

import asyncio
import os
import random
import shutil

import pytest
from bench.reach_torture import Torture, javascript, tortured
from bench.reach_world import World, make_world

TIMES = 20_000 if os.environ.get("HYPOTHESIS_PROFILE") == "soak" else 450


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("torture"))


def test_nothing_changed_is_accepted_and_nothing_breaks(world: World) -> None:
    assert not +asyncio.run(tortured(Torture(world, random.Random(3)), TIMES))


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_nor_by_the_door(world: World) -> None:
    assert not sum(javascript(world, TIMES).values())


def test_json_that_is_no_utf8_is_refused(world: World) -> None:
    from pledgewatch.errors import ForgedError, WireError
    from pledgewatch.publish.signing.certificates import read_certificate
    from pledgewatch.publish.signing.manifest import read_manifest
    from pledgewatch.reach.keys import read_keys

    for read, error in ((read_keys, WireError), (read_manifest, ForgedError), (read_certificate, ForgedError)):
        with pytest.raises(error):
            read(b'{"body":"\xd7"}')
