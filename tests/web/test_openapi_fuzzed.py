"""The API keeps to its description, whatever it is sent: schemathesis makes up the requests."""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, override

import pytest
import schemathesis
from aiohttp.test_utils import TestServer
from hypothesis import HealthCheck, settings
from schemathesis import Case, Response
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from contracts.paths import ROOT
from desk.cards import topic_card
from desk.facts.file import load_facts
from desk.facts.live import LiveFacts
from desk.hours import local_now
from tests.databases import make_sqlite
from web.app import make_app

from .conftest import StandInEngine, make_settings

FACTS = ROOT / "facts" / "press_service.yml"
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
# Slack's and Teams' addresses are there with their secrets alone; trainers' ask for a login: what
# is left out here is in test_routes_fuzzed.py.
DESCRIPTION = (
    schemathesis.openapi.from_path(str(ROOT / "docs" / "openapi.yml"))
    .exclude(tag="trainers")
    .exclude(path_regex="slack|teams|^/static|^/widget|^/demo|^/embed")
)
# Each request comes from a caller of its own, or the limits would answer most.
_numbers = itertools.count()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on loopback, in a loop of its own."""
    database: Path = tmp_path_factory.mktemp("fuzzed") / "conversations.db"
    started, stopping, loop = threading.Event(), asyncio.Event(), asyncio.new_event_loop()
    addresses: list[str] = []

    async def serve() -> None:
        card = topic_card(load_facts(FACTS), "statistics", "sv", local_now())
        engine = StandInEngine(answer=[{"text": card["text"], "custom": card}])
        async with TestServer(engine.app()) as engine_server:
            engine.url = str(engine_server.make_url("")).rstrip("/")
            settings = make_settings(engine, database, proxy_hops=1)
            async with TestServer(make_app(settings, LiveFacts(FACTS))) as server:
                addresses.append(str(server.make_url("")).rstrip("/"))
                started.set()
                await stopping.wait()

    make_sqlite(database)
    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    started.wait()
    Visitor.address = addresses[0]
    yield addresses[0]
    loop.call_soon_threadsafe(stopping.set)
    thread.join()
    loop.close()


def conversation(address: str, headers: dict[str, str]) -> str:
    """The cookie of one that has begun."""
    body = json.dumps({"text": "hej"}).encode()
    headers = {**headers, "Content-Type": "application/json"}
    request = urllib.request.Request(f"{address}/api/messages", body, headers)
    with urllib.request.urlopen(request) as response:
        return str(response.headers["Set-Cookie"]).partition(";")[0]


@DESCRIPTION.parametrize()
@settings(
    max_examples=25,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_described(case: Case, running: str) -> None:
    number = next(_numbers)
    headers = {"X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"}
    if number % 2:
        headers["Cookie"] = conversation(running, headers)
    response = case.call(base_url=running, headers=headers)
    case.validate_response(response, checks=list(CHECKS))


class Visitor(DESCRIPTION.as_state_machine()):  # type: ignore[misc]
    """One who goes on in a conversation as the description's links lead, with its cookie."""

    address = ""

    @override
    def setup(self) -> None:
        number = next(_numbers)
        self._headers = {"X-Forwarded-For": f"2001:db8:{number:x}::1"}
        self._cookies: dict[str, str] = {}

    @override
    def get_call_kwargs(self, case: Case) -> dict[str, Any]:
        return {
            "base_url": self.address,
            "headers": self._headers,
            "cookies": dict(self._cookies),
        }

    @override
    def after_call(self, response: Response, case: Case) -> None:
        for cookie in response.headers.get("set-cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value

    @override
    def validate_response(self, response: Response, case: Case, **kwargs: Any) -> None:
        case.validate_response(response, checks=list(CHECKS))


TestVisitor = pytest.mark.usefixtures("running")(Visitor.TestCase)
TestVisitor.settings = settings(
    max_examples=10,
    stateful_step_count=10,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
