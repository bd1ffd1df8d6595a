"""Asks a running bot, as somebody in a vendor's channel would, for its cards."""

from __future__ import annotations

import json
import urllib.request
from http.cookiejar import CookieJar
from typing import Any

from desk.cards import Card


class Bot:
    """One conversation with the bot at an address; `visitor` is a number that no other has."""

    def __init__(self, address: str, visitor: int) -> None:
        self._url = f"{address}/api/messages"
        self._headers = {
            "Content-Type": "application/json",
            "X-Forwarded-For": f"2001:db8:1:{visitor:x}::1",  # the limits count by address
        }
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(cookies)

    def ask(self, text: str) -> list[Card]:
        """The answer to what is written."""
        return self._send({"text": text})

    def press(self, payload: str) -> list[Card]:
        """The answer to a button."""
        return self._send({"payload": payload})

    def _send(self, body: dict[str, Any]) -> list[Card]:
        request = urllib.request.Request(self._url, json.dumps(body).encode(), self._headers)
        with self._opener.open(request, timeout=30) as response:
            cards: list[Card] = json.load(response)["messages"]
        return cards
