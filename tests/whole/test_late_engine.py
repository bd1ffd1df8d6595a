"""An engine that is stopped for a while: the question is stored once, with what was answered."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from contracts.events import NOT_KEPT

from .conftest import Stack, start_stack

NAME = "Amina Warsame"


@pytest.fixture
def own_stack(tmp_path: Path) -> Iterator[Stack]:
    """A stack with the limits that journalists meet."""
    running = start_stack(tmp_path, patient=())
    yield running
    running.process.send_signal(signal.SIGINT)
    running.process.communicate()


async def test_a_turn_that_the_engine_ends_too_late_does_not_stand_twice(
    own_stack: Stack,
) -> None:
    (engine,) = [child for child in own_stack.children() if "engine.serving" in child.cmdline()]
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(own_stack.address, cookie_jar=jar) as session:

        async def ask(text: str, key: str) -> list[str | None]:
            body = {"text": text, "key": key}
            async with session.post("/api/messages", json=body) as response:
                return [card["topic"] for card in (await response.json())["messages"]]

        engine.send_signal(signal.SIGSTOP)
        try:
            assert await ask(f"{NAME} har fått avslag", "the-first") == ["fallback"]
        finally:
            engine.send_signal(signal.SIGCONT)
        assert await ask(f"{NAME} har fått avslag", "the-first") == ["fallback"]
        # One message of a conversation at a time: this is answered after the first has ended.
        assert await ask("Hur många vabbade i fjol?", "the-second") == ["statistics"]
        async with session.get("/api/conversation") as response:
            document = await response.json()
        async with session.delete("/api/conversation") as response:
            assert response.status == 204
    first, press_line, second, answer = document["messages"]
    assert first["text"] in (NOT_KEPT, "[namn] har fått avslag")
    assert press_line["card"]["topic"] == "fallback"
    assert second["text"] == "Hur många vabbade i fjol?"
    assert answer["card"]["topic"] == "statistics"
    for file in own_stack.var.rglob("*"):
        if file.is_file() and file.suffix in (".log", ".db"):
            assert NAME.encode() not in file.read_bytes(), file
