"""A faulty wire: a loopback TCP proxy whose faults a test switches on and off."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from typing import Any


class FaultyWire:
    """A loopback TCP proxy in a thread. `hole` swallows both ways without FIN or RST, `stall` stops
    reading (back-pressure), `latency` is in seconds; `reset()` sends RST on every connection."""

    def __init__(self, target: str) -> None:
        self._target = target.split(":")
        self.latency, self.hole, self.stall = 0.0, False, False
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> "FaultyWire":
        self._thread.start()
        self._server = self._call(asyncio.start_server(self._connection, "127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        self.reset()
        self._call(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _end(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _call(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    def reset(self) -> None:
        async def all_of_them() -> None:
            for writer in list(self._writers):
                wire = writer.get_extra_info("socket")
                if wire is not None and wire.fileno() >= 0:
                    wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                writer.transport.abort()

        self._call(all_of_them())

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(self._target[0], int(self._target[1]))
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, far_writer}
        try:
            await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer))
        except OSError:
            pass
        finally:
            self._writers -= {writer, far_writer}
            writer.transport.abort()
            far_writer.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            while self.stall:
                await asyncio.sleep(0.02)
            data = await reader.read(16384)
            if self.latency:
                await asyncio.sleep(self.latency)
            while self.hole and not data:
                await asyncio.sleep(0.02)
            if self.hole:
                continue
            if not data:
                if writer.can_write_eof():
                    writer.write_eof()
                return
            writer.write(data)
            await writer.drain()
