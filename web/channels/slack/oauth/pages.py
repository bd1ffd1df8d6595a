"""The pages by which somebody adds the app to a workspace or an organisation.

Slack asks them whether they may and want to, and sends them back with a code. A state goes there
and back with it: signed, for ten minutes, once, and for the browser that asked.
"""

from __future__ import annotations

import hmac
import logging
import secrets

from aiohttp import web
from itsdangerous import BadSignature, URLSafeTimedSerializer
from limits.errors import StorageError
from slack_sdk.oauth import AuthorizeUrlGenerator
from sqlalchemy.exc import SQLAlchemyError
from yarl import URL

from web import keys
from web.addresses import url_for
from web.channels.browser.public_pages import public_page
from web.channels.browser.session import page_language
from web.channels.slack.name import CHANNEL
from web.channels.slack.oauth.installations import Installations, NewInstallation
from web.outgoing.message import NotTaken, TryLater

log = logging.getLogger(__name__)

# As deploy/slack/manifest.yml asks for them.
SCOPES = ("app_mentions:read", "assistant:write", "chat:write", "commands", "im:history")
STATE_SECONDS = 600
INSTALLATIONS = web.AppKey("slack_installations", Installations)
_COOKIE = "slack-install"

# Of what went wrong the status, and by language a heading, and what to do.
_FAILURES: dict[str, tuple[int, dict[str, tuple[str, str]]]] = {
    "declined": (
        200,
        {
            "sv": ("Ingenting är installerat", "Slack säger att du avbröt."),
            "en": ("Nothing has been installed", "Slack says that you cancelled."),
        },
    ),
    "state": (
        400,
        {
            "sv": (
                "Börja om installationen",
                "Länken är för gammal, redan använd eller öppnad i en annan webbläsare.",
            ),
            "en": (
                "Begin the installation again",
                "The link is too old, already used or opened in another browser.",
            ),
        },
    ),
    "later": (
        503,
        {
            "sv": ("Det gick inte just nu", "Försök igen om en stund."),
            "en": ("That was not possible just now", "Try again in a while."),
        },
    ),
    "refused": (
        502,
        {
            "sv": (
                "Slack lämnade inte ut någon token",
                "Försök igen. Händer det på nytt ser den som driver Presstjänst varför i loggen.",
            ),
            "en": (
                "Slack gave no token",
                "Try again. If it happens once more, whoever runs the bot sees why in its log.",
            ),
        },
    ),
}


def add_to(app: web.Application) -> None:
    """Add the pages by which Slack's app is installed."""
    app.add_routes(
        [
            web.get("/slack/install", install, name="slack_install"),
            web.get("/slack/install/start", start, name="slack_start"),
            web.get("/slack/oauth_redirect", come_back, name="slack_oauth_redirect"),
        ]
    )


async def install(request: web.Request) -> web.Response:
    """What would be installed, what it may do and what is kept, with the button that begins."""
    app = request.app
    app[keys.CLOSURES].check(CHANNEL)
    keep_days = app[keys.SETTINGS].keep_days
    return public_page(request, f"slack/install.{page_language(request)}.html", keep_days=keep_days)


async def start(request: web.Request) -> web.Response:
    """Send the browser to Slack; the Marketplace's button leads here too."""
    app = request.app
    app[keys.CLOSURES].check(CHANNEL)
    await app[keys.LIMITS].check(request, None)
    settings = app[keys.SETTINGS]
    assert settings.slack is not None
    secret = secrets.token_urlsafe(16)
    generator = AuthorizeUrlGenerator(
        client_id=settings.slack.client_id,
        redirect_uri=_redirect_uri(app),
        scopes=SCOPES,
        authorization_url=str(URL(settings.slack.api_url).origin() / "oauth/v2/authorize"),
    )
    address = generator.generate(_states(app).dumps(secret))
    response = web.Response(status=302, headers={"Location": address})
    response.set_cookie(
        _cookie(app),
        secret,
        max_age=STATE_SECONDS,
        httponly=True,
        samesite="Lax",  # sent with the way back, which another site's page leads to
        secure=settings.secure,
    )
    return response


async def come_back(request: web.Request) -> web.Response:
    """Where Slack sends the browser back: the app is installed there, or it is said why not."""
    app = request.app
    await app[keys.LIMITS].check(request, None)
    if "error" in request.query:
        return _failed(request, "declined")
    code = request.query.get("code")
    try:
        if not code or not await _is_own_state(request):
            return _failed(request, "state")
        installed = await app[INSTALLATIONS].install(code, _redirect_uri(app))
    except NotTaken as error:
        log.error("the app was not installed: %s", error)
        return _failed(request, "later" if isinstance(error, TryLater) else "refused")
    except (SQLAlchemyError, OSError, StorageError) as error:
        log.error("the app was not installed: %s", type(error).__name__)
        return _failed(request, "later")
    template = f"slack/installed.{page_language(request)}.html"
    return public_page(request, template, installed=installed, address=_in_slack(app, installed))


async def _is_own_state(request: web.Request) -> bool:
    """Whether we sent this browser to Slack, within ten minutes, and it comes back the first time.

    Raises:
        StorageError: Redis is down.
    """
    app = request.app
    try:
        secret = _states(app).loads(request.query.get("state", ""), max_age=STATE_SECONDS)
    except BadSignature:
        return False
    own = request.cookies.get(_cookie(app), "")
    if not hmac.compare_digest(str(secret).encode(), own.encode()):
        return False
    return await app[keys.SHARED].mark(f"{_COOKIE}/{secret}", STATE_SECONDS)


def _failed(request: web.Request, why: str) -> web.Response:
    status, texts = _FAILURES[why]
    heading, text = texts[page_language(request)]
    return public_page(request, "slack/failed.html", status, heading=heading, text=text)


def _in_slack(app: web.Application, installed: NewInstallation) -> str:
    """Where whoever installed the app goes on: in the app, or adding it to workspaces."""
    settings = app[keys.SETTINGS].slack
    assert settings is not None
    if installed.is_organisation:
        path = f"/manage/{installed.id}/integrations/profile/{installed.app}/workspaces/add"
        return f"https://app.slack.com{path}"
    query = {"app": installed.app, "team": installed.id}
    return str((URL(settings.api_url).origin() / "app_redirect").with_query(query))


def _redirect_uri(app: web.Application) -> str:
    return app[keys.SETTINGS].public_url + url_for(app, "slack_oauth_redirect")


def _states(app: web.Application) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(app[keys.SETTINGS].signing_keys, salt="slack-install")


def _cookie(app: web.Application) -> str:
    """Behind TLS one that no sibling domain can plant."""
    return f"__Host-{_COOKIE}" if app[keys.SETTINGS].secure else _COOKIE
