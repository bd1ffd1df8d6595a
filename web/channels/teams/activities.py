"""Reads what Teams sends: which activities count, whose place they have, what was written."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from contracts.placeholders import NAME, placeholder

CHANNEL_ID = "msteams"

# Up to the next one at most: a text of many that are never closed is read once.
_AT = re.compile(r"<at\b[^<>]*>((?:(?!</?at\b).)*)</at>", re.DOTALL | re.IGNORECASE)
# The word that the engine stores for a name: who was mentioned is nobody's business.
_SOMEBODY = placeholder(NAME)
# Teams sends every message with formatting once more as HTML: that is the message, no attachment.
# What is quoted in a reply comes as a reference.
_NOT_ATTACHED = frozenset(("text/html", "messageReference"))
_FORWARDED = "forwardedMessageReference"


class ActivityError(ValueError):
    """An activity that lacks what every activity has."""


@dataclass(frozen=True)
class TeamsPlace:
    """Where an activity comes from, and an answer goes."""

    tenant: str
    installation: str  # where the app was added: a team, a group or a chat
    conversation: str  # in a channel it names the thread too: `…;messageid=…`
    kind: str  # personal, groupChat, channel
    activity_id: str
    address: dict[str, Any]  # what an answer needs: the activity without anything that was written

    @property
    def sender(self) -> str:
        """Teams' id of who wrote or pressed; empty if it does not say."""
        return str(self.address.get("from", {}).get("id", ""))

    @property
    def is_personal(self) -> bool:
        """One person and the bot."""
        return self.kind == "personal"

    @property
    def shows_typing(self) -> bool:
        """Whether Teams shows there that somebody is typing; in channels it does not."""
        return self.kind != "channel"


def calls_for_an_answer(activity: Mapping[str, Any]) -> bool:
    """A message, or the bot's coming into a conversation; nothing else that Teams tells of."""
    if activity.get("channelId") != CHANNEL_ID:
        return False
    if activity["type"] == "conversationUpdate":
        return _adds_the_bot(activity)
    return bool(activity["type"] == "message")


def removes_the_bot(activity: Mapping[str, Any]) -> bool:
    """Whether the app was removed from where it was added."""
    is_update = activity["type"] == "installationUpdate" and activity.get("channelId") == CHANNEL_ID
    return is_update and activity.get("action") == "remove"


def deletes_a_message(activity: Mapping[str, Any]) -> bool:
    """Whether somebody deleted what they wrote; its id is the activity's."""
    return activity["type"] == "messageDelete" and activity.get("channelId") == CHANNEL_ID


def place_of(activity: Mapping[str, Any]) -> TeamsPlace:
    """Where the activity comes from.

    Raises:
        ActivityError: it does not say.
    """
    conversation, sender, bot = (
        _object(activity.get(name)) for name in ("conversation", "from", "recipient")
    )
    ids = [activity.get("serviceUrl"), conversation.get("id"), bot.get("id")]
    if not all(isinstance(value, str) and value for value in ids):
        raise ActivityError
    channel_data = _object(activity.get("channelData"))
    tenant = _text(conversation.get("tenantId")) or _text(
        _object(channel_data.get("tenant")).get("id")
    )
    team = _text(_object(channel_data.get("team")).get("id"))
    fields = ("id", "conversationType", "isGroup", "tenantId")
    address = {
        "type": activity["type"],
        "channelId": CHANNEL_ID,
        "serviceUrl": activity["serviceUrl"],
        "conversation": {name: conversation[name] for name in fields if conversation.get(name)},
        "recipient": {"id": bot["id"], "name": _text(bot.get("name"))},
    }
    if activity_id := _text(activity.get("id")):
        address["id"] = activity_id
    if sender_id := _text(sender.get("id")):
        address["from"] = {"id": sender_id}
    return TeamsPlace(
        tenant=tenant,
        installation=team or conversation["id"].partition(";")[0],
        conversation=conversation["id"],
        kind=_text(conversation.get("conversationType"))
        or ("groupChat" if conversation.get("isGroup") else "personal"),
        activity_id=activity_id,
        address=address,
    )


