"""The same bot in the terminal, through web's own API: `make chat`."""

from __future__ import annotations

import asyncio
import sys

import aiohttp

from web.settings import SettingsError, local_address


async def chat(address: str) -> int:
    """Read lines, print answers, until the input ends; 1 if web is not up."""
    jar = aiohttp.CookieJar(unsafe=True)  # unsafe: the cookie of an address that is a number
    async with aiohttp.ClientSession(address, cookie_jar=jar) as session:
        replies: list[dict[str, str]] = []
        print("Skriv en fråga, eller siffran för ett förslag. Avsluta med Ctrl-D.")
        while (line := await asyncio.to_thread(_read)) is not None:
            number = int(line) - 1 if line.isascii() and line.isdigit() else -1
            choice = replies[number] if 0 <= number < len(replies) else None
            body = {"payload": choice["payload"]} if choice else {"text": line}
            try:
                async with session.post("/api/messages", json=body) as response:
                    answer = await response.json()
            except aiohttp.ClientConnectionError:
                print(f"Inget svar på {address}. Starta med make run.", file=sys.stderr)
                return 1
            if not response.ok:
                print(answer["detail"])
                continue
            for card in answer["messages"]:
                print(f"\n{card['text']}")
            replies = [reply for card in answer["messages"] for reply in card["quick_replies"]]
            for i, reply in enumerate(replies, start=1):
                print(f"  [{i}] {reply['title']}")
            print()
    return 0


def _read() -> str | None:
    try:
        return input("> ")
    except (EOFError, KeyboardInterrupt):
        return None


def main() -> int:
    """Chat with the web that runs on this machine."""
    try:
        return asyncio.run(chat(local_address()))
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
