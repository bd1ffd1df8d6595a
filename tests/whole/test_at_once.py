"""Ten messages at once in a direct conversation, to the real engine: ten answers, in order."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from tests.web.channels.slack.slack_api import SlackApi
from tests.web.channels.slack.slack_workspace import DIRECT, TEAM, USER, open_workspace, running
from web import engine_client, keys

from .conftest import Stack

QUESTIONS = ("Hur många tog ut föräldrapenning i fjol?", "Jag vill ha en intervju") * 5


async def test_ten_messages_at_once_get_ten_answers_in_order_and_are_all_stored(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_client, "ANSWER_SECONDS", 60.0)  # as in the stack
    supervisor = psutil.Process(stack.process.pid)
    engine: Any = SimpleNamespace(url=f"http://127.0.0.1:{supervisor.environ()['ENGINE_PORT']}")
    token = supervisor.children()[0].environ()["ENGINE_TOKEN"]
    database = stack.var / "conversations.db"
    async with (
        running(SlackApi()) as api,
        open_workspace(engine, database, stack.facts_file, api, engine_token=token) as slack,
    ):
        name = slack.client.app[keys.NAMES].of("slack", TEAM, DIRECT, USER)
        for question in QUESTIONS:
            await slack.write(question)
        answers = [(await api.next()).body["text"] for _ in QUESTIONS]
    stored = await asyncio.to_thread(messages, str(database), name)
    assert [text for kind, text in stored if kind == "user"] == list(QUESTIONS)
    assert [text for kind, text in stored if kind == "bot"] == answers
    titles = [answer.partition("\n")[0] for answer in answers]
    assert len(set(titles)) == 2
    assert titles == titles[:2] * 5


def messages(database: str, name: str) -> list[tuple[str, str]]:
    """What was said in a conversation, and by whom, in its order."""
    query = "SELECT data FROM events WHERE sender_id = ? AND type_name IN ('user', 'bot')"
    with sqlite3.connect(database) as connection:
        rows = connection.execute(f"{query} ORDER BY id", (name,)).fetchall()
    connection.close()
    return [(event["event"], event["text"]) for event in (json.loads(data) for (data,) in rows)]
