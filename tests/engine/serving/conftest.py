"""The engine's app on loopback, with an agent that does what a test says."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from rasa.core.channels.channel import UserMessage

from engine.serving.admission import Admission
from engine.serving.app import make_app
from engine.serving.look_ahead import LookAhead
from engine.settings import EngineSettings

Handle = Callable[[UserMessage], Awaitable[Any]]


class StandInServing:
    """What the app asks of `ServedAgent`, with a function in place of an agent."""

    def __init__(self, handle: Handle) -> None:
        self._handle, self._admission = handle, Admission()
        self.model = "presstjanst-0000aaaa-0000bbbb.tar.gz"
        self.parts = dict.fromkeys(
            ("engine", "store", "store_reads", "store_writes", "actions"), "ok"
        )
        self.spooled = 3
        self.store_failing = {"read": False, "save": True}
        self.agent: Any = SimpleNamespace()
        self._look_ahead = LookAhead()
        self.masked = self._look_ahead.masked

    async def answer(self, message: UserMessage, until: float = math.inf) -> None:
        async with self._admission.turn(until):
            await self._handle(message)

    def start(self) -> None:
        pass

    async def health(self) -> dict[str, str]:
        return self.parts

    async def close(self) -> None:
        self._look_ahead.close()


async def nothing(message: UserMessage) -> None:
    """Answer nothing."""


def settings_of(**changed: Any) -> EngineSettings:
    values: dict[str, Any] = {
        "database_url": None,
        "redis_url": None,
        "token": "a-token",
        "actions_url": None,
        "facts_file": Path("facts/press_service.yml"),
        "names_model": None,
    }
    return EngineSettings(**{**values, **changed})


ClientMaker = Callable[..., Awaitable[TestClient]]
TOKEN = {"Authorization": "Bearer a-token"}


@pytest.fixture
def make_client(aiohttp_client: Any) -> ClientMaker:
    async def make(
        handle: Handle = nothing, headers: dict[str, str] = TOKEN, **changed: Any
    ) -> TestClient:
        serving: Any = StandInServing(handle)
        app = make_app(serving, settings_of(**changed))
        return await aiohttp_client(app, headers=headers)

    return make
