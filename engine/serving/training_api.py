"""The engine's door for trainers: trains candidates, checks examples, groups what was said."""

from __future__ import annotations

import asyncio
import hmac
import logging
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.core.processor import MessageProcessor
from sanic import Blueprint, Sanic, response
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import HTTPResponse

from engine.training.clusters import clusters
from engine.training.jobs import Busy, Jobs
from engine.training.near_duplicates import refusal

log = logging.getLogger(__name__)

MAX_BODY_BYTES = 5_000_000


class TrainingApi(InputChannel):
    """Routes under `/webhooks/training/`, each with `Authorization: Bearer <ENGINE_TOKEN>`.

    `POST jobs` trains a candidate and compares it with the current model: 202 with its id, or 409
    while another is trained. `GET jobs/<id>` says how far it has come, `DELETE` ends it.
    `POST check` says why a text may not be taught, `POST clusters` what texts are about.
    """

    @classmethod
    def name(cls) -> str:
        """The path under /webhooks/."""
        return "training"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes; no message comes this way."""
        api = Blueprint("training_api", __name__)
        jobs = Jobs()

        @api.middleware("request")
        async def check_caller(request: Request) -> HTTPResponse | None:
            token = os.environ.get("ENGINE_TOKEN", "")
            given = request.headers.get("Authorization", "").encode(errors="replace")
            if not token or not hmac.compare_digest(given, f"Bearer {token}".encode()):
                return response.json({}, 401)
            if len(request.body) > MAX_BODY_BYTES:
                return response.json({}, 413)
            return None

        @api.listener("before_server_stop")
        async def end_jobs(app: Sanic) -> None:
            await jobs.close()

        @api.route("/jobs", methods=["POST"])
        async def start(request: Request) -> HTTPResponse:
            try:
                asked = _job(request.json, request.app.ctx.agent.processor)
            except (InvalidUsage, KeyError, TypeError):
                return response.json({}, 400)
            try:
                return response.json({"job": jobs.start(asked)}, 202)
            except Busy:
                return response.json({}, 409)

        @api.route("/jobs/<job_id:str>", methods=["GET", "DELETE"])
        async def job(request: Request, job_id: str) -> HTTPResponse:
            found = jobs.get(job_id)
            if found is None:
                return response.json({}, 404)
            if request.method == "DELETE":
                jobs.stop(found)
            return response.json(found.shown())

        @api.route("/check", methods=["POST"])
        async def check(request: Request) -> HTTPResponse:
            return await _answer(
                request,
                lambda body: {
                    "refused": refusal(
                        body["text"], body["label"], [(t, label) for t, label in body["taught"]]
                    )
                },
            )

        @api.route("/clusters", methods=["POST"])
        async def group(request: Request) -> HTTPResponse:
            return await _answer(request, lambda body: {"clusters": clusters(body["texts"])})

        return api


def _job(body: dict[str, Any], serving: MessageProcessor | None) -> dict[str, Any]:
    """What a training is asked; without a `current` model it is compared with the one served.

    Raises:
        KeyError, TypeError: something is missing, or of another kind.
    """
    current = body["current"] or (Path(serving.model_path).name if serving else "")
    texts = {key: body[key] for key in ("reviewed", "stories", "holdout")}
    if not all(isinstance(text, str) for text in (current, *texts.values())):
        raise TypeError
    messages = [{"id": m["id"], "text": m["text"], "label": m["label"]} for m in body["messages"]]
    return {**texts, "current": current, "messages": messages}


async def _answer(request: Request, work: Callable[[Any], Any]) -> HTTPResponse:
    """What `work` makes of the body, in a thread: messages are answered meanwhile."""
    try:
        body = request.json
        done = await asyncio.get_running_loop().run_in_executor(None, work, body)
    except Exception as error:  # noqa: BLE001  (its message may hold what was written)
        log.error("%s failed: %s", request.path, type(error).__name__)
        return response.json({}, 500)
    return response.json(done)
