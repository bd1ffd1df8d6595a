"""Finds out whether a part still answers."""

from __future__ import annotations

import asyncio
import contextlib

ASK_SECONDS = 1.0
SILENT_SECONDS = 15.0


async def is_ok(port: int, path: str) -> bool:
    """Return True if a port of this machine answers a GET of the path with 200."""
    with contextlib.suppress(OSError, IndexError):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(f"GET {path} HTTP/1.0\r\n\r\n".encode())
            return (await reader.readline()).split()[1] == b"200"
        finally:
            writer.close()
    return False


async def until_silent(port: int, seconds: float = SILENT_SECONDS) -> None:
    """Return when a part that has been live has not said so for `seconds`.

    Its start may take as long as it takes.
    """
    while not await is_ok(port, "/health/live"):
        await asyncio.sleep(ASK_SECONDS)
    with contextlib.suppress(TimeoutError):
        while True:
            await asyncio.sleep(ASK_SECONDS)
            async with asyncio.timeout(seconds):
                while not await is_ok(port, "/health/live"):
                    await asyncio.sleep(ASK_SECONDS)
