"""The trainers' door into the engine: locked, and it answers while trainings run."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient

from engine.serving import app, keys, training_api
from engine.training import jobs

from .conftest import ClientMaker

TOKEN = {"Authorization": "Bearer a-token"}
JOB = {"reviewed": "", "stories": "", "holdout": "", "current": None, "messages": [], "known": {}}


@pytest.fixture(autouse=True)
def quick_jobs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MODELS_DIR", str(tmp_path))
    monkeypatch.setattr(jobs, "COMMAND", ["/bin/false"])


@pytest.fixture
async def client(make_client: ClientMaker) -> TestClient:
    return await make_client(headers={})


async def ask(
    client: TestClient, method: str, path: str, body: Any = None, headers: Any = TOKEN
) -> ClientResponse:
    return await client.request(method, f"/webhooks/training/{path}", json=body, headers=headers)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "a-token"},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer å"},
    ],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "jobs"),
        ("GET", "jobs/a"),
        ("DELETE", "jobs/a"),
        ("POST", "check"),
        ("POST", "checks"),
        ("POST", "clusters"),
    ],
)
async def test_nothing_is_done_without_the_token(
    client: TestClient, headers: dict[str, str], method: str, path: str
) -> None:
    response = await ask(client, method, path, {}, headers)
    assert (response.status, await response.json()) == (401, {})


async def test_nothing_is_done_when_the_engine_has_no_token(make_client: ClientMaker) -> None:
    client = await make_client(headers={}, token=None)
    response = await ask(client, "GET", "jobs/a", headers={"Authorization": "Bearer "})
    assert response.status == 401


@pytest.mark.parametrize("path", ["jobs", "check"])
async def test_a_body_that_is_too_large_is_refused(
    make_client: ClientMaker, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(app, "MAX_TRAINING_REQUEST_BYTES", 50)
    assert (await ask(await make_client(), "POST", path, JOB)).status == 413


@pytest.mark.parametrize(
    "body",
    [
        *(None, [], {}, {**JOB, "reviewed": 7}, {**JOB, "messages": [1]}),
        *({**JOB, "job": id} for id in (7, "", "../a", "a" * 31, "å" * 32)),
    ],
)
async def test_what_is_no_job_is_refused(client: TestClient, body: Any) -> None:
    assert (await ask(client, "POST", "jobs", body)).status == 400


async def test_a_job_is_begun_and_has_a_number(client: TestClient) -> None:
    response = await ask(client, "POST", "jobs", JOB)
    assert response.status == 202
    assert (await response.json())["job"]


async def test_a_job_has_the_number_that_it_is_asked_for_with(client: TestClient) -> None:
    response = await ask(client, "POST", "jobs", {**JOB, "job": "0a" * 16})
    assert (response.status, await response.json()) == (202, {"job": "0a" * 16})
    assert (await ask(client, "GET", f"jobs/{'0a' * 16}")).status == 200


async def test_an_unknown_job_is_not_found(client: TestClient) -> None:
    assert (await ask(client, "GET", "jobs/a-job")).status == 404
    assert (await ask(client, "DELETE", "jobs/a-job")).status == 404


def test_without_a_model_to_compare_with_it_is_the_one_that_is_served() -> None:
    messages = [{"id": 1, "text": "hej", "language": "sv", "label": None, "held_out": True}]
    job = training_api.job_of({**JOB, "messages": messages}, "a.tar.gz")
    assert job["current"] == "a.tar.gz"
    assert job["messages"] == [{"id": 1, "text": "hej", "label": None, "held_out": True}]
    other = training_api.job_of({**JOB, "current": "b.tar.gz"}, "a.tar.gz")
    assert other["current"] == "b.tar.gz"


async def test_a_text_is_checked(client: TestClient) -> None:
    body = {"text": "hur många tulpaner", "language": "sv", "taught": []}
    response = await ask(client, "POST", "check", {**body, "label": "statistics"})
    assert await response.json() == {"refused": None}
    response = await ask(client, "POST", "check", {**body, "label": "tulips"})
    assert (await response.json())["refused"]["reason"] == "unknown_label"


async def test_a_text_is_read_by_the_model_that_answers(client: TestClient) -> None:
    assert client.app is not None

    async def parse_message(text: str) -> dict[str, Any]:
        ranking = [{"name": "ask_mail", "confidence": 0.6}, {"name": text, "confidence": 0.4}]
        return {"intent": {"name": "nlu_fallback"}, "intent_ranking": ranking}

    agent: Any = SimpleNamespace(parse_message=parse_message)
    client.app[keys.SERVING].agent = agent
    response = await ask(client, "POST", "read", {"text": "statistics"})
    assert await response.json() == {"label": "statistics", "confidence": 0.4}


async def test_texts_are_grouped(client: TestClient) -> None:
    response = await ask(client, "POST", "clusters", {"texts": ["hej"]})
    assert await response.json() == {"clusters": []}


async def test_many_texts_are_checked_in_order(client: TestClient) -> None:
    rows = [("", "statistics", False), ("Hur många tulpaner stod i Vimmerby?", "statistics", True)]
    response = await ask(client, "POST", "checks", {"rows": rows, "taught": []})
    first, second = (await response.json())["refused"]
    assert (first["reason"], second) == ("empty", None)


@pytest.mark.parametrize("path", ["check", "checks", "clusters", "read"])
async def test_what_cannot_be_read_is_logged_by_its_kind_alone(
    client: TestClient, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    response = await ask(client, "POST", path, {"secret": "Bengt"})
    assert response.status == 500
    assert "KeyError" in caplog.text
    assert "Bengt" not in caplog.text
