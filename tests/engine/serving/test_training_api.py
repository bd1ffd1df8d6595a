"""The trainers' door into the engine: locked, and it answers while trainings run."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.shared.utils.io import read_config_file
from sanic import Sanic
from sanic_testing.testing import SanicASGITestClient

from contracts.paths import ROOT
from engine.serving import training_api
from engine.serving.training_api import TrainingApi
from engine.training import jobs

TOKEN = {"Authorization": "Bearer a-token"}
JOB = {"reviewed": "", "stories": "", "holdout": "", "current": None, "messages": []}


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, request: pytest.FixtureRequest) -> Sanic:
    monkeypatch.setenv("ENGINE_TOKEN", "a-token")
    monkeypatch.setattr(jobs, "MODELS", tmp_path)
    monkeypatch.setattr(jobs, "COMMAND", ["/bin/false"])
    made = Sanic(f"training-{abs(hash(request.node.name))}")
    processor = SimpleNamespace(model_path="models/presstjanst-0000aaaa-0000bbbb.tar.gz")
    made.ctx.agent = SimpleNamespace(processor=processor)
    made.blueprint(TrainingApi().blueprint(None), url_prefix="/webhooks/training")
    return made


async def ask(app: Sanic, method: str, path: str, body: Any = None, **more: Any):
    content = None if body is None else json.dumps(body).encode()
    headers = more.get("headers", TOKEN)
    address = f"/webhooks/training/{path}"
    client = SanicASGITestClient(app)
    _, response = await client.request(method, address, content=content, headers=headers)
    return response


@pytest.mark.asyncio
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
        ("POST", "clusters"),
    ],
)
async def test_nothing_is_done_without_the_token(
    app: Sanic, headers: dict[str, str], method: str, path: str
) -> None:
    sent = {name: value.encode() for name, value in headers.items()}
    response = await ask(app, method, path, {}, headers=sent)
    assert (response.status, response.json) == (401, {})


@pytest.mark.asyncio
async def test_nothing_is_done_when_the_engine_has_no_token(
    app: Sanic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENGINE_TOKEN", "")
    assert (await ask(app, "GET", "jobs/a", headers={"Authorization": "Bearer "})).status == 401


@pytest.mark.asyncio
async def test_a_body_that_is_too_large_is_refused(
    app: Sanic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training_api, "MAX_BODY_BYTES", 50)
    assert (await ask(app, "POST", "jobs", JOB)).status == 413


@pytest.mark.asyncio
@pytest.mark.parametrize("body", [None, [], {}, {**JOB, "reviewed": 7}, {**JOB, "messages": [1]}])
async def test_what_is_no_job_is_refused(app: Sanic, body: Any) -> None:
    assert (await ask(app, "POST", "jobs", body)).status == 400


@pytest.mark.asyncio
async def test_a_job_is_begun_and_has_a_number(app: Sanic) -> None:
    response = await ask(app, "POST", "jobs", JOB)
    assert response.status == 202
    assert response.json["job"]


@pytest.mark.asyncio
async def test_an_unknown_job_is_not_found(app: Sanic) -> None:
    assert (await ask(app, "GET", "jobs/a-job")).status == 404
    assert (await ask(app, "DELETE", "jobs/a-job")).status == 404


def test_without_a_model_to_compare_with_it_is_the_one_that_is_served() -> None:
    serving: Any = SimpleNamespace(model_path="models/a.tar.gz")
    messages = [{"id": 1, "text": "hej", "language": "sv", "label": None}]
    asked = training_api._job({**JOB, "messages": messages}, serving)
    assert asked["current"] == "a.tar.gz"
    assert asked["messages"] == [{"id": 1, "text": "hej", "label": None}]
    assert training_api._job({**JOB, "current": "b.tar.gz"}, serving)["current"] == "b.tar.gz"


@pytest.mark.asyncio
async def test_a_text_is_checked(app: Sanic) -> None:
    body = {"text": "hur många tulpaner", "language": "sv", "taught": []}
    response = await ask(app, "POST", "check", {**body, "label": "statistics"})
    assert response.json == {"refused": None}
    response = await ask(app, "POST", "check", {**body, "label": "tulips"})
    assert response.json["refused"]["reason"] == "unknown_label"


@pytest.mark.asyncio
async def test_texts_are_grouped(app: Sanic) -> None:
    response = await ask(app, "POST", "clusters", {"texts": ["hej"]})
    assert response.json == {"clusters": []}


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["check", "clusters"])
async def test_what_cannot_be_read_is_logged_by_its_kind_alone(
    app: Sanic, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    response = await ask(app, "POST", path, {"secret": "Bengt"})
    assert response.status == 500
    assert "KeyError" in caplog.text
    assert "Bengt" not in caplog.text


def test_the_engine_opens_this_door() -> None:
    assert "engine.serving.training_api.TrainingApi" in read_config_file(
        str(ROOT / "credentials.yml")
    )
    assert TrainingApi.name() == "training"
