"""Build a small internet of network namespaces: publication, meeting point, volunteers, a censored reader.

Each party has a namespace and an address of its own; a router in the middle joins them and drops what the reader sends
to the publication. A party's line can be given a rate (tbf), a NAT (nft), and delay and loss (a forwarder between two
TUN devices: the kernel here has no netem). Needs root. Everything is taken away at the end.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import heapq
import itertools
import os
import random
import select
import signal
import struct
import subprocess
import time
from collections.abc import Iterator
from typing import Literal

import msgspec

__all__ = ["BROKER", "GATEWAY", "Line", "Nat", "net"]

Nat = Literal["open", "full cone", "port restricted", "symmetric"]
ROUTER = "pwr"
GATEWAY, BROKER = "203.0.113.10", "203.0.113.20"
_TUN_SETIFF, _TUN, _NO_PI = 0x400454CA, 0x0001, 0x1000
_CLONE_NEWNET = 0x40000000


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A party's line: its number, NAT, rate in Mbit/s (0: none), round trip in ms and loss (both ways together)."""

    name: str
    number: int
    nat: Nat | None = None
    rate: int = 0
    round_trip: float = 0
    loss: float = 0
    blocked: bool = False

    @property
    def space(self) -> str:
        """Return the name of the party's namespace."""
        return f"pw{self.name}"

    @property
    def address(self) -> str:
        """Return the party's own address: a private one behind a NAT."""
        return f"10.{self.number}.0.2" if self.nat else f"198.51.{self.number}.2"


def run(command: str, space: str = "") -> None:
    """Run a command, in a namespace where one is named."""
    words = command.split()
    subprocess.run(["ip", "netns", "exec", space, *words] if space else words, check=True, capture_output=True)


def _join(one: str, other: str, names: tuple[str, str], addresses: tuple[str, str]) -> None:
    """Join two namespaces by a pair of interfaces with an address each."""
    run(f"ip link add {names[0]} netns {one} type veth peer name {names[1]} netns {other}")
    for space, name, address in zip((one, other), names, addresses, strict=True):
        run(f"ip addr add {address} dev {name}", space)
        run(f"ip link set {name} up", space)


def _space(name: str) -> None:
    run(f"ip netns add {name}")
    run("ip link set lo up", name)
    run("sysctl -qw net.ipv4.ip_forward=1", name)


@contextlib.contextmanager
def net(*lines: Line) -> Iterator[None]:
    """Build it all; take it away at the end."""
    spaces = [ROUTER, "pwserver", *(line.space for line in lines), *(f"{line.space}n" for line in lines if line.nat)]
    _remove(spaces)
    children: list[int] = []
    try:
        for space in spaces:
            _space(space)
        _join(ROUTER, "pwserver", ("rsrv", "srv"), ("203.0.113.1/24", f"{BROKER}/24"))
        run(f"ip addr add {GATEWAY}/24 dev srv", "pwserver")
        run("ip route add default via 203.0.113.1", "pwserver")
        for line in lines:
            children += _attach(line)
        yield
    finally:
        for child in children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        _remove(spaces)


def _remove(spaces: list[str]) -> None:
    for space in spaces:
        subprocess.run(["ip", "netns", "del", space], check=False, capture_output=True)


def _attach(line: Line) -> list[int]:
    """Join a party to the router, through its NAT where it has one; return the processes that delay its packets."""
    outer = f"{line.space}n" if line.nat else line.space
    public, gate = f"198.51.{line.number}.2", f"198.51.{line.number}.1"
    children = []
    if line.round_trip or line.loss:
        children.append(_delayed(outer, f"t{line.name}", public, gate, line))
    else:
        _join(ROUTER, outer, (f"r{line.name}", f"o{line.name}"), (f"{gate}/24", f"{public}/24"))
    run(f"ip route add default via {gate}", outer)
    if line.nat:
        _join(outer, line.space, (f"i{line.name}", f"p{line.name}"), (f"10.{line.number}.0.1/24", f"{line.address}/24"))
        run(f"ip route add default via 10.{line.number}.0.1", line.space)
        _translate(outer, line, public)
    if line.rate:
        for space, device in ((ROUTER, f"r{line.name}"), (outer, f"o{line.name}")):
            run(f"tc qdisc add dev {device} root tbf rate {line.rate}mbit burst 256kb latency 100ms", space)
    if line.blocked:
        _nft(ROUTER, f"add table ip censor_{line.name}")
        _nft(ROUTER, f"add chain ip censor_{line.name} f {{ type filter hook forward priority 0; }}")
        _nft(ROUTER, f"add rule ip censor_{line.name} f ip saddr {public} ip daddr {GATEWAY} counter drop")
    return children


