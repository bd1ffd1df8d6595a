"""Nobody but web is let in, whatever they ask for; health answers all."""

from __future__ import annotations

import pytest
from rasa.core.channels.channel import UserMessage

from .conftest import ClientMaker

BODY = {"sender": "browser-1", "message": "hej"}
WRONG = [
    {},
    {"Authorization": "a-token"},
    {"Authorization": "Bearer "},
    {"Authorization": "Bearer fel"},
    {"Authorization": "Basic a-token"},
]


async def refuse(message: UserMessage) -> None:
    raise AssertionError("a stranger's message was answered")


@pytest.mark.parametrize("headers", WRONG)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/webhooks/rest/webhook"),
        ("POST", "/webhooks/rest/mask"),
        ("GET", "/webhooks/rest/"),
        ("GET", "/webhooks/rest/?token=a-token"),
        ("GET", "/webhooks/state"),
        ("GET", "/version"),
        ("GET", "/"),
        ("GET", "/health/../webhooks/rest/mask"),
        ("GET", "/health/andra"),
    ],
)
async def test_strangers_learn_nothing(
    make_client: ClientMaker, headers: dict[str, str], method: str, path: str
) -> None:
    client = await make_client(refuse, headers=headers)
    response = await client.request(method, path, json=BODY)
    assert (response.status, await response.json()) == (401, {})


async def test_a_page_in_a_browser_on_this_machine_cannot_write(make_client: ClientMaker) -> None:
    client = await make_client(refuse, headers={"Origin": "http://evil.example"})
    response = await client.post(
        "/webhooks/rest/webhook",
        data='{"sender": "browser-1", "message": "hej"}',
        headers={"Content-Type": "text/plain"},
    )
    assert response.status == 401


async def test_health_answers_all(make_client: ClientMaker) -> None:
    client = await make_client(headers={})
    for path in ("/health", "/health/live", "/health/ready"):
        assert (await client.get(path)).status == 200
