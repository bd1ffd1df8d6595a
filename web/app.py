"""Puts web together: its routes on one screen, its resources opened and closed in order."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import cast

import aiohttp
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from contracts.memory import giving_back
from contracts.paths import last_good_facts
from desk.facts.live import LiveFacts
from web import assets, keys
from web.addresses import url_for
from web.background import repeated
from web.channels import browser, slack, teams
from web.chat.answers import Answers
from web.chat.beginnings import Beginnings
from web.chat.closures import Closures
from web.chat.conversation_names import ConversationNames
from web.chat.conversation_turns import ConversationTurns
from web.chat.deletion import Deletion
from web.chat.feedback import Feedback
from web.chat.pipeline import Pipeline
from web.chat.press_line_turns import PressLineTurns
from web.chat.repeats import Repeats
from web.chat.stored import StoredConversation
from web.chat.user_input import Buttons
from web.deduplication import Deduplicator
from web.embedding import framing, widget
from web.ending import Ending, Part
from web.engine_client import EngineClient
from web.handoff import mailbox
from web.handoff.asker import Asker
from web.handoff.handoff import Handoffs, Office
from web.handoff.vendors import VendorHandoffs
from web.http import malformed, security_txt
from web.http.body_in_time import body_in_time
from web.http.compression import compression_middleware
from web.http.request_names import request_names, tell_name
from web.http.security import MAX_BODY_BYTES, RateLimits, problems_middleware, security_headers
from web.outgoing.attempts import Clock
from web.outgoing.outgoing import Outgoing
from web.settings import Settings
from web.shared import SharedState
from web.store.cleaning import Cleaning
from web.store.database import open_database
from web.trainer import AREA
from web.trainer import routes as trainer_pages
from web.trainer.inbox import intake
from web.trainer.models import candidate_training
from web.vendors.chat import VendorChat
from web.vendors.feedback_buttons import FeedbackButtons
from web.watching import health, metrics

log = logging.getLogger(__name__)

CHANNELS = (browser, slack, teams)
# They keep what was written in them.
VENDORS = {channel.CHANNEL: channel.TITLE for channel in (slack, teams)}
CLEANING_SECONDS = 300
CLOSURES_SECONDS = 2


def make_app(
    settings: Settings, live_facts: LiveFacts | None = None, *, works_alone: bool = True
) -> web.Application:
    """The whole app.

    `works_alone` is whether it does what nobody asks for too: deletes what is old, takes in what
    waits for review, follows trainings, reads again which channels are closed.

    Raises:
        FactsError: the facts file cannot be used.
        AssetsError: the static files cannot be served.
    """
    assets.assets()
    malformed.answer_quietly()
    compression = compression_middleware(not_under=AREA)
    middlewares = [request_names, compression, problems_middleware, body_in_time]
    app = web.Application(middlewares=middlewares, client_max_size=MAX_BODY_BYTES)
    app[keys.SETTINGS] = settings
    app[keys.FACTS] = live_facts or LiveFacts(kept_in=last_good_facts())
    app[keys.NAMES] = ConversationNames(settings.secret_key)
    app[keys.BUTTONS] = Buttons(settings.signing_keys)
    app[keys.SHARED] = SharedState(settings.shared_storage)
    app[keys.LIMITS] = RateLimits(
        app[keys.SHARED],
        settings.proxy_hops,
        lambda: app[keys.FACTS].current().contacts["press_phone"].value,
    )
    app[keys.TURNS] = ConversationTurns()
    app[keys.CLOCK] = Clock()
    app[keys.DEDUPLICATOR] = Deduplicator(app[keys.SHARED])
    app[keys.QUEUES] = {}
    app[keys.CONNECTIONS] = {}
    app[keys.CHANNELS] = {channel.CHANNEL: channel.TITLE for channel in CHANNELS}
    app.cleanup_ctx.extend([metrics.serving, _engine, health.probing, _database, _pipeline])
    if works_alone:
        app.cleanup_ctx.extend(_background())
    app.on_response_prepare.append(tell_name)
    app.on_response_prepare.extend(
        [security_headers(settings), framing.framing_headers(settings), widget.script_headers]
    )
    app.add_routes(
        [
            web.get("/widget.js", widget.script, name=widget.ROUTE),
            web.get("/health", health.overall, name="health"),
            web.get("/health/live", health.live, name="live"),
            web.get("/health/ready", health.ready, name="ready"),
            web.get(assets.ADDRESS + "/{path:.+}", assets.serve, name="static"),
        ]
    )
    if settings.security_contacts:
        show = security_txt.showing(settings.security_contacts, settings.public_url)
        app.router.add_get(security_txt.ADDRESS, show, name="security_txt")
    browser.add_to(app)
    if framing.may_be_framed(settings):
        app.router.add_get("/demo", widget.demo, name=framing.DEMO)
    trainer_pages.add_to(app, settings)
    if settings.slack:
        slack.add_to(app)
    if settings.teams:
        teams.add_to(app, settings.teams)
    ending = Ending()
    app.cleanup_ctx[:] = [ending.bound(cast(Part, part)) for part in app.cleanup_ctx]
    return app


def _background() -> list[Part]:
    closing = repeated(_closures, CLOSURES_SECONDS, "which channels are closed was not read")
    asking = repeated(metrics.asking_redis, metrics.REDIS_SECONDS, "Redis was not asked")
    return [
        _cleaning,
        closing,
        asking,
        intake.running,
        candidate_training.running,
        giving_back,
    ]


async def _engine(app: web.Application) -> AsyncIterator[None]:
    async with aiohttp.ClientSession() as session:
        app[keys.ENGINE] = EngineClient(session, app[keys.SETTINGS], app[keys.FACTS])
        yield


async def _database(app: web.Application) -> AsyncIterator[None]:
    app[keys.DATABASE] = open_database(app[keys.SETTINGS].database_url)
    app[keys.ANSWERS] = Answers(app[keys.DATABASE], lambda id: url_for(app, "answer", id=id))
    app[keys.BEGINNINGS] = Beginnings(app[keys.NAMES], app[keys.DATABASE])
    settings, facts = app[keys.SETTINGS], app[keys.FACTS]
    app[keys.CLOSURES] = Closures(app[keys.DATABASE], facts, settings.closed_channels)
    if settings.closed_channels:
        log.warning("closed by CLOSED_CHANNELS: %s", ", ".join(settings.closed_channels))
    with contextlib.suppress(SQLAlchemyError):  # it is read again, and then said
        await app[keys.CLOSURES].read()
    app[keys.OUTGOING] = outgoing = Outgoing(app[keys.DATABASE], app[keys.CLOCK])
    app[keys.QUEUES]["outgoing"] = lambda: outgoing.waiting
    if settings.has_human:
        office = _press_office(settings)
        app[keys.HANDOFFS] = Handoffs(
            app[keys.DATABASE],
            app[keys.ENGINE].mask,
            app[keys.OUTGOING],
            app[keys.BUTTONS],
            Asker(app[keys.OUTGOING], facts, app[keys.TURNS]),
            VENDORS,
            office,
            app[keys.CLOCK].time,
        )
    async with mailbox.sending(app[keys.OUTGOING], settings.office.mail):
        yield
    await app[keys.ANSWERS].close()
    await app[keys.DATABASE].dispose()


def _press_office(settings: Settings) -> Office:
    if settings.office.mail:
        return mailbox.office()
    return teams.office(settings) if settings.office.teams_channel else slack.office(settings)


async def _cleaning(app: web.Application) -> AsyncIterator[None]:
    keep = timedelta(days=app[keys.SETTINGS].keep_days)
    cleaning = Cleaning(app[keys.DATABASE], keep)
    part = repeated(lambda _: cleaning.clean(), CLEANING_SECONDS, "what is old was not deleted")
    async for _ in part(app):
        yield


async def _pipeline(app: web.Application) -> AsyncIterator[None]:
    turns = PressLineTurns(app[keys.ENGINE].mask, app[keys.DATABASE])
    app[keys.QUEUES]["press_line_turns"] = lambda: turns.waiting
    repeats = Repeats(app[keys.SHARED])
    deletion = Deletion(app[keys.DATABASE], app[keys.FACTS], VENDORS)
    app[keys.STORED] = StoredConversation(
        app[keys.DATABASE], deletion, app[keys.SETTINGS].keep_days, VENDORS
    )
    app[keys.PIPELINE] = Pipeline(
        app[keys.ENGINE],
        app[keys.ANSWERS],
        app[keys.BUTTONS],
        deletion,
        turns,
        repeats,
        app[keys.CLOSURES],
        app[keys.TURNS],
        app[keys.STORED],
    )
    human = None
    handoffs = app.get(keys.HANDOFFS)
    if handoffs and handoffs.has_replies:
        human = VendorHandoffs(
            handoffs,
            app[keys.DATABASE],
            app[keys.FACTS],
            app[keys.CLOSURES],
            app[keys.SETTINGS].keep_days,
        )
    app[keys.VENDOR_CHAT] = VendorChat(
        app[keys.PIPELINE],
        app[keys.LIMITS],
        app[keys.BUTTONS],
        app[keys.ENGINE],
        app[keys.FACTS],
        app[keys.STORED],
        app[keys.DATABASE],
        human,
    )
    app[keys.FEEDBACK] = Feedback(app[keys.ENGINE], app[keys.DATABASE])
    app[keys.FEEDBACK_BUTTONS] = FeedbackButtons(
        app[keys.FEEDBACK], app[keys.SETTINGS].signing_keys
    )
    yield
    await repeats.close()
    await turns.close()


async def _closures(app: web.Application) -> None:
    await app[keys.CLOSURES].read()