def _translate(space: str, line: Line, public: str) -> None:
    """Give a home router its kind of NAT.

    Linux keeps the port of an outgoing connection where it can, to whomever it goes: a mapping that does not depend on
    the other side, filtered by its address and port. `fully-random` draws a port for each other side: symmetric.
    """
    _nft(space, "add table ip nat")
    _nft(space, "add chain ip nat post { type nat hook postrouting priority 100; }")
    out = f"o{line.name}" if not (line.round_trip or line.loss) else f"t{line.name}"
    how = "masquerade fully-random" if line.nat == "symmetric" else f"snat to {public}"
    _nft(space, f"add rule ip nat post oifname {out} {how}")
    # What nobody asked for is dropped, as home routers do: a packet that the router took for its own would hold the
    # very port that the answer to it needs, and two such routers would never let one another in.
    _nft(space, "add table ip own")
    _nft(space, "add chain ip own in { type filter hook input priority 0; }")
    _nft(space, f"add rule ip own in iifname {out} meta l4proto udp drop")
    if line.nat in ("full cone", "open"):
        _nft(space, "add chain ip nat pre { type nat hook prerouting priority -100; }")
        _nft(space, f"add rule ip nat pre iifname {out} dnat to {line.address}")


def _nft(space: str, rule: str) -> None:
    subprocess.run(["ip", "netns", "exec", space, "nft", rule], check=True, capture_output=True)


# Delay and loss


def _delayed(space: str, device: str, public: str, gate: str, line: Line) -> int:
    """Join a namespace to the router by two TUN devices and a process that holds packets back; return its number."""
    inner, outer = _tun(space, device), _tun(ROUTER, f"r{line.name}")
    for where, name, address, peer in (
        (space, device, public, gate),
        (ROUTER, f"r{line.name}", gate, public),
    ):
        run(f"ip addr add {address} peer {peer} dev {name}", where)
        run(f"ip link set {name} up txqueuelen 5000", where)
    child = os.fork()
    if not child:
        _forward(inner, outer, line.round_trip / 2000, 1 - (1 - line.loss) ** 0.5)
    os.close(inner)
    os.close(outer)
    return child


def _tun(space: str, name: str) -> int:
    """Open a TUN device in a namespace."""
    libc = ctypes.CDLL(None, use_errno=True)
    with open("/proc/self/ns/net") as here, open(f"/run/netns/{space}") as there:  # noqa: PTH123 - for their numbers
        libc.setns(there.fileno(), _CLONE_NEWNET)
        try:
            device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
            fcntl.ioctl(device, _TUN_SETIFF, struct.pack("16sH22x", name.encode(), _TUN | _NO_PI))
        finally:
            libc.setns(here.fileno(), _CLONE_NEWNET)
    return device


def _forward(inner: int, outer: int, delay: float, loss: float) -> None:
    """Pass packets between two devices, each a while later, some never; ends with the process."""
    drawn, number = random.Random(11), itertools.count()
    waiting: list[tuple[float, int, int, bytes]] = []
    while True:
        patience = max(0.0, waiting[0][0] - time.monotonic()) if waiting else 1.0
        for device in select.select([inner, outer], [], [], patience)[0]:
            with contextlib.suppress(BlockingIOError):
                for _ in range(64):
                    packet = os.read(device, 2048)
                    if drawn.random() >= loss:
                        other = outer if device == inner else inner
                        heapq.heappush(waiting, (time.monotonic() + delay, next(number), other, packet))
        while waiting and waiting[0][0] <= time.monotonic():
            _, _, device, packet = heapq.heappop(waiting)
            with contextlib.suppress(BlockingIOError):
                os.write(device, packet)
