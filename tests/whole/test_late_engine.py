"""An engine that is stopped for a while: the question is stored once, with what was answered."""

from __future__ import annotations

import signal

import aiohttp

from contracts.events import NOT_KEPT

from .conftest import Stack

NAME = "Amina Warsame"


async def test_a_turn_that_the_engine_ends_too_late_does_not_stand_twice(stack: Stack) -> None:
    (engine,) = [child for child in stack.children() if "engine.serving" in child.cmdline()]
    headers = {"X-Forwarded-For": "198.51.100.201"}
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(stack.address, cookie_jar=jar, headers=headers) as session:

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
    for file in stack.var.rglob("*"):
        if file.is_file() and file.suffix in (".log", ".db"):
            assert NAME.encode() not in file.read_bytes(), file
