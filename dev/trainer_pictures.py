"""Takes the pictures of the guide for trainers: a newsroom's messages, and a candidate trained."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import aiohttp
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from contracts.paths import ROOT, models_folder
from contracts.tables import events
from dev.small_pictures import small
from web.store.database import open_database
from web.store.people import accounts
from web.store.teaching import examples
from web.store.teaching.examples import TaughtExample
from web.store.trainer_tables import candidates, messages
from web.trainer.login.passwords import Passwords

FOLDER = ROOT / "docs" / "images"
WIDTH, HEIGHT = 1280, 1000
_COLOURS = 64
_PERSON, _PASSWORD = "anna", "för bilder i guiden"
_TRAINING_MS = 900_000
_DAYS = 60  # of messages before those of today
_TIMES = 12  # that each of them is said, some day

# What is written today: whole conversations, some of them about what the bot half understands.
_CONVERSATIONS = (
    ("Hej! Söker någon som kan kommentera köerna till sjukpenningen, helst före kl 15.", "mejlen?"),
    ("Hur många fick bostadsbidrag i Västmanland förra året?", "och i Sala?"),
    ("kan ni säga något om varför en kvinna i Arboga blev av med sin assistans", "nej, inte än"),
    ("Jag vill läsa avtalet med er upphandlade it-leverantör", "vad kostar det?"),
    ("vem äger frågan om karensavdraget hos er, ni eller departementet",),
    ("utfall vab, ålder, län",),
    ("Får vi filma i er reception på måndag?", "tack!"),
    ("min utbetalning har inte kommit",),
    ("Vad blir det för väder i helgen?",),
    ("stämmer det att ni har slutat svara i telefon på fredagar",),
    ("jag skriver om föräldrapenning", "statistik"),
    ("Can someone explain the parental leave rules for a Danish paper?",),
    ("en källa säger att hennes akt är borta, vad säger ni om det",),
    ("hur blir jag av med nyhetsbrevet",),
    ("pressbild på generaldirektören",),
    ("kurvan över återkrav 2015 och framåt, går det?",),
    ("akt borta, kommentar?",),
    ("akt borta, svar i dag?",),
)
# What the bot does not understand of it.
_MEANT = {"akt borta, kommentar?": "individual_case", "akt borta, svar i dag?": "individual_case"}
# What the trainer has taught, and what it is about.
_TAUGHT = (
    ("vem äger frågan om karensavdraget hos er", "press_contact"),
    ("utfall per ålder och län, går det", "statistics"),
    ("kurvan över återkraven, har ni den?", "statistics"),
    ("akten är försvunnen, vad säger ni om det i hennes fall", "individual_case"),
    ("akt borta, er kommentar tack", "individual_case"),
    ("hans akt är borta, kommentar?", "individual_case"),
    ("akten borta, svar före fyra?", "individual_case"),
)


def prepare(address: str, database: str) -> None:
    """Have a bot at an address, with its database, what its pictures show."""
    asyncio.run(_prepare(address, database))


async def _prepare(address: str, url: str) -> None:
    database, now = open_database(url), datetime.now(UTC) - timedelta(days=2)
    try:
        for visitor, texts in enumerate(_CONVERSATIONS):
            await _converse(address, visitor, texts)
        await _until_read(database, sum(map(len, _CONVERSATIONS)))
        async with database.begin() as connection:
            hashed = Passwords().hashed(_PASSWORD)
            await accounts.add(connection, _PERSON, "releaser", hashed, now)
            await _say_before(connection)
        for text, label in _TAUGHT:
            example = TaughtExample(text, label, "sv", _PERSON, now.timestamp(), None)
            await examples.add(database, example, now)
    finally:
        await database.dispose()


async def _converse(address: str, visitor: int, texts: tuple[str, ...]) -> None:
    headers = {"X-Forwarded-For": f"2001:db8:1:{visitor:x}::1"}
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(address, headers=headers, cookie_jar=jar) as session:
        for text in texts:
            async with session.post("/api/messages", json={"text": text}) as response:
                response.raise_for_status()


async def _until_read(database: AsyncEngine, count: int) -> None:
    """Wait until web has put so many messages into the inbox."""
    async with asyncio.timeout(60):
        while True:
            async with database.connect() as connection:
                if (await connection.scalar(sa.select(sa.func.count(messages.c.id)))) == count:
                    return
            await asyncio.sleep(0.5)


async def _say_before(connection: AsyncConnection) -> None:
    """Store what was said today as said and reviewed on earlier days, too."""
    chance = Random(1)
    found = await connection.execute(sa.select(messages).order_by(messages.c.id))
    rows = [dict(row) for row in found.mappings()]
    last = await connection.scalar(sa.select(sa.func.max(events.c.id))) or 0
    for number, row in enumerate(rows * _TIMES):
        ago = timedelta(days=chance.randint(1, _DAYS), minutes=chance.randint(0, 300))
        said: dict[str, Any] = {
            **row,
            "id": last + 1 + number,
            "conversation": f"{row['conversation']}-{number}",
            "said_at": row["said_at"] - ago.total_seconds(),
            "channel": chance.choice(("browser", "browser", "slack", "teams")),
            "helped": chance.choice((None, None, None, True, True, False)),
            "state": "settled",
            "label": _MEANT.get(row["text"], row["likeliest"]),
        }
        await connection.execute(sa.insert(messages).values(said))


def take(browser: Browser, address: str) -> Iterator[tuple[str, bytes]]:
    """The pictures by their names, as PNG."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": WIDTH, "height": HEIGHT},
        locale="sv-SE",
        color_scheme="light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto("/trana/logga-in")
    page.get_by_label("Namn").fill(_PERSON)
    page.get_by_label("Lösenord").fill(_PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Inkorg")).to_be_visible()
    yield "trana-inkorg.png", _picture(page)
    page.goto("/trana/oversikt")
    yield "trana-oversikt.png", _picture(page)
    page.goto("/trana/modeller")
    page.get_by_role("button", name="Träna en kandidat").click()
    is_ready = page.get_by_role("link", name="Klar att jämföra kandidat 1")
    expect(is_ready).to_be_visible(timeout=_TRAINING_MS)
    is_ready.click()
    yield "trana-kandidat.png", _picture(page)
    context.close()


def remove_models(url: str) -> None:
    """Remove the candidates that were trained for the pictures."""
    database = sa.create_engine(url)
    with database.connect() as connection:
        for model in connection.scalars(sa.select(candidates.c.model)):
            for file in models_folder().glob(f"{model}*") if model else ():
                file.unlink(missing_ok=True)
    database.dispose()


def _picture(page: Page) -> bytes:
    page.mouse.move(0, 0)
    return small(page.screenshot(animations="disabled", caret="hide"), "PNG", _COLOURS)
