"""Fills a store with what trainers have after years."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import batched, islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.workbench.sample_comparison import comparison
from bench.workbench.sample_messages import PEOPLE, opinions_of, rows, verdicts_of
from contracts.comparison.story_figures import digest_of
from contracts.labelled_messages import line_of
from contracts.paths import FACTS
from contracts.tables import events, releases
from web.store.tables import feedback
from web.store.teaching.base_changes import BaseChange
from web.store.teaching.kept_tests import HOLDOUT, STORY
from web.store.trainer_tables import (
    audit,
    base_changes,
    candidates,
    examples,
    facts_versions,
    kept_tests,
    messages,
    reviews,
    skips,
)
from web.trainer.base_examples.files import BaseExample
from web.trainer.base_examples.search import base_examples

ROWS_OF_EXAMPLES = 50
_AT_ONCE = 2000
_TESTS, _CANDIDATES, _VERSIONS, _CHANGES = 300, 40, 100, 50


@dataclass(frozen=True)
class AddressValues:
    """What stands in the addresses of the pages."""

    message: int
    conversation: str
    example: int
    last_page: int
    candidate: int
    version: int
    last_week: str
    last_year: str
    base: str
    contact: str = "press_phone"
    test: int = 1


def _taught(settled: Iterable[dict[str, Any]], count: int) -> Iterator[dict[str, Any]]:
    for message in islice(settled, count):
        yield {
            "text": message["text"],
            "digest": digest_of(message["text"]),
            "label": message["label"],
            "language": message["language"],
            "person": PEOPLE[message["id"] // 2 % 3],
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
    labels = {row["digest"]: row["label"] for row in taught}
    figures = json.dumps(comparison(real, labels).to_json())
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


async def fill(database: AsyncEngine, count: int, taught: int) -> AddressValues:
    """Store messages with all that hangs on them, and let the database count its rows."""
    now = datetime.now(UTC).timestamp()
    settled: list[dict[str, Any]] = []
    by_kind: dict[str, int] = {}
    for some in batched(rows(count, now), _AT_ONCE, strict=False):
        stored = [message for message, _ in some]
        by_kind |= {message["state"]: message["id"] for message in stored}
        settled += [m for m in stored if m["state"] == "settled"]
        opinions = [row for message in stored for row in opinions_of(message)]
        await _insert(database, messages, stored)
        await _insert(database, events, [event for _, turn in some for event in turn])
        await _insert(database, reviews, opinions)
        await _insert(database, feedback, [row for m in stored for row in verdicts_of(m)])
        await _insert(database, audit, [_line(row) for row in opinions])
    learnt = list(_taught(settled, taught))
    real = [message["id"] for message in settled[-600:]]
    last = settled[-1]
    await _insert(database, examples, learnt)
    await _insert(database, kept_tests, list(_tests(settled)))
    await _insert(database, candidates, list(_trained(learnt, real, now)))
    await _insert(database, releases, [_release(number, now) for number in range(1, 30)])
    await _insert(database, facts_versions, [_version(n, now) for n in range(_VERSIONS)])
    base = base_examples().rows
    wanted = [_change(row, now) for row in base[:: len(base) // _CHANGES]]
    await _insert(database, base_changes, wanted)
    mine = {"message": by_kind["waiting"], "person": "measured", "made_at": now}
    await _insert(database, skips, [mine])
    async with database.connect() as connection:
        free = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await free.execute(sa.text("ANALYZE"))
    return AddressValues(
        message=last["id"],
        conversation=last["conversation"],
        example=taught // 2,
        last_page=taught // ROWS_OF_EXAMPLES,
        candidate=_CANDIDATES,
        version=_VERSIONS,
        last_week=_day(now - 7 * 86400),
        last_year=_day(now - 364 * 86400),
        base=base[0].key,
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


def _change(row: BaseExample, now: float) -> dict[str, Any]:
    example = row.example
    change = BaseChange(
        *(row.key, row.file, example.text, example.label),
        *(f"{example.text} tack", example.label),
        *("anna", now),
    )
    return asdict(change)


def _day(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}"
