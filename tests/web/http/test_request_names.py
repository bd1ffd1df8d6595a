"""One name for a request: in its answer, in web's log, and at the engine."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from contracts.watching.logs import REQUEST, REQUEST_ID_HEADER
from tests.web.conftest import StandInEngine


@pytest.fixture
def names_of_lines(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The request that each line of web's log is of."""
    names: list[str] = []

    class NoteHandler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.name.startswith("web"):
                names.append(REQUEST.get())

    handler: Any = NoteHandler()
    logger = logging.getLogger()
    monkeypatch.setattr(logger, "handlers", [*logger.handlers, handler])
    return names


async def test_a_request_has_one_name_everywhere(
    client: TestClient, engine: StandInEngine, names_of_lines: list[str]
) -> None:
    engine.status = 500
    first = await client.post("/api/messages", json={"text": "hej"})
    second = await client.post("/api/messages", json={"text": "hej"})
    for response in (first, second):
        name = response.headers[REQUEST_ID_HEADER]
        assert name in engine.request_names
        assert name in names_of_lines
    assert first.headers[REQUEST_ID_HEADER] != second.headers[REQUEST_ID_HEADER]


@pytest.mark.parametrize("path", ["/", "/finns-inte", "/health", "/trana"])
async def test_a_caller_does_not_choose_it(client: TestClient, path: str) -> None:
    response = await client.get(path, headers={REQUEST_ID_HEADER: "0123456789abcdef"})
    assert len(response.headers[REQUEST_ID_HEADER]) == 16
    assert response.headers[REQUEST_ID_HEADER] != "0123456789abcdef"
