"""Web ends within the time that it is given, whatever its parts wait for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from desk.facts.live import LiveFacts
from supervisor.part import STOP_SECONDS
from tests.web.conftest import StandInEngine, make_settings
from web import ending
from web.app import make_app
from web.ending import Ending, Part
from web.http.serving import DRAIN_SECONDS, LAST_CALL_SECONDS


async def ended(*parts: Part) -> None:
    """Start and end an app of these parts, the last of which ends first."""
    bounds, app = Ending(), web.Application()
    app.cleanup_ctx.extend(bounds.bound(part) for part in parts)
    async with TestServer(app):
        pass


async def test_parts_that_hang_are_cut_off_and_those_before_them_have_their_turn(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ending, "ALL_SECONDS", 0.05)
    monkeypatch.setattr(ending, "LEAST_SECONDS", 0.01)
    said: list[str] = []

    async def hangs(_: web.Application) -> AsyncIterator[None]:
        yield
        try:
            await asyncio.Event().wait()
        finally:
            said.append("cut off")

    async def stores(_: web.Application) -> AsyncIterator[None]:
        yield
        said.append("stored")

    await ended(stores, hangs, hangs)
    assert said == ["cut off", "cut off", "stored"]
    assert caplog.text.count("cut off") == 2


async def test_a_part_that_fails_at_its_end_is_no_part_that_hangs() -> None:
    async def fails(_: web.Application) -> AsyncIterator[None]:
        yield
        raise TimeoutError("of its own")

    with pytest.raises(TimeoutError, match="of its own"):
        await ended(fails)


async def test_all_that_web_waits_for_at_its_end_is_less_than_the_supervisor_waits(
    engine: StandInEngine, database: Path, facts_file: Path
) -> None:
    app = make_app(make_settings(engine, database), LiveFacts(facts_file))
    parts = [part for part in app.cleanup_ctx if part.__qualname__.startswith("Ending.bound")]
    assert len(parts) == len(app.cleanup_ctx)
    hanging = DRAIN_SECONDS + LAST_CALL_SECONDS + ending.ALL_SECONDS
    assert hanging + ending.LEAST_SECONDS * len(parts) < STOP_SECONDS
