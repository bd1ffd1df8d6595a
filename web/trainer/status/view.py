"""Says the state of the parts in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from desk.facts.model import Facts
from web.store.releases.model_releases import ServedModel
from web.store.slack_installations import SlackInstallation
from web.trainer.formats import percent
from web.trainer.models.in_force import without_files
from web.watching.metrics import review_days

LEAST_FREE_BYTES = 1_000_000_000
_PARTS = {
    "engine": ("Motorn", "förstår frågor och svarar på dem"),
    "actions": ("Svaren", "hämtas ur fakta"),
    "store_reads": ("Läsning ur databasen", "samtalet så långt"),
    "store_writes": ("Sparande i databasen", "det som sägs"),
    "redis": ("Redis", "räknar förfrågningar och minns vad som är besvarat"),
}
_UNKNOWN = "Okänt: motorn svarar inte"
_STATES = {
    "ok": "Fungerar",
    "degraded": "Fungerar i en del av motorerna",
    "down": "Fungerar inte",
    "unknown": _UNKNOWN,
    "off": "Används inte",
}
_CHANNEL_STATES = {
    "on": "På",
    "off": "Avstängd: hemligheterna är inte satta",
    "down": "Tar inte emot",
}
_QUEUES = {
    "spool": "Turer på motorns disk som väntar på databasen",
    "outgoing": "Meddelanden till Slack, Teams och brevlådan som inte är skickade",
    "press_line_turns": "Frågor som fick pressjouren och väntar på att sparas",
    "slack": "Meddelanden i Slack som besvaras nu",
    "teams": "Meddelanden i Teams som besvaras nu",
}


class PartStatus(NamedTuple):
    """A part of the installation."""

    name: str
    does: str
    state: str
    works: bool


class ChannelNote(NamedTuple):
    """Something to say of a channel."""

    text: str
    is_fault: bool


class ChannelStatus(NamedTuple):
    """A vendor's channel: whether it is on, and how it fares."""

    title: str
    state: str
    works: bool


class EngineStatus(NamedTuple):
    """An engine that has been heard of lately."""

    name: str
    model: str
    problem: str | None


def parts(states: Mapping[str, str]) -> list[PartStatus]:
    """Each part that health tells of, in words."""
    return [
        PartStatus(*words, _STATES.get(states[name], _UNKNOWN), states[name] in ("ok", "off"))
        for name, words in _PARTS.items()
    ]


def connection(stands: bool) -> ChannelNote:
    """Whether Slack's Socket Mode is connected, in words."""
    text = "förbindelsen (Socket Mode) står" + ("" if stands else " inte")
    return ChannelNote(text, is_fault=not stands)


def installations(installed: Sequence[SlackInstallation]) -> list[ChannelNote]:
    """How many there are, and where a vendor no longer takes what is sent."""
    where = "på 1 ställe" if len(installed) == 1 else f"på {len(installed)} ställen"
    refused = [one.id for one in installed if one.refused]
    faults = [ChannelNote(f"tar inte emot svar i {' och '.join(refused)}: installera om där", True)]
    return [ChannelNote(f"installerad {where}", False), *(faults if refused else [])]


def channels(
    titles: Mapping[str, str], states: Mapping[str, str], notes: Mapping[str, Sequence[ChannelNote]]
) -> list[ChannelStatus]:
    """Each vendor's channel, with what there is to say of it."""
    return [
        ChannelStatus(
            titles[name],
            ", ".join([_CHANNEL_STATES[state], *(note.text for note in notes.get(name, ()))]),
            state != "down" and not any(note.is_fault for note in notes.get(name, ())),
        )
        for name, state in states.items()
    ]


def queues(lengths: Mapping[str, int]) -> list[tuple[str, int]]:
    """How many wait in each queue, by what they are in words."""
    return [(words, lengths[name]) for name, words in _QUEUES.items() if name in lengths]


def engines(
    alive: Sequence[ServedModel], candidate_of: Callable[[str], int | None]
) -> list[EngineStatus]:
    """The engines, and what each answers with."""
    return [
        EngineStatus(
            one.engine, _model(candidate_of(one.model)), one.problem and without_files(one.problem)
        )
        for one in alive
    ]


def _model(candidate: int | None) -> str:
    return f"kandidat {candidate}" if candidate else "modellen som följde med programmet"


def oldest_review(facts: Facts) -> date:
    """The day when the fact was reviewed that has waited longest."""
    return min(review_days(facts))


def gigabytes(size: int) -> str:
    """A number of bytes as `12,3 GB`."""
    return f"{size / 1e9:.1f} GB".replace(".", ",")


def share(part: int, whole: int) -> str:
    """A part of a whole as `57 %`."""
    return percent(part / whole)
