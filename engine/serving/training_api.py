"""The engine's HTTP API for trainers: trains candidates, checks examples, clusters messages.

`POST jobs` trains a candidate and compares it with the current model: 202 with its id, which is
`job` of the body if that is there, or 409 while another is trained. `GET jobs/<id>` says how far it
has come, `DELETE` ends it. `POST check` says why a text may not be an example, `POST checks` the
same of many, `POST read` what a text is taken for; `POST clusters` groups texts by topic.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable
from typing import Any

from aiohttp import web

from contracts.training import TextReading
from engine.evaluation.readings import outcome_of
from engine.serving import keys
from engine.training.clusters import clusters
from engine.training.jobs import Busy
from engine.training.refusal import refusal, refusals

log = logging.getLogger(__name__)


async def start_job(request: web.Request) -> web.Response:
    """Begin to train a candidate: 202, 409 while another is trained, or 400 for another form."""
    try:
        body = await request.json()
        job, id = job_of(body, request.app[keys.SERVING].model), body.get("job")
        if id is not None and not re.fullmatch("[0-9a-f]{32}", id):  # it names a folder
            raise ValueError
    except (ValueError, KeyError, TypeError):
        return web.json_response({}, status=400)
    try:
        return web.json_response({"job": request.app[keys.JOBS].start(job, id)}, status=202)
    except Busy:
        return web.json_response({}, status=409)


async def job(request: web.Request) -> web.Response:
    """The state of a training; DELETE ends it first."""
    jobs = request.app[keys.JOBS]
    running = jobs.get(request.match_info["id"])
    if running is None:
        return web.json_response({}, status=404)
    if request.method == "DELETE":
        jobs.stop(running)
    return web.json_response(running.to_json())


async def check(request: web.Request) -> web.Response:
    """Why a text may not become an example, or null."""
    return await _answer(request, _refusal)


async def check_many(request: web.Request) -> web.Response:
    """For each of many texts why it may not become an example, or be kept for tests, or null."""
    return await _answer(request, _refusals)


async def read(request: web.Request) -> web.Response:
    """What the model that answers takes a text for, said first in a conversation."""
    try:
        text = str((await request.json())["text"])
        parsed = await request.app[keys.SERVING].agent.parse_message(text)
        outcome = outcome_of("", frozenset(), parsed["intent"]["name"], parsed["intent_ranking"])
        reading: TextReading = {"label": outcome.likeliest, "confidence": outcome.confidence}
    except Exception as error:  # noqa: BLE001  (its message may hold what was written)
        log.error("%s failed: %s", request.path, type(error).__name__)
        return web.json_response({}, status=500)
    return web.json_response(reading)


async def group(request: web.Request) -> web.Response:
    """The clusters of some texts."""
    return await _answer(request, lambda body: {"clusters": clusters(body["texts"])})


def job_of(body: dict[str, Any], serving: str) -> dict[str, Any]:
    """The request of a training; without a `current` model it is compared with the one served.

    Raises:
        KeyError, TypeError: something is missing, or of another kind.
    """
    current = body["current"] or serving
    texts = {key: body[key] for key in ("reviewed", "stories", "holdout")}
    if not all(isinstance(text, str) for text in (current, *texts.values())):
        raise TypeError
    keys_of_messages = ("id", "text", "label", "held_out")
    messages = [{key: m[key] for key in keys_of_messages} for m in body["messages"]]
    return {**texts, "current": current, "messages": messages, "known": dict(body["known"])}


def _refusal(body: dict[str, Any]) -> dict[str, Any]:
    examples = [(text, label) for text, label in body["taught"]]
    return {"refused": refusal(body["text"], body["label"], examples, body.get("stories", ()))}


def _refusals(body: dict[str, Any]) -> dict[str, Any]:
    rows = [(text, label, bool(is_test)) for text, label, is_test in body["rows"]]
    examples = [(text, label) for text, label in body["taught"]]
    return {"refused": refusals(rows, examples, body.get("stories", ()))}


async def _answer(request: web.Request, work: Callable[[Any], Any]) -> web.Response:
    """What `work` makes of the body, in a thread: messages are answered meanwhile."""
    try:
        answer = await asyncio.to_thread(work, await request.json())
    except web.HTTPRequestEntityTooLarge:
        raise
    except Exception as error:  # noqa: BLE001  (its message may hold what was written)
        log.error("%s failed: %s", request.path, type(error).__name__)
        return web.json_response({}, status=500)
    return web.json_response(answer)
