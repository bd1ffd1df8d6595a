"""Whose posts are taken."""

from __future__ import annotations

import pytest
from aiohttp.test_utils import TestClient

from tests.web.conftest import ClientMaker

SECURE = "https://press.example.se"


@pytest.mark.parametrize(
    ("headers", "taken"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://chat.example.se"}, False),
        ({"Origin": "http://chat.example.se"}, True),
        ({"Origin": "https://press.example.se"}, True),  # a proxy has changed Host
        ({"Origin": "https://www.example.se"}, False),
        ({"Origin": "https://chat.example.se.evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": ""}, False),
    ],
)
async def test_posts_and_deletions_of_other_sites_are_refused(
    make_client: ClientMaker, headers: dict[str, str], taken: bool
) -> None:
    client = await make_client(public_url=SECURE)
    sent = {"Host": "chat.example.se", **headers}
    for method, path in (
        ("POST", "/api/messages"),
        ("POST", "/api/feedback"),
        ("DELETE", "/api/conversation"),
        ("POST", "/"),
    ):
        body = {"json": {"text": "Statistik?"}} if method == "POST" else {}
        response = await client.request(method, path, headers=sent, **body)
        assert (response.status != 403) == taken, (method, path)
    assert (await client.get("/api/messages", headers=sent)).status == 200


@pytest.mark.parametrize(("language", "words"), [("sv", "en annan webbplats"), ("en", "own page")])
async def test_a_refusal_says_why_in_both_languages(
    client: TestClient, language: str, words: str
) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Accept-Language": language}
    response = await client.post("/api/messages", json={"text": "Hej"}, headers=headers)
    problem = await response.json()
    assert (response.status, problem["code"]) == (403, "cross_site")
    assert words in problem["title"] + problem["detail"]


async def test_the_trainers_pages_have_a_check_of_their_own(client: TestClient) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    response = await client.post("/trana/logga-in", data={}, headers=headers)
    assert "en annan webbplats" not in await response.text()
    assert response.content_type == "text/html"
