"""Whether an answer helped: kept about the last message, its comment masked or not at all."""

from __future__ import annotations

import json
import logging
import sqlite3
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient

import web.engine_client
from tests.databases import spoil
from tests.web.conftest import ClientMaker, StandInEngine, store

SECRET = "Bengt Hallqvist sa nej"


@pytest.fixture
async def writer(client: TestClient, engine: StandInEngine, database: Path) -> TestClient:
    """A client whose question has been answered and stored."""
    await client.post("/api/messages", json={"text": "Hur många?"})
    await store(
        database,
        engine.received[-1]["sender"],
        {"event": "user", "text": "Hur många?", "metadata": {}},
    )
    return client


def stored_feedback(database: Path) -> list[tuple]:
    with sqlite3.connect(database) as connection:
        rows = connection.execute("SELECT helped, comment FROM feedback ORDER BY about").fetchall()
    connection.close()
    return rows


async def tell(client: TestClient, body: object) -> dict:
    response = await client.post("/api/feedback", json=body)
    assert response.status == 200
    answer: dict = await response.json()
    return answer


@pytest.mark.parametrize("helped", [True, False])
async def test_a_yes_and_a_no_are_kept(writer: TestClient, database: Path, helped: bool) -> None:
    assert await tell(writer, {"helped": helped}) == {"helped": helped, "comment": None}
    assert stored_feedback(database) == [(helped, None)]


async def test_a_comment_is_kept_as_the_engine_masks_it(
    writer: TestClient, engine: StandInEngine, database: Path
) -> None:
    engine.masks = {"text": "[namn] sa nej"}
    await tell(writer, {"helped": False})
    answer = await tell(writer, {"helped": False, "comment": f" /{SECRET}\u0000 "})
    assert answer["comment"] == "stored"
    assert engine.received[-1] == {"text": SECRET}
    assert stored_feedback(database) == [(False, "[namn] sa nej")]


@pytest.mark.parametrize("masks", [{}, None, {"text": None}, {"text": ["x"]}])
async def test_an_engine_that_does_not_mask_costs_the_comment_alone(
    writer: TestClient, engine: StandInEngine, database: Path, masks: dict | None
) -> None:
    engine.masks = masks
    assert (await tell(writer, {"helped": True, "comment": SECRET}))["comment"] == "dropped"
    assert stored_feedback(database) == [(True, None)]


async def test_nor_does_one_that_fails_hangs_or_is_gone(
    writer: TestClient,
    engine: StandInEngine,
    database: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    engine.status = 500
    with caplog.at_level(logging.DEBUG):
        assert (await tell(writer, {"helped": True, "comment": SECRET}))["comment"] == "dropped"
        monkeypatch.setattr(web.engine_client, "MASK_SECONDS", 0.05)
        engine.status, engine.hangs = 200, True
        assert (await tell(writer, {"helped": True, "comment": SECRET}))["comment"] == "dropped"
    assert stored_feedback(database) == [(True, None)]
    assert "engine did not mask: TimeoutError" in caplog.text
    assert "Hallqvist" not in caplog.text


async def test_an_engine_that_is_gone(
    make_client: ClientMaker,
    engine: StandInEngine,
    writer: TestClient,
    database: Path,
    unused_tcp_port: int,
) -> None:
    other = await make_client(engine_urls=(f"http://127.0.0.1:{unused_tcp_port}",))
    cookies = writer.session.cookie_jar.filter_cookies(writer.make_url("/"))
    other.session.cookie_jar.update_cookies(cookies, other.make_url("/"))
    assert (await tell(other, {"helped": True, "comment": SECRET}))["comment"] == "dropped"
    assert stored_feedback(database) == [(True, None)]


async def test_a_second_word_about_the_same_message_replaces_the_first(
    writer: TestClient, engine: StandInEngine, database: Path
) -> None:
    await tell(writer, {"helped": True, "comment": "bra"})
    await tell(writer, {"helped": False})
    again = {"event": "user", "text": "Och i år?", "metadata": {}}
    await store(database, engine.received[0]["sender"], again)
    await tell(writer, {"helped": True})
    assert stored_feedback(database) == [(False, None), (True, None)]


async def test_a_copy_of_the_conversation_holds_it_and_its_deletion_removes_it(
    writer: TestClient, database: Path
) -> None:
    await tell(writer, {"helped": True, "comment": "bra"})
    saved = await (await writer.get("/api/conversation")).json()
    (word,) = saved["feedback"]
    assert (word["text"], word["helped"], word["comment"]) == ("Hur många?", True, "[namn]")
    assert (await writer.delete("/api/conversation")).status == 204
    assert stored_feedback(database) == []


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "not_json"),
        (b"[]", 400, "not_json"),
        (b"{}", 422, "wrong_feedback"),
        (b'{"helped": 1}', 422, "wrong_feedback"),
        (b'{"helped": "true"}', 422, "wrong_feedback"),
        (b'{"helped": null}', 422, "wrong_feedback"),
        (b'{"helped": true, "comment": 7}', 422, "wrong_feedback"),
        (b'{"helped": true, "comment": ["a"]}', 422, "wrong_feedback"),
        (b'{"helped": true, "comment": " "}', 422, "no_text"),
        (json.dumps({"helped": True, "comment": "a" * 501}).encode(), 422, "too_long"),
        (json.dumps({"helped": True, "comment": "a" * 40_000}).encode(), 413, "body_too_large"),
    ],
)
async def test_bad_feedback_is_refused_and_nothing_is_kept(
    writer: TestClient, database: Path, body: bytes, status: int, code: str
) -> None:
    headers = {"Content-Type": "application/json"}
    response = await writer.post("/api/feedback", data=body, headers=headers)
    assert response.status == status
    assert response.content_type == "application/problem+json"
    assert (await response.json())["code"] == code
    assert stored_feedback(database) == []


async def test_a_comment_of_500_characters_is_taken_whole(
    writer: TestClient, engine: StandInEngine
) -> None:
    assert (await tell(writer, {"helped": True, "comment": "å" * 500}))["comment"] == "stored"
    assert engine.received[-1] == {"text": "å" * 500}


async def test_only_json_is_taken(writer: TestClient) -> None:
    assert (await writer.post("/api/feedback", data={"helped": "true"})).status == 415


async def test_without_a_conversation_there_is_nothing_to_judge(client: TestClient) -> None:
    response = await client.post("/api/feedback", json={"helped": True})
    assert (response.status, (await response.json())["code"]) == (404, "no_conversation")
    await client.post("/api/messages", json={"text": "hej"})  # answered, but not stored
    response = await client.post("/api/feedback", json={"helped": True})
    assert (response.status, (await response.json())["code"]) == (404, "no_conversation")


async def test_a_database_that_is_down_says_so(writer: TestClient, database: Path) -> None:
    await spoil(database)
    response = await writer.post("/api/feedback", json={"helped": True})
    assert (response.status, (await response.json())["code"]) == (503, "store_down")


async def test_feedback_counts_as_a_message_does(writer: TestClient) -> None:
    statuses = [
        (await writer.post("/api/feedback", json={"helped": True})).status for _ in range(21)
    ]
    assert statuses == [200] * 20 + [429]
