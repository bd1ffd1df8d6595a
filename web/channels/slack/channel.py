"""The Slack channel's address, and what answers there."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import AsyncIterator

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from web import keys
from web.channels.slack.asides import Asides
from web.channels.slack.blocks import FEEDBACK_ACTION
from web.channels.slack.bot_tokens import OneToken, Tokens
from web.channels.slack.delivery import REQUEST_SECONDS, SlackSender
from web.channels.slack.event_handlers import SlackEvents
from web.channels.slack.name import CHANNEL
from web.channels.slack.oauth import pages
from web.channels.slack.oauth.installations import Installations
from web.channels.slack.oauth.seal import Seal
from web.channels.slack.press_office import REPLY_VIEW, SlackPressOffice
from web.channels.slack.socket_mode import connected
from web.channels.slack.web_api import WebApi, silent
from web.http.problems import Problem

log = logging.getLogger(__name__)

PATH = "/slack/events"
COMMAND = "/presstjanst"
# With the press of a button Slack sends the whole message that it stands in.
MAX_BODY_BYTES = 256 * 1024
STOP_SECONDS = 6  # the engine has five

EVENTS = web.AppKey("slack_events", SlackEvents)
_BOLT = web.AppKey("slack_bolt", AsyncApp)

# Bolt fails on other forms than these, and answers 500.
_FORMS = {"X-Slack-Request-Timestamp": r"\d{1,15}", "X-Slack-Signature": r"v0=[0-9a-f]{64}"}


def add_to(app: web.Application) -> None:
    """Let the app answer in Slack; events, commands and buttons all come to one address.

    Or over a connection of ours, where there is a token for that: each way is open that has its
    secret.
    """
    settings = app[keys.SETTINGS].slack
    assert settings is not None
    app.cleanup_ctx.append(_slack)
    if settings.is_installed_by_oauth:
        pages.add_to(app)
    if settings.signing_secret:
        app.router.add_post(PATH, handle, name=CHANNEL)


async def handle(request: web.Request) -> web.Response:
    """Do what Slack tells, and acknowledge it; 401 unless Slack signed it within five minutes."""
    response = await _dispatch(request)
    if response.status == 401:
        log.warning("a request was refused: is SLACK_SIGNING_SECRET right, and the clock?")
    # What nobody listens to is acknowledged too: Slack sends it again otherwise, and tires at last.
    return web.Response() if response.status == 404 else response


async def _dispatch(request: web.Request) -> web.Response:
    for header, form in _FORMS.items():
        value = request.headers.get(header)
        if value is not None and not re.fullmatch(form, value, re.ASCII):
            return web.Response(status=401)
    try:
        bolt_request = await to_bolt_request(request.clone(client_max_size=MAX_BODY_BYTES))
    except web.HTTPRequestEntityTooLarge:
        raise Problem("body_too_large", limit=MAX_BODY_BYTES) from None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise Problem("not_json") from None
    return await to_aiohttp_response(await request.app[_BOLT].async_dispatch(bolt_request))


async def _slack(app: web.Application) -> AsyncIterator[None]:
    settings = app[keys.SETTINGS].slack
    assert settings is not None
    timeout = aiohttp.ClientTimeout(total=REQUEST_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        tokens = await _tokens(app, session)
        api = WebApi(settings, session, tokens)
        sender = SlackSender(api, session, app[keys.SETTINGS].public_url, app[keys.CLOCK])
        office = SlackPressOffice(app, sender)
        asides = Asides(api, app[keys.VENDOR_CHAT].language)
        app[EVENTS] = SlackEvents(app, sender, asides, office, tokens)
        app[keys.QUEUES][CHANNEL] = lambda: app[EVENTS].under_way
        app[_BOLT] = _bolt(settings.signing_secret, app[EVENTS], office)
        async with app[keys.OUTGOING].running(CHANNEL, sender):
            async with connected(settings, session, app[_BOLT]) as stands:
                if stands:
                    is_only_way = not settings.signing_secret  # else Slack may come here too
                    app[keys.CONNECTIONS][CHANNEL] = keys.Connection(stands, is_only_way)
                yield
            await app[EVENTS].finish(STOP_SECONDS)


async def _tokens(app: web.Application, session: aiohttp.ClientSession) -> Tokens:
    settings = app[keys.SETTINGS]
    assert settings.slack is not None
    if not settings.slack.is_installed_by_oauth:
        return OneToken(settings.slack.bot_token)
    seal = Seal(settings.signing_keys)
    rest = (app[keys.DATABASE], seal, app[keys.CLOCK])
    app[pages.INSTALLATIONS] = Installations(settings.slack, session, *rest)
    await app[pages.INSTALLATIONS].seal_anew()
    return app[pages.INSTALLATIONS]


def _bolt(signing_secret: str, events: SlackEvents, office: SlackPressOffice) -> AsyncApp:
    bolt = AsyncApp(
        name="presstjanst",
        logger=silent,
        # Over a connection of ours nothing is signed; without any, Bolt looks for one elsewhere.
        signing_secret=signing_secret or secrets.token_hex(),
        authorize=_authorize,
        attaching_conversation_kwargs_enabled=False,
        process_before_response=True,
    )
    bolt.error(_log_fault)
    bolt.event("message")(events.on_message)
    bolt.event("app_mention")(events.on_mention)
    bolt.event("app_home_opened")(events.on_home)
    bolt.event("app_uninstalled")(events.on_removal)
    bolt.event("tokens_revoked")(events.on_removal)
    bolt.command(COMMAND)(events.on_command)
    bolt.block_action(re.compile("^quick_reply_"))(events.on_button)
    bolt.view(REPLY_VIEW)(office.on_reply)
    bolt.block_action(re.compile(f"^{FEEDBACK_ACTION}"))(events.on_feedback)
    return bolt


async def _authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    """Bolt's own way asks Slack who we are, before it acknowledges; there is no need to know."""
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)


async def _log_fault(error: Exception) -> None:
    log.error("a request of Slack failed: %s", type(error).__name__)
