"""What stands in no description of an API answers whatever is sent: the trainers' pages, with a
session and its token, the vendors' addresses, and what other sites carry.
"""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, override
from urllib.parse import quote, urlencode, urlsplit

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer, make_mocked_request
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from yarl import URL

from contracts.paths import ROOT
from desk.facts.live import LiveFacts
from tests.databases import make_sqlite
from tests.web.all_routes import EVERYTHING, FILLED, AppRoute, addresses
from tests.web.conftest import QUICK, StandInEngine, make_settings
from tests.web.trainer.conftest import csrf_of, log_in
from tests.web.trainer.inbox.test_inbox import doubtful, fill
from tests.web.trainer.models.test_models import candidate
from web.app import make_app
from web.trainer.access.people import Person
from web.trainer.login.page import PASSWORDS
from web.trainer.login.passwords import Passwords
from web.trainer.teaching.examples import teach

AREAS = ("/trana", "/slack/", "/api/teams/", "/static/", "/widget.js", "/demo", "/embed")
TO_THE_VENDOR = "slack_start"
NOT_THERE = "login.organisation"  # which is away: 503
MARKUP = "<x-xss"
VALUES = st.one_of(
    st.none(),  # the form's own
    st.sampled_from([
        f'{MARKUP} a="1">\'', f'"><svg/onload=1>{MARKUP}>', "//evil.example", "/\\evil.example",
        "https://evil.example/a", "../../../etc/passwd", "a\r\nX-Injected: 1", "\0", "9" * 40,
        "-1", "0", "", "1e9", "2026-02-30", "²", "' OR 1=1 --", "{{7*7}}", "&a [*a, *a]",
        "release", "å" * 3000,
    ]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
)  # fmt: skip


class FormFields(HTMLParser):
    """The forms of a page: their addresses, and what their fields hold."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((values.get("action", ""), {}))
        elif self.found and "name" in values and tag in ("input", "select", "textarea", "button"):
            self.found[-1][1].setdefault(values["name"], values.get("value", ""))


@dataclass
class Site:
    """The app, with something on its pages, and a releaser who is logged in."""

    loop: asyncio.AbstractEventLoop
    client: TestClient
    cookies: dict[str, str]
    csrf: str
    fields: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    requests: int = 0

    def targets(self, filled: dict[str, str]) -> list[AppRoute]:
        assert self.client.app is not None
        found = addresses(self.client.app, filled)
        return [address for address in found if address.path.startswith(AREAS)]

    async def send(self, address: AppRoute, made_up: list[str | None], kind: str) -> list[str]:
        """What is wrong with the answer, of the method, the path and what was sent."""
        path, fields = self.fields.get(f"{address.method} {address.name}", (address.path, {}))
        sent = {
            name: value if (other := made_up[i % len(made_up)]) is None else other
            for i, (name, value) in enumerate([*fields.items(), ("m", "1"), ("visa", "alla")])
        }
        self.requests += 1
        number = self.requests
        more: dict[str, Any] = {
            "headers": {"X-Forwarded-For": f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"},
            # Else nothing that comes after it has a session.
            "cookies": {} if address.name == "logout" else self.cookies,
            "allow_redirects": False,
        }
        if address.method == "GET":
            path = f"{address.path}?{urlencode(sent)}"
        elif kind == "form":
            more["data"] = {**sent, "csrf": self.csrf}
        else:
            more["headers"] |= {"X-CSRF-Token": self.csrf, "Content-Type": "application/json"}
            more["data"] = "[" * 500 if kind == "broken" else None
            if kind == "json":
                more["json"] = {**sent, "text": [sent], "csrf": self.csrf}
                del more["data"], more["headers"]["Content-Type"]
        url = URL(f"{self.client.make_url('/')}{path.lstrip('/')}", encoded=True)
        async with (
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.request(address.method, url, **more) as response,
        ):
            body = await response.text()
        what = f"{address.method} {path} {sent}"
        return [f"{what}: {one}" for one in self.wrong(address, response, body)]

    def wrong(self, address: AppRoute, response: aiohttp.ClientResponse, body: str) -> list[str]:
        found = []
        if response.status >= 500 and address.name != NOT_THERE:
            found.append(str(response.status))
        if response.content_type == "text/html" and MARKUP in body:
            found.append("markup")
        if "X-Injected" in response.headers:
            found.append("a header")
        to = urlsplit(response.headers.get("Location", "/"))
        there = (to.scheme, to.netloc) != ("", "") or to.path.startswith(("//", "/\\"))
        if there and address.name != TO_THE_VENDOR:
            found.append(f"leads to {to.geturl()}")
        return found


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """On loopback, in a loop of its own."""
    folder = tmp_path_factory.mktemp("fuzzed")
    database = folder / "conversations.db"
    make_sqlite(database)
    facts = Path(shutil.copy(ROOT / "facts" / "press_service.yml", folder))
    loop, stack = asyncio.new_event_loop(), AsyncExitStack()

    async def opened() -> Site:
        engine = StandInEngine(answer=[{"text": "svar"}])
        engine_server = await stack.enter_async_context(TestServer(engine.app()))
        engine.url = str(engine_server.make_url("")).rstrip("/")
        changed = {"proxy_hops": 1, "embed_hosts": ("https://www.example.se",), **EVERYTHING}
        app = make_app(make_settings(engine, database, **changed), LiveFacts(facts))
        app[PASSWORDS] = Passwords(QUICK)
        return await prepared(await stack.enter_async_context(TestClient(TestServer(app))), loop)

    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield asyncio.run_coroutine_threadsafe(opened(), loop).result()
    finally:
        asyncio.run_coroutine_threadsafe(stack.aclose(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def prepared(client: TestClient, loop: asyncio.AbstractEventLoop) -> Site:
    """Messages, an example and a candidate are there, and each page's forms are known."""
    assert client.app is not None
    await log_in(client, "releaser")
    await fill(client, *(doubtful(f"nummer {number}") for number in range(3)))
    await teach(client.app, Person("rut", "trainer"), "Hur många tulpaner?", "statistics", "sv")
    await candidate(client)
    cookies = client.session.cookie_jar.filter_cookies(client.make_url("/"))
    csrf = csrf_of(await (await client.get("/trana/kanaler")).text())
    site = Site(loop, client, {name: cookie.value for name, cookie in cookies.items()}, csrf)
    for address in site.targets(FILLED):
        if address.method == "GET" and address.name != TO_THE_VENDOR:
            response = await client.get(address.path)
            for action, fields in FormFields(await response.text()).found:
                path = urlsplit(action).path or address.path
                if path.startswith("/trana/kanaler/") and path.endswith("/stang"):
                    continue  # what it closes answers 503
                match = await client.app.router.resolve(make_mocked_request("POST", path))
                if match.http_exception is None and path.startswith(AREAS):
                    site.fields.setdefault(f"POST {match.route.name}", (path, fields))
    return site


@example([f'{MARKUP} a="1">\'', "//evil.example", None, "9" * 40, "\0"], "form", MARKUP)
@settings(
    max_examples=3,
    derandomize=True,
    # What failed names its request: there is nothing to shrink.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(
    st.lists(VALUES, min_size=3, max_size=7),
    st.sampled_from(["form", "form", "json", "broken"]),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20),
)
def test_whatever_is_sent_nothing_breaks_runs_or_leads_away(
    site: Site, made_up: list[str | None], kind: str, word: str
) -> None:
    word = quote(word, safe="")
    filled = {**FILLED, "conversation": word, "name": word, "path": word}

    async def send_all() -> list[str]:
        sent = [await site.send(address, made_up, kind) for address in site.targets(filled)]
        return [wrong for one in sent for wrong in one]

    assert asyncio.run_coroutine_threadsafe(send_all(), site.loop).result() == []
