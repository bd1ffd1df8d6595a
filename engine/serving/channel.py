"""The engine's door for web: Rasa's REST channel, whole messages, and nothing said is logged.

Rasa's own splits a text at blank lines, parts it from its card, and writes what the user
wrote to the log when something fails.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from engine.collector import WholeMessages
from engine.privacy.masker import make_masker
from engine.serving.tracker_store import StoreState

log = logging.getLogger(__name__)


class WebChannel(InputChannel):
    """`POST /webhooks/rest/webhook` with sender, message, input_channel and metadata.

    `POST /webhooks/rest/mask` gives `{"text"}` back without personal data, and keeps nothing.
    """

    @classmethod
    def name(cls) -> str:
        """The path under /webhooks/, the same as the channel that it replaces."""
        return "rest"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The channel's routes."""
        webhook = Blueprint("web_channel", __name__)

        @webhook.route("/", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            failing = StoreState.failing
            return response.json({"status": "down" if failing else "ok"}, 503 if failing else 200)

        @webhook.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            said = request.json
            collector = WholeMessages()
            message = UserMessage(
                said["message"],
                collector,
                said["sender"],
                input_channel=said["input_channel"],
                metadata=said.get("metadata"),
            )
            try:
                await on_new_message(message)
            except asyncio.CancelledError:
                log.error("a message took too long and was given up")
            except Exception as error:  # noqa: BLE001  (its message may hold what was written)
                log.error("a message failed: %s", type(error).__name__)
            return response.json(collector.messages)

        @webhook.route("/mask", methods=["POST"])
        async def mask(request: Request) -> HTTPResponse:
            try:
                return response.json({"text": make_masker().mask(request.json["text"])})
            except Exception as error:  # noqa: BLE001  (its message may hold what was written)
                log.error("a text was not masked: %s", type(error).__name__)
                return response.json({}, 500)

        return webhook
