"""Webs and engines are restarted one by one behind a proxy, under load: nobody notices."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from bench.scale.cluster import cluster
from bench.servers import free_ports
from tests.databases import postgresql, redis_server
from tests.faults.load import LoadUsers
from tests.proxies import NAME, program_of, proxy_before

from .conftest import patience

# So many messages are answered between a restart and the next.
BETWEEN = 12
Way = tuple[str, Callable[[], aiohttp.BaseConnector]]


@asynccontextmanager
async def our_own(webs: Sequence[int], port: int) -> AsyncIterator[Way]:
    """What a proxy does: each connection to the next web, and past one that refuses it."""
    turns = itertools.cycle(range(len(webs)))

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.close()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = next(turns)
        for web in (*webs[first:], *webs[:first]):
            with contextlib.suppress(ConnectionRefusedError):
                there, back = await asyncio.open_connection("127.0.0.1", web)
                await asyncio.gather(pump(reader, back), pump(there, writer))
                return
        writer.close()

    server = await asyncio.start_server(carry, "127.0.0.1", port)
    async with server:
        yield f"http://127.0.0.1:{port}", lambda: aiohttp.TCPConnector(force_close=True)


@asynccontextmanager
async def proxy(webs: Sequence[int], plain: int, port: int, folder: Path) -> AsyncIterator[Way]:
    """Nginx where it is installed, else a proxy of this test's own."""
    if not program_of("nginx"):
        async with our_own(webs, plain) as way:
            yield way
        return
    with proxy_before(webs, plain, port, "nginx", folder) as running:
        yield running.url, running.connector


async def test_no_message_is_lost_doubled_or_mixed_up(tmp_path: Path) -> None:
    plain, port = free_ports(2)
    has_nginx = program_of("nginx") is not None
    settings = patience()
    if has_nginx:
        settings |= {"PROXY_HOPS": "2", "PUBLIC_URL": f"https://{NAME}:{port}"}
    statuses = []
    (tmp_path / "proxy").mkdir()
    with (
        postgresql() as database,
        redis_server(tmp_path) as redis,
        cluster(tmp_path, database, redis, engines=2, webs=2, **settings) as running,
    ):
        webs = [copy.port for copy in running.webs]
        async with proxy(webs, plain, port, tmp_path / "proxy") as (address, connector):
            load = LoadUsers(address, connector)
            writing = asyncio.create_task(load.run())
            async with asyncio.timeout(600):
                for copy in running.copies:
                    await load.until_right(BETWEEN)
                    statuses.append(await asyncio.to_thread(copy.restart))
                await load.until_right(BETWEEN)
                load.stop()
                await writing
        logs = "".join(copy.log.read_text() for copy in running.copies)
    tally = load.tally
    assert (tally.lost, tally.doubled, tally.mixed, tally.not_stored) == (0, 0, 0, 0), logs
    assert (tally.press_line, tally.right) == (0, tally.sent), logs
    assert statuses == [0, 0, 0, 0], logs
