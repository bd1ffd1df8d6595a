"""The shared parts of the app, by typed key."""

from __future__ import annotations

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from desk.live_facts import LiveFacts
from web.answers import Answers
from web.conversation_names import ConversationNames
from web.engine import EngineClient
from web.messages import Buttons
from web.once import Once
from web.security import RateLimits
from web.settings import Settings
from web.turns import Turns

SETTINGS = web.AppKey("settings", Settings)
FACTS = web.AppKey("facts", LiveFacts)
ENGINE = web.AppKey("engine", EngineClient)
DATABASE = web.AppKey("database", AsyncEngine)
ANSWERS = web.AppKey("answers", Answers)
NAMES = web.AppKey("names", ConversationNames)
BUTTONS = web.AppKey("buttons", Buttons)
LIMITS = web.AppKey("limits", RateLimits)
ONCE = web.AppKey("once", Once)
TURNS = web.AppKey("turns", Turns)
