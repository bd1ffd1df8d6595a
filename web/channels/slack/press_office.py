"""The press office's own channel: who takes a journalist's question, and the answer in a dialog.

Slack tells an app of what is written in a thread only if it may read the whole channel. It may
not: the answer is given in a dialog, and what is written in the thread stays among colleagues.
"""

from __future__ import annotations

import logging
from typing import Any

from aiohttp import web
from slack_bolt.context.ack.async_ack import AsyncAck
from sqlalchemy.exc import SQLAlchemyError

from web import keys
from web.channels.slack.delivery import SlackSender
from web.channels.slack.fit import escape
from web.channels.slack.name import CHANNEL
from web.channels.slack.places import office_address, slack_address
from web.handoff.handoff import MAX_REPLY_CHARACTERS, HandoffRefused
from web.handoff.question import (
    DOWN,
    GONE,
    HINT,
    IS_TAKEN,
    REMOVED,
    REPLIED,
    TAKE,
    TAKES,
    wish_of,
)
from web.http.problems import Problem, problem_text
from web.outgoing.message import OutgoingMessage
from web.store.conversations.handoffs import Handoff

log = logging.getLogger(__name__)

REPLY_VIEW = "handoff_reply"


class SlackPressOffice:
    """Answers what is pressed and written there."""

    def __init__(self, app: web.Application, sender: SlackSender) -> None:
        self._app = app
        self._sender = sender

    async def pressed(self, body: dict[str, Any], installation: str) -> bool:
        """Do what a button of a question's wants; False if it is another button, or elsewhere."""
        handoffs, value = self._app.get(keys.HANDOFFS), body["actions"][0].get("value", "")
        if handoffs is None or not self._is_office(installation, body):
            return False
        try:
            wish = wish_of(self._app[keys.BUTTONS].open(value).payload)
        except Problem:
            return False
        if wish is None:
            return False
        try:
            handoff = await handoffs.find(wish.id)
            if handoff is None:
                await self._whisper(body, installation, GONE)
            elif wish.act != TAKE:
                await self._sender.open_view(installation, body["trigger_id"], _view(value))
            elif await handoffs.take(handoff):
                text = TAKES.format(who=f"<@{body['user']['id']}>")
                await self._say(handoff, body["message"]["ts"], text)
            else:
                await self._whisper(body, installation, IS_TAKEN)
        except SQLAlchemyError as error:
            log.error("a question to a human was not read: %s", type(error).__name__)
            await self._whisper(body, installation, DOWN)
        return True

    async def on_reply(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """The dialog was sent: the answer is kept, or the dialog says why not."""
        view = body["view"]
        ((block, fields),) = view["state"]["values"].items()
        text = fields["text"]["value"] or ""
        handoffs, value = self._app.get(keys.HANDOFFS), view["private_metadata"]
        try:
            wish = wish_of(self._app[keys.BUTTONS].open(value).payload)
            handoff = await handoffs.find(wish.id) if handoffs and wish else None
            if handoffs is None or handoff is None:
                await ack(response_action="errors", errors={block: GONE})
                return
            text = await handoffs.reply(handoff, text)
        except HandoffRefused as refused:
            # By a name of its own the field takes the new text, and not what was typed.
            number = int(block.rpartition("_")[2]) + 1
            view = _view(value, refused.masked, REMOVED, number)
            await ack(response_action="update", view=view)
            return
        except SQLAlchemyError:
            await ack(response_action="errors", errors={block: DOWN})
            return
        except Problem as problem:
            said = GONE if problem.code == "no_conversation" else problem_text(problem, "sv")
            await ack(response_action="errors", errors={block: said})
            return
        if handoff.thread:
            told = REPLIED.format(who=f"<@{body['user']['id']}>", text=escape(text))
            await self._say(handoff, handoff.thread, told)
        await ack()

    def _is_office(self, installation: str, body: dict[str, Any]) -> bool:
        office, channel = self._app[keys.SETTINGS].office, (body.get("channel") or {}).get("id", "")
        is_there = office.slack_team in ("", installation)
        return channel != "" and channel == office.slack_channel and is_there

    async def _say(self, handoff: Handoff, thread: str, text: str) -> None:
        """Tell all, in the question's thread."""
        address = office_address(self._app[keys.SETTINGS], handoff.conversation, thread)
        await self._app[keys.OUTGOING].put(address, [OutgoingMessage({"text": text}, text)])

    async def _whisper(self, body: dict[str, Any], installation: str, text: str) -> None:
        """Tell whoever pressed, in words that nobody else in the channel sees."""
        name = self._app[keys.NAMES].of(CHANNEL, "office", body["user"]["id"])
        place = (installation, body["channel"]["id"], None, body["response_url"])
        address = slack_address(name, *place)
        await self._app[keys.OUTGOING].put(address, [OutgoingMessage({"text": text}, text)])


def _view(value: str, text: str = "", hint: str = HINT, number: int = 0) -> dict[str, Any]:
    """The dialog; `value`, the button's, comes back with it."""
    field = {
        "type": "plain_text_input",
        "action_id": "text",
        "multiline": True,
        "max_length": MAX_REPLY_CHARACTERS,
        "focus_on_load": True,
        **({"initial_value": text} if text else {}),
    }
    return {
        "type": "modal",
        "callback_id": REPLY_VIEW,
        "private_metadata": value,
        "title": _plain("Svara journalisten"),
        "submit": _plain("Skicka"),
        "close": _plain("Avbryt"),
        "blocks": [
            {"type": "section", "text": _plain(hint)},
            {
                "type": "input",
                "block_id": f"reply_{number}",
                "label": _plain("Svar"),
                "element": field,
            },
        ],
    }


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}