def text_of(activity: Mapping[str, Any]) -> str:
    """What was written to the bot: without its own mention and markup, and nobody else's name."""
    text = _text(activity.get("text"))
    bot = _object(activity.get("recipient"))
    entities = activity.get("entities")
    for entity in entities if isinstance(entities, list) else ():
        mention = _object(entity)
        shown = _text(mention.get("text"))
        if mention.get("type") == "mention" and shown:
            is_bot = _object(mention.get("mentioned")).get("id") == bot.get("id")
            text = text.replace(shown, " " if is_bot else _SOMEBODY, 1)
    name = _text(bot.get("name"))
    text = _AT.sub(lambda at: " " if at[1].strip() == name else _SOMEBODY, text)
    return html.unescape(text).replace("\u00a0", " ").strip()


def payload_of(activity: Mapping[str, Any]) -> Any:
    """The payload of the button that was pressed; None if none was, "" if it is none of ours.

    Teams sends the value of `messageBack`; a client that does not know it, the button's whole data.
    """
    if activity.get("value") is None:
        return None
    value = _object_in(activity["value"])
    for data in (value, _object_in(_object(value.get("msteams")).get("value"))):
        if isinstance(data.get("payload"), str):
            return data["payload"]
    return None if _text(activity.get("text")) else ""


def data_of(activity: Mapping[str, Any]) -> dict[str, Any]:
    """What a dialog is asked for with, or was sent with."""
    return _object(_object(activity.get("value")).get("data"))


def pressed_in(activity: Mapping[str, Any]) -> str:
    """Teams' id of the message whose button was pressed; empty if it does not say."""
    return _text(activity.get("replyToId"))


def enclosed_in(activity: Mapping[str, Any]) -> str:
    """What came with the text, as `VendorChat.answer` calls it: pictures and the like are files."""
    attachments = activity.get("attachments")
    kinds = {
        _object(attached).get("contentType")
        for attached in (attachments if isinstance(attachments, list) else ())
    } - _NOT_ATTACHED
    return "forwarded" if kinds == {_FORWARDED} else "files" if kinds else ""


class ThumbVerdict(NamedTuple):
    """What was thought of an answer, by the thumbs that Teams draws below it."""

    helped: bool
    comment: str
    at: float | None  # when the answer was given, in seconds since 1970; None if Teams gives no id


def verdict_of(activity: Mapping[str, Any]) -> ThumbVerdict | None:
    """What was thought of an answer; None if the activity says nothing of that.

    Teams names the answer by an id that is the time it was given, in milliseconds.
    """
    value = _object(activity.get("value"))
    judged = _object(value.get("actionValue"))
    reactions = {"like": True, "dislike": False}
    reaction = _text(judged.get("reaction"))
    if activity.get("name") != "message/submitAction" or reaction not in reactions:
        return None
    if activity.get("channelId") != CHANNEL_ID or value.get("actionName") != "feedback":
        return None
    comment = _text(_object_in(judged.get("feedback")).get("feedbackText")).strip()
    answer = _text(activity.get("replyToId"))
    at = int(answer) / 1000 if re.fullmatch(r"\d{13}", answer, re.ASCII) else None
    return ThumbVerdict(reactions[reaction], comment, at)


def name_of_sender(activity: Mapping[str, Any]) -> str:
    """What Teams calls whoever did this, to be said back; often it does not say."""
    return _text(_object(activity.get("from")).get("name"))


def locale_of(activity: Mapping[str, Any]) -> str:
    """The language that the writer's Teams is in, as in `sv-SE`; empty if it does not say."""
    return _text(activity.get("locale"))


def _adds_the_bot(activity: Mapping[str, Any]) -> bool:
    bot = _object(activity.get("recipient")).get("id")
    members = activity.get("membersAdded")
    return isinstance(members, list) and any(_object(member).get("id") == bot for member in members)


def _object_in(value: Any) -> dict[str, Any]:
    """The object that a value is, or holds as JSON: Teams has either."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return {}
    return _object(value)


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
