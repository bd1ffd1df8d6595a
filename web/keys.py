"""The shared parts of the app, by typed key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from desk.facts.live import LiveFacts
from web.chat.answers import Answers
from web.chat.beginnings import Beginnings
from web.chat.closures import Closures
from web.chat.conversation_names import ConversationNames
from web.chat.conversation_turns import ConversationTurns
from web.chat.feedback import Feedback
from web.chat.pipeline import Pipeline
from web.chat.stored import StoredConversation
from web.chat.user_input import Buttons
from web.deduplication import Deduplicator
from web.engine_client import EngineClient
from web.handoff.handoff import Handoffs
from web.http.security import RateLimits
from web.outgoing.attempts import Clock
from web.outgoing.outgoing import Outgoing
from web.settings import Settings
from web.shared import SharedState
from web.vendors.chat import VendorChat
from web.vendors.feedback_buttons import FeedbackButtons


class Connection(NamedTuple):
    """What a channel is told of comes over it: whether it stands, and if there is no other way."""

    stands: Callable[[], Awaitable[bool]]
    is_only_way: bool


# How long what waits in each queue is.
QUEUES: web.AppKey[dict[str, Callable[[], int]]] = web.AppKey("queues", dict)
# Those of channels that have one, by the channel's name.
CONNECTIONS: web.AppKey[dict[str, Connection]] = web.AppKey("connections", dict)
SETTINGS = web.AppKey("settings", Settings)
FACTS = web.AppKey("facts", LiveFacts)
ENGINE = web.AppKey("engine", EngineClient)
DATABASE = web.AppKey("database", AsyncEngine)
ANSWERS = web.AppKey("answers", Answers)
FEEDBACK = web.AppKey("feedback", Feedback)
FEEDBACK_BUTTONS = web.AppKey("feedback_buttons", FeedbackButtons)
NAMES = web.AppKey("names", ConversationNames)
BEGINNINGS = web.AppKey("beginnings", Beginnings)
BUTTONS = web.AppKey("buttons", Buttons)
SHARED = web.AppKey("shared", SharedState)
LIMITS = web.AppKey("limits", RateLimits)
DEDUPLICATOR = web.AppKey("deduplicator", Deduplicator)
CLOSURES = web.AppKey("closures", Closures)
TURNS = web.AppKey("turns", ConversationTurns)
STORED = web.AppKey("stored", StoredConversation)
PIPELINE = web.AppKey("pipeline", Pipeline)
CLOCK = web.AppKey("clock", Clock)
OUTGOING = web.AppKey("outgoing", Outgoing)
VENDOR_CHAT = web.AppKey("vendor_chat", VendorChat)
# Where it is on.
HANDOFFS = web.AppKey("handoffs", Handoffs)
# Every channel that there is, also those that are off: its name in the database, and its title.
CHANNELS = web.AppKey("channels", dict[str, str])
