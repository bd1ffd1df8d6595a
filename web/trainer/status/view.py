"""Says the state of the parts in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from desk.facts.model import Facts
from web.trainer.words import iso_time, percent, short_time
from web.watching.metrics import review_days

LEAST_FREE_BYTES = 1_000_000_000
_PARTS = {
    "engine": ("Motorn", "förstår frågor och svarar på dem"),
    "actions": ("Svaren", "hämtas ur fakta"),
    "store_reads": ("Läsning ur databasen", "samtalet så långt"),
    "store_writes": ("Sparande i databasen", "det som sägs"),
}
_STATES = {"ok": "Fungerar", "down": "Fungerar inte", "unknown": "Okänt: motorn svarar inte"}
_CHANNEL_STATES = {
    "on": "På",
    "off": "Avstängd: hemligheterna är inte satta",
    "down": "Tar inte emot",
}
_CONNECTION = {
    True: "förbindelsen (Socket Mode) står",
    False: "förbindelsen (Socket Mode) står inte",
}
_QUEUES = {
    "press_line_turns": "Frågor som fick pressjouren och väntar på att sparas",
    "slack": "Meddelanden i Slack som besvaras nu",
    "teams": "Meddelanden i Teams som besvaras nu",
}


class Part(NamedTuple):
    """A part of the installation."""

    name: str
    does: str
    state: str
    works: bool


class Channel(NamedTuple):
    """A vendor's channel."""

    title: str
    state: str
    works: bool


class Failure(NamedTuple):
    """Errors of one kind, and when the last one was."""

    kind: str
    times: int
    at: str
    iso: str


def parts(states: Mapping[str, str]) -> list[Part]:
    """Each part that health tells of, in words."""
    return [
        Part(*words, _STATES.get(states[name], states[name]), states[name] == "ok")
        for name, words in _PARTS.items()
    ]


def channels(
    titles: Mapping[str, str], states: Mapping[str, str], connections: Mapping[str, bool]
) -> list[Channel]:
    """Each vendor's channel; `connections` says of those that have one whether it stands."""
    return [
        Channel(
            titles[name],
            ", ".join(
                [_CHANNEL_STATES[state]]
                + ([_CONNECTION[connections[name]]] if name in connections else [])
            ),
            state != "down" and connections.get(name, True),
        )
        for name, state in states.items()
    ]


def queues(lengths: Mapping[str, int]) -> list[tuple[str, int]]:
    """What waits, in words."""
    return [(_QUEUES.get(name, name), length) for name, length in lengths.items()]


def errors(last: Mapping[str, tuple[int, float]], now: datetime) -> list[Failure]:
    """The kinds of errors, that which was met last first."""
    newest = sorted(last.items(), key=lambda one: -one[1][1])
    return [Failure(kind, times, short_time(at, now), iso_time(at)) for kind, (times, at) in newest]


def oldest_review(facts: Facts) -> date:
    """The day when the fact was reviewed that has waited longest."""
    return min(review_days(facts))


def gigabytes(size: int) -> str:
    """`12,3 GB`."""
    return f"{size / 1e9:.1f} GB".replace(".", ",")


def share(part: int, whole: int) -> str:
    """`57 %`."""
    return percent(part / whole)
