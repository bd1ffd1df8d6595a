"""What is written about people reaches neither the database nor a log, whatever goes wrong."""

from __future__ import annotations

import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from .conftest import Stack, start_stack

SECRETS = ("Warsame", "850312-1234", "070-123 45 67", "amina@exempel.se")
MESSAGE = (
    "Kan ni kommentera fallet Amina Warsame, 850312-1234? Nås på 070-123 45 67 och "
    "amina@exempel.se."
)


@pytest.fixture
def own_stack(tmp_path: Path) -> Iterator[Stack]:
    running = start_stack(tmp_path)
    yield running
    running.process.send_signal(signal.SIGINT)
    running.process.communicate()


def everything_stored(stack: Stack) -> str:
    files = [path for path in stack.var.rglob("*") if path.is_file()]
    return "".join(path.read_bytes().decode(errors="replace") for path in files)


async def test_nothing_that_is_written_about_a_person_is_kept(own_stack: Stack) -> None:
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(own_stack.address, cookie_jar=jar) as session:

        async def ask(text: str) -> list[dict]:
            async with session.post("/api/messages", json={"text": text}) as response:
                return (await response.json())["messages"]

        card, notice = await ask(MESSAGE)
        assert card["topic"] == "individual_case"
        assert "personuppgifter" in notice["lead"]
        (again,) = await ask(MESSAGE)
        assert again["topic"] == "individual_case"
        text = everything_stored(own_stack)
        assert "[personnummer]" in text
        assert not [secret for secret in SECRETS if secret in text]

        other = sqlite3.connect(own_stack.var / "conversations.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        card, *_ = await ask(MESSAGE)
        assert card["topic"] == "individual_case"
        async with session.get("/health") as response:
            assert response.status == 200
            assert (await response.json())["store"] == "degraded"
        other.close()
    text = everything_stored(own_stack)
    assert "was not saved" in text
    assert not [secret for secret in SECRETS if secret in text]
