"""Whether an answer helped: kept about the last message, its comment masked or not at all."""

from __future__ import annotations

import json
import logging
import sqlite3
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient

import web.engine_client
from tests.web.conftest import ClientMaker, StandInEngine, store

SECRET = "Bengt Hallqvist sa nej"


@pytest.fixture
async def asked(client: TestClient, engine: StandInEngine, database: Path) -> TestClient:
    """A client whose question has been answered and stored."""
    await client.post("/api/messages", json={"text": "Hur många?"})
    await store(
        database,
        engine.received[-1]["sender"],
        {"event": "user", "text": "Hur många?", "metadata": {}},
    )
    return client


def kept(database: Path) -> list[tuple]:
    with sqlite3.connect(database) as connection:
        found = connection.execute("SELECT helped, comment FROM feedback ORDER BY about").fetchall()
    connection.close()
    return found


async def tell(client: TestClient, body: object) -> dict:
    response = await client.post("/api/feedback", json=body)
    assert response.status == 200
    answer: dict = await response.json()
    return answer


@pytest.mark.parametrize("helped", [True, False])
async def test_a_yes_and_a_no_are_kept(asked: TestClient, database: Path, helped: bool) -> None:
    assert await tell(asked, {"helped": helped}) == {"helped": helped, "comment": None}
    assert kept(database) == [(helped, None)]


async def test_a_comment_is_kept_as_the_engine_masks_it(
    asked: TestClient, engine: StandInEngine, database: Path
) -> None:
    engine.masks = {"text": "[namn] sa nej"}
    await tell(asked, {"helped": False})
    answer = await tell(asked, {"helped": False, "comment": f" /{SECRET}\u0000 "})
    assert answer["comment"] == "stored"
    assert engine.received[-1] == {"text": SECRET}
    assert kept(database) == [(False, "[namn] sa nej")]


@pytest.mark.parametrize("masks", [{}, None, {"text": None}, {"text": ["x"]}])
async def test_an_engine_that_does_not_mask_costs_the_comment_alone(
    asked: TestClient, engine: StandInEngine, database: Path, masks: dict | None
) -> None:
    engine.masks = masks
    assert (await tell(asked, {"helped": True, "comment": SECRET}))["comment"] == "dropped"
    assert kept(database) == [(True, None)]


async def test_nor_does_one_that_fails_hangs_or_is_gone(
    asked: TestClient,
    engine: StandInEngine,
    database: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    engine.status = 500
    with caplog.at_level(logging.DEBUG):
        assert (await tell(asked, {"helped": True, "comment": SECRET}))["comment"] == "dropped"
        monkeypatch.setattr(web.engine_client, "MASK_SECONDS", 0.05)
        engine.status, engine.hangs = 200, True
        assert (await tell(asked, {"helped": True, "comment": SECRET}))["comment"] == "dropped"
    assert kept(database) == [(True, None)]
    assert "engine did not mask: TimeoutError" in caplog.text
    assert "Hallqvist" not in caplog.text


async def test_an_engine_that_is_gone(
    make_client: ClientMaker,
    engine: StandInEngine,
    asked: TestClient,
    database: Path,
    unused_tcp_port: int,
) -> None:
    other = await make_client(engine_url=f"http://127.0.0.1:{unused_tcp_port}")
    cookies = asked.session.cookie_jar.filter_cookies(asked.make_url("/"))
    other.session.cookie_jar.update_cookies(cookies, other.make_url("/"))
    assert (await tell(other, {"helped": True, "comment": SECRET}))["comment"] == "dropped"
    assert kept(database) == [(True, None)]


async def test_a_second_word_about_the_same_message_replaces_the_first(
    asked: TestClient, engine: StandInEngine, database: Path
) -> None:
    await tell(asked, {"helped": True, "comment": "bra"})
    await tell(asked, {"helped": False})
    again = {"event": "user", "text": "Och i år?", "metadata": {}}
    await store(database, engine.received[0]["sender"], again)
    await tell(asked, {"helped": True})
    assert kept(database) == [(False, None), (True, None)]


async def test_a_copy_of_the_conversation_holds_it_and_its_deletion_removes_it(
    asked: TestClient, database: Path
) -> None:
    await tell(asked, {"helped": True, "comment": "bra"})
    saved = await (await asked.get("/api/conversation")).json()
    (word,) = saved["feedback"]
    assert (word["text"], word["helped"], word["comment"]) == ("Hur många?", True, "[namn]")
    assert (await asked.delete("/api/conversation")).status == 204
    assert kept(database) == []


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
        (json.dumps({"helped": True, "comment": "a" * 9000}).encode(), 413, "body_too_large"),
    ],
)
async def test_bad_feedback_is_refused_and_nothing_is_kept(
    asked: TestClient, database: Path, body: bytes, status: int, code: str
) -> None:
    headers = {"Content-Type": "application/json"}
    response = await asked.post("/api/feedback", data=body, headers=headers)
    assert response.status == status
    assert response.content_type == "application/problem+json"
    assert (await response.json())["code"] == code
    assert kept(database) == []


async def test_a_comment_of_500_characters_is_taken_whole(
    asked: TestClient, engine: StandInEngine
) -> None:
    assert (await tell(asked, {"helped": True, "comment": "å" * 500}))["comment"] == "stored"
    assert engine.received[-1] == {"text": "å" * 500}


async def test_only_json_is_taken(asked: TestClient) -> None:
    assert (await asked.post("/api/feedback", data={"helped": "true"})).status == 415


async def test_without_a_conversation_there_is_nothing_to_judge(client: TestClient) -> None:
    response = await client.post("/api/feedback", json={"helped": True})
    assert (response.status, (await response.json())["code"]) == (404, "no_conversation")
    await client.post("/api/messages", json={"text": "hej"})  # answered, but not stored
    response = await client.post("/api/feedback", json={"helped": True})
    assert (response.status, (await response.json())["code"]) == (404, "no_conversation")


async def test_a_database_that_is_down_says_so(asked: TestClient, database: Path) -> None:
    database.write_bytes(b"no database")
    response = await asked.post("/api/feedback", json={"helped": True})
    assert (response.status, (await response.json())["code"]) == (503, "store_down")


async def test_feedback_counts_as_a_message_does(asked: TestClient) -> None:
    statuses = [
        (await asked.post("/api/feedback", json={"helped": True})).status for _ in range(21)
    ]
    assert statuses == [200] * 20 + [429]
