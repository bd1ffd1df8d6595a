"""The chat API: answers, refusals, and the conversation that nobody else can name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.cards import validate_card
from tests.databases import spoil
from tests.web.conftest import ClientMaker, StandInEngine, store
from web.chat.user_input import clean_text
from web.http.problems import Problem


async def post(client: TestClient, body: object, **headers: str):
    return await client.post("/api/messages", json=body, headers=headers)


async def test_a_question_gets_a_card(client: TestClient, engine: StandInEngine) -> None:
    response = await post(client, {"text": "Hur många vabbade i fjol?"})
    assert response.status == 200
    (card,) = (await response.json())["messages"]
    assert validate_card(card)["topic"] == "statistics"
    (sent,) = engine.received
    assert sent["message"] == "Hur många vabbade i fjol?"
    assert sent["input_channel"] == "browser"


async def test_the_server_names_the_conversation(client: TestClient, engine: StandInEngine) -> None:
    response = await post(client, {"text": "hej", "sender": "någon annan"})
    cookie = response.cookies["conversation"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["secure"]
    await post(client, {"text": "hej igen"})
    first, second = (r["sender"] for r in engine.received)
    assert first == second
    assert first.startswith("browser-")
    assert first not in cookie.value.split(".")


async def test_a_forged_cookie_starts_a_new_conversation(
    client: TestClient, engine: StandInEngine
) -> None:
    client.session.cookie_jar.update_cookies({"conversation": "browser-nagon-annans"})
    response = await post(client, {"text": "hej"})
    assert "conversation" in response.cookies
    assert engine.received[0]["sender"] != "browser-nagon-annans"


async def test_the_cookie_is_marked_secure_behind_tls(make_client: ClientMaker) -> None:
    response = await post(await make_client(public_url="https://press.example"), {"text": "hej"})
    cookie = response.cookies["__Host-conversation"]
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
    assert "max-age" in response.headers["Strict-Transport-Security"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "not_json"),
        (b"", 400, "not_json"),
        (b"[]", 400, "not_json"),
        (b"\xff\xfe", 400, "not_json"),
        (b"[" * 5000, 400, "not_json"),
        (b"{}", 422, "wrong_type"),
        (b'{"text": 7}', 422, "wrong_type"),
        (b'{"text": null}', 422, "wrong_type"),
        (b'{"text": ["hej"]}', 422, "wrong_type"),
        (b'{"text": ""}', 422, "no_text"),
        (b'{"text": " \\n\\u0000 "}', 422, "no_text"),
        (b'{"text": "///"}', 422, "no_text"),
        (b'{"payload": 3}', 422, "wrong_type"),
        (b'{"payload": "/restart"}', 422, "unknown_button"),
        (json.dumps({"text": "å" * 2001}, ensure_ascii=False).encode(), 422, "too_long"),
        (json.dumps({"text": "a" * 40_000}).encode(), 413, "body_too_large"),
    ],
)
async def test_bad_requests_are_refused_with_a_problem_document(
    client: TestClient, engine: StandInEngine, body: bytes, status: int, code: str
) -> None:
    response = await client.post(
        "/api/messages", data=body, headers={"Content-Type": "application/json"}
    )
    assert response.status == status
    assert response.content_type == "application/problem+json"
    problem = await response.json()
    assert problem["code"] == code
    assert problem["status"] == status
    assert problem["detail"].endswith(".")
    assert engine.received == []


async def test_only_json_is_taken(client: TestClient) -> None:
    response = await client.post("/api/messages", data={"text": "hej"})
    assert response.status == 415


@pytest.mark.parametrize(
    ("accepts", "word"),
    [
        ("sv", "för långt"),
        ("", "för långt"),
        ("de, en;q=0.8, sv;q=0.5", "too long"),
        ("en-GB", "too long"),
        ("sv;q=x, en;q=0.1", "too long"),
        ("sv; q=0.5, en; q=0.8", "too long"),
        ("en ; q=0.8,sv", "för långt"),
        ("sv;Q=0.5, en;level=1;q=0.8", "too long"),
    ],
)
async def test_a_refusal_speaks_the_callers_language(
    client: TestClient, accepts: str, word: str
) -> None:
    response = await post(client, {"text": "a" * 2001}, **{"Accept-Language": accepts})
    assert word in (await response.json())["title"]


async def test_a_message_of_2000_characters_is_taken_whole(
    client: TestClient, engine: StandInEngine
) -> None:
    body = json.dumps({"text": "å" * 2000}, ensure_ascii=False)
    response = await client.post(
        "/api/messages", data=body, headers={"Content-Type": "application/json"}
    )
    assert response.status == 200
    assert engine.received[0]["message"] == "å" * 2000


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("/restart", "restart"),
        ("  /  /public_records", "public_records"),
        ("\u200b/restart", "restart"),
        ("hej\u0000\u0007 du", "hej   du"),
        ("\ud800hej", "hej"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("rad ett\nrad två", "rad ett\nrad två"),
    ],
)
async def test_what_is_written_is_never_a_command(
    client: TestClient, engine: StandInEngine, written: str, sent: str
) -> None:
    response = await client.post(
        "/api/messages",
        data=json.dumps({"text": written}),
        headers={"Content-Type": "application/json"},
    )
    assert response.status == 200
    assert engine.received[0]["message"] == sent


@given(st.text(st.characters(), max_size=300))
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=300,
)
def test_any_text_is_cleaned_or_refused(text: str) -> None:
    try:
        plain = clean_text(text)
    except Problem as problem:
        assert problem.code == "no_text"
        return
    assert plain.encode()
    assert not plain.startswith("/")
    assert plain == plain.strip()


async def test_a_button_that_we_sent_counts(client: TestClient, engine: StandInEngine) -> None:
    engine.answer = [
        {"text": "Vad gäller det?", "buttons": [{"title": "Statistik", "payload": "/statistics"}]}
    ]
    first = await (await post(client, {"text": "hej"})).json()
    (reply,) = first["messages"][0]["quick_replies"]
    assert reply["title"] == "Statistik"
    assert reply["payload"] != "/statistics"
    assert (await post(client, {"payload": reply["payload"]})).status == 200
    assert engine.received[1]["message"] == "/statistics"
    assert engine.received[1]["metadata"] == {"title": "Statistik"}


async def test_a_button_that_was_changed_does_not(client: TestClient) -> None:
    response = await post(client, {"payload": "WyIvcmVzdGFydCIsIngiXQ.c2lnbmF0dXJl"})
    assert (await response.json())["code"] == "unknown_button"


async def test_a_conversation_may_send_twenty_messages_a_minute(client: TestClient) -> None:
    await post(client, {"text": "hej"})  # before there is a conversation, the address counts
    statuses = [(await post(client, {"text": "hej"})).status for _ in range(21)]
    assert statuses == [200] * 20 + [429]
    response = await post(client, {"text": "hej"})
    assert 1 <= int(response.headers["Retry-After"]) <= 60
    assert "sekunder" in (await response.json())["detail"]


async def test_an_address_may_send_sixty(client: TestClient) -> None:
    statuses = []
    for _ in range(61):
        client.session.cookie_jar.clear()
        statuses.append((await post(client, {"text": "hej"})).status)
    assert statuses == [200] * 60 + [429]


async def test_addresses_behind_our_proxy_are_told_apart(make_client: ClientMaker) -> None:
    client = await make_client(proxy_hops=1)
    for i in range(61):
        client.session.cookie_jar.clear()
        forwarded = f"spoofed, 192.0.2.{i}"
        response = await post(client, {"text": "hej"}, **{"X-Forwarded-For": forwarded})
        assert response.status == 200


async def test_without_a_proxy_a_forwarded_address_is_not_believed(client: TestClient) -> None:
    statuses = []
    for i in range(61):
        client.session.cookie_jar.clear()
        response = await post(client, {"text": "hej"}, **{"X-Forwarded-For": f"192.0.2.{i}"})
        statuses.append(response.status)
    assert statuses[-1] == 429


NOTHING = {"conversation": None, "messages": []}


async def test_the_history_is_what_was_said_in_this_conversation(
    client: TestClient, engine: StandInEngine, database: Path
) -> None:
    assert await (await client.get("/api/messages")).json() == NOTHING
    await post(client, {"text": "hej"})
    card = engine.answer[0]["custom"]
    buttons = [{"title": "Statistics", "payload": "/statistics"}]
    await store(
        database,
        engine.received[0]["sender"],
        {"event": "action", "name": "action_session_start"},
        {"event": "user", "text": "Hur många?", "metadata": {}},
        {"event": "bot", "text": card["text"], "data": {"custom": card}, "metadata": {}},
        {"event": "user", "text": "/help", "metadata": {"title": "Något annat"}},
        {
            "event": "bot",
            "text": "Choose.",
            "data": {"buttons": buttons, "custom": None},
            "metadata": {"utter_action": "utter_help", "metadata": {"language": "en"}},
        },
    )
    await store(database, "browser-annan", {"event": "user", "text": "annans", "metadata": {}})
    messages = (await (await client.get("/api/messages")).json())["messages"]
    assert [m["from"] for m in messages] == ["user", "bot", "user", "bot"]
    assert messages[0]["text"] == "Hur många?"
    assert messages[1]["card"]["topic"] == "statistics"
    assert messages[2]["text"] == "Något annat"
    assert messages[3]["card"]["language"] == "en"
    assert messages[3]["card"]["quick_replies"][0]["payload"] != "/statistics"


async def test_a_conversation_that_is_not_stored_yet_has_no_history(client: TestClient) -> None:
    await post(client, {"text": "hej"})
    assert await (await client.get("/api/messages")).json() == NOTHING


async def test_the_page_works_without_the_history_while_the_database_is_down(
    client: TestClient, database: Path
) -> None:
    await post(client, {"text": "hej"})
    await spoil(database)
    response = await client.get("/api/messages")
    assert (response.status, await response.json()) == (200, NOTHING)
