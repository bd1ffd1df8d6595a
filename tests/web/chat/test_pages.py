"""The page, and what is not there."""

from __future__ import annotations

import re

import pytest
from aiohttp.test_utils import TestClient

from desk.facts.model import Facts


async def test_the_page_starts_with_every_topic_that_can_be_chosen(
    client: TestClient, facts: Facts
) -> None:
    html = await (await client.get("/")).text()
    for topic in facts.topics.values():
        if topic.name == "private_person":  # no journalist: the number says more than a button
            assert topic.contacts[0].value in html
        elif topic.choice:
            assert topic.choice["sv"] in html


async def test_every_page_gives_the_press_line_first(client: TestClient, facts: Facts) -> None:
    line = facts.contacts["press_phone"]
    for path in ("/", "/samtal", "/svar/aaaaaaaaaa", "/integritet", "/tillganglighet", "/om"):
        band = (await (await client.get(path)).text()).partition("</header>")[0]
        assert line.value in band
        assert line.href in band


async def test_an_address_may_break_after_its_at_sign_and_is_copied_whole(
    client: TestClient, facts: Facts
) -> None:
    html = await (await client.get("/")).text()
    mail = facts.contacts["press_mail"].value
    assert f">{mail.replace('@', '@<wbr>')}</span>" in html
    assert f'data-copy="{mail}"' in html


async def test_nothing_on_the_page_is_inline(client: TestClient) -> None:
    html = await (await client.get("/")).text()
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\bsrc=)", html)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/finns-inte", 404),
        ("PUT", "/api/messages", 405),
        ("GET", "/static/../settings.py", 404),
        ("GET", "/static/%2e%2e/settings.py", 404),
    ],
)
async def test_what_is_not_there_is_a_problem_document(
    client: TestClient, method: str, path: str, status: int
) -> None:
    response = await client.request(method, path)
    assert response.status == status
    assert response.content_type == "application/problem+json"


@pytest.mark.parametrize(
    "path",
    [
        "/api/messages",
        "/api/conversation",
        "/health",
        "/finns-inte",
        "/static/finns-inte.css",
        "/trana",
        "/trana/logga-in",
        "/trana/finns-inte",
    ],
)
async def test_what_is_private_or_not_there_is_not_kept_by_caches(
    client: TestClient, path: str
) -> None:
    assert (await client.get(path)).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/svar/aaaaaaaaaa"])
async def test_a_public_page_is_kept_for_back_and_forward_alone(
    client: TestClient, path: str
) -> None:
    assert (await client.get(path)).headers["Cache-Control"] == "private, no-cache"


async def test_a_refusal_at_the_address_of_a_page_is_not_kept(client: TestClient) -> None:
    response = await client.put("/")
    assert response.status == 405
    assert response.headers["Cache-Control"] == "no-store"
