"""Fills a store with what trainers have after years: made up, the same each time."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import batched, islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.workbench.comparison import comparison
from contracts.comparison.story_figures import digest_of
from contracts.labelled_messages import line_of
from contracts.paths import FACTS
from contracts.tables import events, releases
from web.store.tables import feedback
from web.store.teaching.kept_tests import HOLDOUT, STORY
from web.store.trainer_tables import (
    audit,
    candidates,
    examples,
    facts_versions,
    kept_tests,
    messages,
    reviews,
    skips,
)
from web.trainer.inbox.usefulness import alike
from web.trainer.labels import all_labels

DAYS = 90
ROWS_OF_EXAMPLES = 50
_AT_ONCE = 2000
_TESTS, _CANDIDATES, _VERSIONS = 300, 40, 100
_PEOPLE = ("anna", "bo", "measured")
_WORDS = [
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
]
_OPEN_QUESTION = "not_stated/consent_digital"


@dataclass(frozen=True)
class Filled:
    """What stands in the addresses of the pages."""

    message: int
    conversation: str
    example: int
    last_page: int
    candidate: int
    version: int
    last_week: str
    last_year: str
    contact: str = "press_phone"


def rows(count: int, now: float) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Messages, each with the two events of its turn; three in five have been reviewed."""
    chance = random.Random(1)
    intents = [label.name for label in all_labels().single][:16]
    for number in range(count):
        id = 1 + 2 * number
        said_at = now - DAYS * 86400 * (1 - number / count)
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
        yield message, list(_turn(message, is_open=chance.random() < 0.02))


def _turn(message: dict[str, Any], *, is_open: bool) -> Iterator[dict[str, Any]]:
    """The events of a message and of its answer, as the engine writes them."""
    said = {
        "event": "user",
        "text": message["text"],
        "input_channel": message["channel"],
        "metadata": {},
        "parse_data": {
            "intent": {"name": message["intent"], "confidence": message["confidence"]},
            "intent_ranking": [
                {"name": name, "confidence": share}
                for name, share in json.loads(message["ranking"])
            ],
            "entities": [],
        },
    }
    card = {
        "type": "card",
        "language": message["language"],
        "title": "Presstjänsten",
        "lead": "Ring. " * 20,
        "question": [_OPEN_QUESTION] if is_open else [],
        "contacts": [{"kind": "phone", "label": "Ring", "value": "0"} for _ in range(4)],
    }
    answered = {"event": "bot", "text": "Ring. " * 60, "data": {"custom": card}, "metadata": {}}
    for step, event in enumerate((said, answered)):
        at = message["said_at"] + step
        yield {
            "id": message["id"] + step,
            "sender_id": message["conversation"],
            "type_name": event["event"],
            "timestamp": at,
            "intent_name": message["intent"] if not step else None,
            "data": json.dumps({**event, "timestamp": at}),
        }


def _opinions(message: dict[str, Any]) -> list[dict[str, Any]]:
    """What was said of a message; the one who is measured has said a third of it."""
    counts = {"waiting": 0, "second": 1, "disputed": 2, "discarded": 1}
    count = counts.get(message["state"], 1 + message["wants_second"])
    start = message["id"] // 2
    return [
        {
            "message": message["id"],
            "person": _PEOPLE[(start + turn) % 3],
            "verdict": "discard" if message["state"] == "discarded" else "right",
            "label": None if message["state"] == "discarded" else message["likeliest"],
            "turn": turn,
            "made_at": message["said_at"] + 60 * turn,
        }
        for turn in range(1, count + 1)
    ]


def _verdicts(message: dict[str, Any]) -> list[dict[str, Any]]:
    if message["helped"] is None:
        return []
    comment = "svarade inte på frågan" if message["id"] % 5 == 0 else None
    return [
        {
            "conversation": message["conversation"],
            "about": message["id"],
            "helped": message["helped"],
            "comment": comment,
            "given_at": message["said_at"] + 30,
        }
    ]


