"""The press office's own channel in Teams: who takes a question, and the answer in a dialog."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from desk.cards import Card
from web import keys
from web.channels.teams import activities, drawing
from web.channels.teams.activities import CHANNEL_ID, ActivityError, TeamsPlace
from web.channels.teams.cards import Element, text_block
from web.channels.teams.connector import teams_address
from web.channels.teams.name import CHANNEL
from web.handoff.handoff import MAX_REPLY_CHARACTERS, HandoffRefused
from web.handoff.question import (
    DOWN,
    GONE,
    HINT,
    IS_TAKEN,
    REMOVED,
    REPLIED,
    REPLY_TITLE,
    TAKE,
    TAKES,
    OfficeWish,
    wish_of,
)
from web.http.problems import Problem, problem_text
from web.outgoing.message import Address, OutgoingMessage
from web.settings import Settings
from web.store.conversations.handoffs import Handoff

log = logging.getLogger(__name__)

_FIELD = "answer"
_SENT = "Svaret är skickat."
_SOMEBODY = "Någon"


def office_address(settings: Settings, conversation: str, thread: str | None) -> Address:
    """The press office's channel, or the thread of a question there."""
    teams = settings.teams
    assert teams is not None
    id = settings.office.teams_channel + (f";messageid={thread}" if thread else "")
    where = {"id": id, "conversationType": "channel", "isGroup": True}
    if teams.tenant_id:
        where["tenantId"] = teams.tenant_id
    place = {
        "type": "message",
        "channelId": CHANNEL_ID,
        "serviceUrl": teams.service_url,
        "conversation": where,
        "recipient": {"id": f"28:{teams.app_id}", "name": ""},
    }
    return Address(CHANNEL, conversation, place)


def draw_question(card: Card) -> Sequence[OutgoingMessage]:
    """A question with its signed buttons, of which one opens a dialog."""
    body = drawing.message([card], "")
    for element in body["attachments"][0]["content"]["body"]:
        for action in element.get("actions", ()):
            if action["title"] == REPLY_TITLE:
                payload = json.loads(action["data"]["msteams"]["value"])["payload"]
                action["data"] = {"msteams": {"type": "task/fetch"}, "payload": payload}
    return [OutgoingMessage(body, card["text"])]


class TeamsPressOffice:
    """Answers what is pressed and written there."""

    def __init__(self, app: web.Application) -> None:
        self._app = app

    async def pressed(self, activity: Mapping[str, Any], place: TeamsPlace, payload: Any) -> bool:
        """Do what a button of a question's wants; False if it is another button, or elsewhere."""
        wish = self._wish(place, payload)
        if wish is None or wish.act != TAKE:
            return False
        handoffs = self._app[keys.HANDOFFS]
        try:
            handoff = await handoffs.find(wish.id)
            if handoff is None:
                await self._say(place, None, GONE)
            elif await handoffs.take(handoff):
                await self._say(place, handoff, TAKES.format(who=_who(activity)))
            else:
                await self._say(place, handoff, IS_TAKEN)
        except SQLAlchemyError as error:
            log.error("a question to a human was not read: %s", type(error).__name__)
            await self._say(place, None, DOWN)
        return True

    async def invoked(self, activity: Mapping[str, Any]) -> dict[str, Any] | None:
        """What Teams is to show of a dialog; None if it asks of none of ours."""
        name = activity.get("name")
        if name not in ("task/fetch", "task/submit"):
            return None
        try:
            place = activities.place_of(activity)
        except ActivityError:
            return None
        data = activities.data_of(activity)
        wish = self._wish(place, data.get("payload"))
        if wish is None:
            return None
        try:
            handoff = await self._app[keys.HANDOFFS].find(wish.id)
            if handoff is None:
                return _told(GONE)
            if name == "task/fetch":
                return _dialog(data["payload"])
            return await self._reply(activity, place, handoff, data)
        except SQLAlchemyError as error:
            log.error("a question to a human was not read: %s", type(error).__name__)
            return _told(DOWN)

    async def _reply(
        self,
        activity: Mapping[str, Any],
        place: TeamsPlace,
        handoff: Handoff,
        data: Mapping[str, Any],
    ) -> dict[str, Any]:
        """Give the journalist the answer, or the dialog again with what is wrong."""
        text = str(data.get(_FIELD) or "")
        try:
            text = await self._app[keys.HANDOFFS].reply(handoff, text)
        except HandoffRefused as refused:
            return _dialog(data["payload"], refused.masked, REMOVED)
        except Problem as problem:
            if problem.code == "no_conversation":
                return _told(GONE)
            return _dialog(data["payload"], text, problem_text(problem, "sv"))
        await self._say(place, handoff, REPLIED.format(who=_who(activity), text=text))
        return _told(_SENT)

    def _wish(self, place: TeamsPlace, payload: Any) -> OfficeWish | None:
        """What a button that is pressed in the office's channel wants of a question."""
        channel = place.conversation.partition(";")[0]
        if channel != self._app[keys.SETTINGS].office.teams_channel:
            return None
        try:
            return wish_of(self._app[keys.BUTTONS].open(payload).payload)
        except Problem:
            return None

    async def _say(self, place: TeamsPlace, handoff: Handoff | None, text: str) -> None:
        """Tell all, in the question's thread."""
        where = {**place.address, "type": "message"}
        name = self._app[keys.NAMES].of(CHANNEL, place.installation, place.tenant, "office")
        address = teams_address(handoff.conversation if handoff else name, where)
        body = {"type": "message", "text": text, "textFormat": "plain"}
        await self._app[keys.OUTGOING].put(address, [OutgoingMessage(body, text)])


def _who(activity: Mapping[str, Any]) -> str:
    return activities.name_of_sender(activity) or _SOMEBODY


def _told(text: str) -> dict[str, Any]:
    return {"task": {"type": "message", "value": text}}


def _dialog(payload: str, text: str = "", hint: str = HINT) -> dict[str, Any]:
    """The dialog; `payload`, the button's, comes back with what is written in it."""
    field: Element = {
        "type": "Input.Text",
        "id": _FIELD,
        "label": "Svar",
        "isMultiline": True,
        "isRequired": True,
        "errorMessage": "Skriv svaret först.",
        "maxLength": MAX_REPLY_CHARACTERS,
        **({"value": text} if text else {}),
    }
    send = {"type": "Action.Submit", "title": "Skicka", "data": {"payload": payload}}
    content = {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "lang": "sv",
        "body": [text_block(hint), field],
        "actions": [send],
    }
    card = {"contentType": drawing.CONTENT_TYPE, "content": content}
    value = {"title": "Svara journalisten", "height": "medium", "width": "medium", "card": card}
    return {"task": {"type": "continue", "value": value}}
