"""Says where errors were, in words: the kinds are the names of modules and of libraries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from web.trainer.formats import iso_time, short_time

# By the beginning of a kind; the longest that fits counts.
_WHERE = {
    "web": "Webbdelen i övrigt",
    "web.background": "Det som görs med jämna mellanrum, som gallringen",
    "web.channels.browser": "Chatten på webben",
    "web.channels.slack": "Slack",
    "web.channels.teams": "Teams",
    "web.chat": "Samtalen",
    "web.engine_client": "Webbdelens frågor till motorn",
    "web.handoff": "Frågor till en människa",
    "web.http": "Förfrågningar till webbdelen",
    "web.outgoing": "Det som skickas till Slack, Teams och brevlådan",
    "web.trainer": "Tränarnas sidor",
    "web.trainer.inbox": "Inkorgen",
    "web.trainer.login": "Inloggningen",
    "web.trainer.models": "Träningarna",
    "engine": "Motorn i övrigt",
    "engine.privacy": "Maskeringen",
    "engine.serving.chat_api": "Motorns svar",
    "engine.serving.release_watch": "Bytet av modell",
    "engine.serving.storage": "Sparandet av samtal",
    "engine.serving.training_api": "Träningarna",
    "engine.training": "Träningarna",
    "engine.understanding": "Förståelsen av frågor",
    "actions": "Svaren ur fakta",
    "desk": "Fakta",
    "contracts": "Loggar och mätvärden",
    "aiohttp": "Förbindelser",
    "aiosqlite": "Databasen",
    "asyncio": "Arbete i bakgrunden",
    "coredis": "Redis",
    "rasa": "Förståelsen av frågor",
    "slack_sdk": "Slack",
    "sqlalchemy": "Databasen",
}
_ELSEWHERE = "Andra program som ingår"


class Failure(NamedTuple):
    """Errors of one place, and when the last one was."""

    where: str
    times: int
    at: str
    iso: str


def where(kind: str) -> str:
    """The part of the installation that a kind of error is of."""
    while kind:
        if kind in _WHERE:
            return _WHERE[kind]
        kind = kind.rpartition(".")[0]
    return _ELSEWHERE


def failures(processes: Sequence[Mapping[str, tuple[int, float]]], now: datetime) -> list[Failure]:
    """The errors of some processes by where they were, that which was met last first."""
    by_place: dict[str, tuple[int, float]] = {}
    for last in processes:
        for kind, (times, at) in last.items():
            before, latest = by_place.get(where(kind), (0, 0.0))
            by_place[where(kind)] = before + times, max(latest, at)
    newest = sorted(by_place.items(), key=lambda one: -one[1][1])
    return [Failure(w, n, short_time(at, now), iso_time(at)) for w, (n, at) in newest]
