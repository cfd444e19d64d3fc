"""Be a volunteer without a browser: what web/volunteer.js does, with aiortc, for tests and measurements."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine

import websockets
from aiortc import RTCConfiguration, RTCDataChannel, RTCIceServer, RTCPeerConnection, RTCSessionDescription

from pledgewatch.publish.signing.encoding import to_text
from pledgewatch.reach.describe import from_sdp, read_description, to_sdp
from pledgewatch.reach.texts import bytes_of

__all__ = ["PythonVolunteer"]

Change = Callable[[bytes], list[bytes]]


class PythonVolunteer:
    """Serve readers until the task is cancelled; `change` may do harm to what comes from the gateway."""

    def __init__(self, broker: str, change: Change = lambda frame: [frame]) -> None:
        self._broker, self._change = broker, change
        self._connections: list[RTCPeerConnection] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self.joined = asyncio.Event()
        self.passed = 0

    async def run(self) -> None:
        """Hold the line."""
        try:
            async with websockets.connect(f"{self._broker}/volunteer", compression=None) as line:
                await line.send('{"t":"hello","v":1,"room":16}')
                self._welcome = json.loads(await line.recv())
                self.joined.set()
                async for text in line:
                    said = json.loads(text)
                    if said["t"] == "offer":
                        self._keep(self._serve(line, said))
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*(one.close() for one in self._connections))

    def _keep(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, line: websockets.ClientConnection, said: dict[str, str]) -> None:
        servers = [RTCIceServer(urls=self._welcome["stun"])]
        connection = RTCPeerConnection(RTCConfiguration(iceServers=servers))
        self._connections.append(connection)
        channel = connection.createDataChannel("pw", negotiated=True, id=0, ordered=False)
        offer = to_sdp(read_description(bytes_of(said["description"])), "call")
        await connection.setRemoteDescription(RTCSessionDescription(offer, "offer"))
        await connection.setLocalDescription(await connection.createAnswer())
        described = to_text(from_sdp(connection.localDescription.sdp).data)
        await line.send(json.dumps({"t": "answer", "n": said["n"], "description": described}))
        await self._relay(channel, said["ticket"])

    async def _relay(self, channel: RTCDataChannel, ticket: str) -> None:
        gateway = self._welcome["gateway"]
        async with websockets.connect(f"{gateway}?ticket={ticket}", compression=None, max_size=1 << 20) as line:
            channel.on("message", lambda frame: self._keep(line.send(frame)))
            async for frame in line:
                assert isinstance(frame, bytes)
                for one in self._change(frame):
                    self.passed += 1
                    channel.send(one)
