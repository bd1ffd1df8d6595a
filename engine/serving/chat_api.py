"""The engine's HTTP API for messages, for whoever has the token. It logs nothing that people write.

`POST /webhooks/rest/webhook` takes `{"sender", "message"}`, and `input_channel` and `metadata` if
there are any, as Rasa's REST channel does; and `message_id`, by which a message is stored once, and
has the answer that it had when it comes again. `X-Waits-Seconds` says how long the answer is waited
for: what would come later is answered 503.
What is no message is answered 400, with what is missing, in the form of Rasa's own errors.
`POST /webhooks/rest/mask` gives `{"text"}` back without personal data, and keeps nothing.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from aiohttp import web
from rasa.core.channels.channel import UserMessage

from contracts.tables import MESSAGE_ID_CHARACTERS
from contracts.watching.logs import WAITS_HEADER
from engine.collector import WholeMessages
from engine.serving import keys
from engine.serving.admission import TooLateError, until_told
from engine.serving.metrics import UNDER_WAY

log = logging.getLogger(__name__)


async def receive(request: web.Request) -> web.Response:
    """The messages that answer one message; none if it cannot be answered."""
    try:
        body: Any = await request.json()
    except ValueError:
        body = None
    if wrong := _what_is_wrong(body):
        error = {"status": "failure", "code": 400, "reason": "BadRequest", "message": wrong}
        return web.json_response(error, status=400)
    until = until_told(request.headers.get(WAITS_HEADER))
    collector = WholeMessages()
    message = UserMessage(
        body["message"],
        collector,
        body["sender"],
        input_channel=body.get("input_channel") or "rest",
        message_id=body.get("message_id"),
        metadata=body.get("metadata") or {},
    )
    try:
        with UNDER_WAY.track_inprogress():
            await request.app[keys.SERVING].answer(message, until)
    except TooLateError:
        log.warning("a message had its turn too late to be answered")
        return web.json_response([], status=503)
    except asyncio.CancelledError:
        log.error("a message took too long and was given up")
        raise
    except Exception as error:  # noqa: BLE001  (its message may hold what was written)
        log.error("a message failed: %s", type(error).__name__)
    return web.json_response(collector.messages)


async def mask(request: web.Request) -> web.Response:
    """A text without personal data."""
    try:
        text = await request.app[keys.SERVING].masked((await request.json())["text"])
    except Exception as error:  # noqa: BLE001  (its message may hold what was written)
        log.error("a text was not masked: %s", type(error).__name__)
        return web.json_response({}, status=500)
    return web.json_response({"text": text})


async def health(request: web.Request) -> web.Response:
    """200 when a model is loaded and actions answer, else 503; a store that fails is told of."""
    parts: dict[str, Any] = await request.app[keys.SERVING].health()
    up = all(parts[part] == "ok" for part in ("engine", "actions"))
    return web.json_response(parts, status=200 if up else 503)


async def live(request: web.Request) -> web.Response:
    """200 as long as this process answers at all."""
    return web.json_response({"status": "ok"})


def _what_is_wrong(body: Any) -> str | None:
    """Why a body is no message, without anything of what stands in it; None if it is one."""
    if not isinstance(body, dict):
        return "The body is no JSON object."
    missing = [name for name in ("sender", "message") if name not in body]
    if missing:
        return f"Missing: {' and '.join(missing)}."
    for name in ("sender", "message"):
        if not isinstance(body[name], str):
            return f"{name} is no string."
    message_id = body.get("message_id")  # None leaves it to Rasa
    if message_id is None or (
        isinstance(message_id, str) and 0 < len(message_id) <= MESSAGE_ID_CHARACTERS
    ):
        return None
    return f"message_id is no string of 1 to {MESSAGE_ID_CHARACTERS} characters."
