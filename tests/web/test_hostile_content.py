"""What people write is text on every page, and no address leads out of what is served."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from yarl import URL

from desk.cards import topic_card
from desk.facts.file import FactsError, load_facts
from desk.hours import local_now
from tests.web.all_routes import EVERYTHING, addresses
from tests.web.trainer.conftest import log_in
from web.http.security import problems_middleware

from .conftest import ClientMaker, StandInEngine, store

MARKUP = [
    "<script>alert(1)</script>",
    "<x-xss onclick=alert(1)>",
    "\"><img src=x onerror='alert(1)'>",
    "<svg/onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
]


@pytest.mark.parametrize("text", MARKUP)
async def test_a_message_is_text_to_its_writer_and_to_trainers(
    client: TestClient, engine: StandInEngine, database: Path, text: str
) -> None:
    await client.post("/api/messages", json={"text": "hej"})
    name = engine.received[0]["sender"]
    parsed = {"intent": {"name": "statistics", "confidence": 0.9}, "entities": []}
    user = {"event": "user", "text": text, "metadata": {}, "parse_data": parsed}
    await store(database, name, {"event": "action", "name": "action_session_start"}, user)
    pages = [await (await client.get(path)).text() for path in ("/", "/samtal")]
    await log_in(client)
    pages.append(await (await client.get(f"/trana/samtal/{name}")).text())
    for page in (pages[0], pages[2]):
        assert "alert(1)" in page or "{{ 7 * 7 }}" in page
    for page in pages:
        assert "<script>alert" not in page
        assert "<x-xss" not in page
        assert "<img src=x" not in page
        assert "<svg/onload" not in page
        assert 'href="javascript:' not in page


# The last of a text of the facts, in their file.
HOSTILE = """ <x-xss onclick=alert(1)>\\"'"""


async def test_markup_in_the_facts_is_text_on_every_page(
    make_client: ClientMaker, engine: StandInEngine, facts_file: Path
) -> None:
    words = re.compile(r'\b((?:sv|en): "(?:[^"\\]|\\.)+)"')
    text, number = words.subn(lambda m: f'{m[1]}{HOSTILE}"', facts_file.read_text("utf-8"))
    assert number > 400
    facts_file.write_text(text, "utf-8")
    card = topic_card(load_facts(facts_file), "statistics", "sv", local_now())
    engine.answer = [{"text": card["text"], "custom": card}]
    client = await make_client(**EVERYTHING, embed_hosts=("https://www.example.se",))
    await log_in(client, "releaser")
    response = await client.post("/api/messages", json={"text": "hej"})
    (shown,) = (await response.json())["messages"]
    pages = {}
    assert client.app is not None
    routes = [address.path for address in addresses(client.app) if address.method == "GET"]
    # Of examples, which are no facts, and many.
    routes = [path for path in routes if not path.startswith("/trana/exempel")]
    for path in (shown["address"], *routes):
        response = await client.get(path, allow_redirects=False)
        if response.content_type == "text/html":
            pages[path] = await response.text()
    assert [path for path, page in pages.items() if "<x-xss" in page.lower()] == []
    escaped = {path for path, page in pages.items() if "&lt;x-xss" in page.lower()}
    assert {"/", "/embed", "/om", shown["address"], "/trana/fakta", "/trana/fakta/hela"} <= escaped


@pytest.mark.parametrize(
    "path",
    [
        "/static/../web/settings/settings.py",
        "/static/%2e%2e/%2e%2e/web/settings/settings.py",
        "/static/..%2f..%2fvar/secret_key",
        "/static//etc/passwd",
        "/static/%00",
        "/svar/..%2f..%2fetc%2fpasswd",
        "/svar/%00",
        "/svar/' OR 1=1 --",
        "/trana/fakta/contacts/..%2f..%2fvar",
    ],
)
async def test_no_address_leads_out_of_what_is_served(client: TestClient, path: str) -> None:
    reader, writer = await asyncio.open_connection(client.host, client.port)
    raw = path.replace(" ", "%20")
    writer.write(f"GET {raw} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
    answer = (await reader.read()).decode(errors="replace")
    writer.close()
    await writer.wait_closed()
    assert answer.split()[1] in ("303", "400", "404")
    assert "SECRET_KEY" not in answer
    assert "root:" not in answer


async def test_no_address_begins_a_line_of_the_log(
    aiohttp_client: Any, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(request: web.Request) -> web.Response:
        raise RuntimeError

    app = web.Application(middlewares=[problems_middleware])
    app.router.add_get("/svar/{id}", fail)
    client = await aiohttp_client(app)
    address = URL("/svar/a%0D%0AERROR%20forged", encoded=True)
    assert (await client.get(address)).status == 500
    assert "GET /svar/{id} failed: RuntimeError" in caplog.text
    assert "forged" not in caplog.text


def test_a_facts_file_that_grows_as_it_is_read_is_refused(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    bomb = tmp_path / "facts.yml"
    bomb.write_text("\n".join(lines))
    with pytest.raises(FactsError):
        load_facts(bomb)


@pytest.mark.parametrize(
    "query", ["person=' OR '1'='1", "person=%00", "what=1;DROP TABLE audit", "fran=x"]
)
async def test_a_filter_is_a_value_to_the_database(client: TestClient, query: str) -> None:
    await log_in(client)
    response = await client.get(f"/trana/logg?{query}")
    assert response.status in (200, 404, 422)
    assert (await client.get("/trana/logg")).status == 200