def _taught(settled: Iterable[dict[str, Any]], count: int) -> Iterator[dict[str, Any]]:
    for message in islice(settled, count):
        yield {
            "text": message["text"],
            "digest": digest_of(message["text"]),
            "label": message["label"],
            "language": message["language"],
            "person": _PEOPLE[message["id"] // 2 % 3],
            "added_at": message["said_at"] + 120,
            "message": message["id"],
        }


def _tests(settled: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for number, message in enumerate(settled[-2 * _TESTS :]):
        is_story = number % 2 == 0
        steps = [
            {"user": f"{message['text']}\n", "intent": message["label"]},
            {"action": "action_answer"},
        ]
        line = line_of(message["label"], message["language"], message["text"])
        yield {
            "kind": STORY if is_story else HOLDOUT,
            "name": f"samtal {number}",
            "content": json.dumps(steps) if is_story else line,
            "person": "anna",
            "added_at": message["said_at"],
        }


def _trained(taught: list[dict[str, Any]], real: list[int], now: float) -> Iterator[dict[str, Any]]:
    figures = json.dumps(comparison(real, [row["digest"] for row in taught[:40]]).to_json())
    for number in range(_CANDIDATES):
        learnt = taught[: (number + 1) * len(taught) // _CANDIDATES]
        yield {
            "job": str(number),
            "model": f"candidate-{number}.tar.gz",
            "state": "ready",
            "examples": len(learnt),
            "person": "anna",
            "started_at": now - (_CANDIDATES - number) * 86400,
            "ended_at": now,
            "figures": figures,
            "taught": json.dumps({row["digest"]: row["label"] for row in learnt}),
        }


async def fill(database: AsyncEngine, count: int, taught: int) -> Filled:
    """Store messages with all that hangs on them, and let the database count its rows."""
    now = datetime.now(UTC).timestamp()
    settled: list[dict[str, Any]] = []
    by_kind: dict[str, int] = {}
    for some in batched(rows(count, now), _AT_ONCE, strict=False):
        stored = [message for message, _ in some]
        by_kind |= {message["state"]: message["id"] for message in stored}
        settled += [m for m in stored if m["state"] == "settled"]
        opinions = [row for message in stored for row in _opinions(message)]
        await _insert(database, messages, stored)
        await _insert(database, events, [event for _, turn in some for event in turn])
        await _insert(database, reviews, opinions)
        await _insert(database, feedback, [row for m in stored for row in _verdicts(m)])
        await _insert(database, audit, [_line(row) for row in opinions])
    learnt = list(_taught(settled, taught))
    real = [message["id"] for message in settled[-600:]]
    last = settled[-1]
    await _insert(database, examples, learnt)
    await _insert(database, kept_tests, list(_tests(settled)))
    await _insert(database, candidates, list(_trained(learnt, real, now)))
    await _insert(database, releases, [_release(number, now) for number in range(1, 30)])
    await _insert(database, facts_versions, [_version(n, now) for n in range(_VERSIONS)])
    mine = {"message": by_kind["waiting"], "person": "measured", "made_at": now}
    await _insert(database, skips, [mine])
    async with database.connect() as connection:
        free = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await free.execute(sa.text("ANALYZE"))
    return Filled(
        message=last["id"],
        conversation=last["conversation"],
        example=taught // 2,
        last_page=taught // ROWS_OF_EXAMPLES,
        candidate=_CANDIDATES,
        version=_VERSIONS,
        last_week=_day(now - 7 * 86400),
        last_year=_day(now - 364 * 86400),
    )


async def _insert(database: AsyncEngine, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    async with database.begin() as connection:
        for some in batched(rows, _AT_ONCE, strict=False):
            await connection.execute(sa.insert(table), list(some))


def _line(opinion: dict[str, Any]) -> dict[str, Any]:
    about = f"meddelande {opinion['message']}"
    person, at = opinion["person"], opinion["made_at"]
    return {"at": at, "person": person, "what": "reviewed", "about": about}


def _release(number: int, now: float) -> dict[str, Any]:
    return {
        "model": f"candidate-{number}.tar.gz",
        "candidate": number,
        "person": "anna",
        "released_at": now - (_CANDIDATES - number) * 80000,
    }


def _version(number: int, now: float) -> dict[str, Any]:
    content = FACTS.read_text(encoding="utf-8")
    return {
        "content": content if number % 2 else f"{content}\n# {number}\n",
        "note": "Jämfört med sidan",
        "person": "anna",
        "released_at": now - (_VERSIONS - number) * 3600,
    }


def _day(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}"
