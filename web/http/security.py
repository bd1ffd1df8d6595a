"""What every response carries and every request is held to: headers, limits, no tracebacks."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Awaitable, Callable

from aiohttp import web
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.errors import StorageError

from web.http.client_address import client_address
from web.http.negotiation import preferred_of
from web.http.problems import Problem, preferred_language, problem_response
from web.settings import Settings
from web.shared import SharedState

log = logging.getLogger(__name__)

# A message of 2,000 characters outside the plane of most, each escaped in JSON: 24 kB.
MAX_BODY_BYTES = 32 * 1024
# Routes whose pages a browser may keep for its back and forward buttons.
PUBLIC_PAGES = frozenset({"chat", "answer", "embed"})
_PER_CONVERSATION = RateLimitItemPerMinute(20)
_PER_ADDRESS = RateLimitItemPerMinute(60)
# Tabs that follow each other read again and again, and so does an office behind one address.
_READINGS_PER_CONVERSATION = RateLimitItemPerMinute(120, 1, "reading")
# A person reads each.
_HANDOFFS_PER_ADDRESS = RateLimitItemPerHour(20, 1, "handoff")
_READINGS_PER_ADDRESS = RateLimitItemPerMinute(600, 1, "reading")
_TOLD = RateLimitItemPerMinute(1)

# What a page may ask of a device, and none of ours does.
_UNUSED = (
    *("accelerometer", "autoplay", "camera", "display-capture"),
    *("encrypted-media", "fullscreen", "geolocation", "gyroscope", "hid", "magnetometer"),
    *("microphone", "midi", "payment", "picture-in-picture", "publickey-credentials-get"),
    *("screen-wake-lock", "serial", "usb", "xr-spatial-tracking"),
)
# After the OWASP Secure Headers Project. HSTS is for web's own host: what lies below it may be
# somebody else's.
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _UNUSED),
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
ProblemPage = Callable[[web.Request, Problem], web.Response]
# Who draws the public pages sets it: this module knows none of them.
PROBLEM_PAGE: web.AppKey[ProblemPage] = web.AppKey("problem_page")
# What a problem can be told as.
_KINDS = ("text/html", "application/json", "application/problem+json")


class RateLimits:
    """How much one conversation, and one address, may send in a minute."""

    def __init__(self, shared: SharedState, proxy_hops: int, press_line: Callable[[], str]) -> None:
        """`press_line` gives the number to call for who cannot wait."""
        self._press_line = press_line
        self._counter = shared.counter
        self._hops = proxy_hops

    async def check(self, request: web.Request, conversation: str | None) -> None:
        """Count one message, of a conversation and of the caller's address.

        Raises:
            Problem: there have been too many; says how many seconds to wait.
        """
        if conversation is not None:
            await self.check_conversation(conversation)
        await self._hit(_PER_ADDRESS, self.address(request))

    async def check_reading(self, request: web.Request, conversation: str) -> None:
        """Count one reading of a conversation, by itself and by the caller's address.

        Raises:
            Problem: there have been too many; says how many seconds to wait.
        """
        await self._hit(_READINGS_PER_CONVERSATION, conversation)
        await self._hit(_READINGS_PER_ADDRESS, self.address(request))

    async def check_handoff(self, request: web.Request) -> None:
        """Count one question to a human, by the caller's address.

        Raises:
            Problem: there have been too many; says how many seconds to wait.
        """
        await self._hit(_HANDOFFS_PER_ADDRESS, self.address(request))

    async def check_conversation(self, conversation: str) -> None:
        """Count one message of a conversation, where the caller is a vendor's machine.

        Raises:
            Problem: there have been too many; says how many seconds to wait.
        """
        await self._hit(_PER_CONVERSATION, conversation)

    async def may_say_so(self, conversation: str) -> bool:
        """Whether a conversation has not been told within a minute that there are too many."""
        try:
            return await self._counter.hit(_TOLD, "told", conversation)
        except StorageError:
            return True

    async def _hit(self, limit: RateLimitItem, key: str) -> None:
        try:
            if await self._counter.hit(limit, key):
                return
            resets, _ = await self._counter.get_window_stats(limit, key)
        except StorageError as error:
            # A journalist in a hurry is let through; the log says that nobody counts.
            log.error("messages are not counted: %s", type(error.storage_error).__name__)
            return
        wait_seconds = max(1, math.ceil(resets - time.time()))
        raise Problem("too_many", limit=wait_seconds, phone=self._press_line())

    def address(self, request: web.Request) -> str:
        """The caller's address, as limits count it."""
        forwarded = request.headers.getall("X-Forwarded-For", ())
        return client_address(forwarded, request.remote, self._hops)


def security_headers(settings: Settings) -> Callable[..., Awaitable[None]]:
    """A signal that sets the headers on every response, errors and files included."""

    async def set_headers(request: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(SECURITY_HEADERS)
        response.headers.pop("Server", None)  # which versions it runs is nobody's business
        if settings.secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        response.headers.setdefault("Cache-Control", _caching(request, response))

    return set_headers


def _caching(request: web.Request, response: web.StreamResponse) -> str:
    """How what does not say so itself may be kept.

    With no-store a browser makes a page anew when one goes back to it. The public pages it may
    keep as they were, and must ask for again otherwise; what is private of them wants the cookie.
    """
    resource = request.match_info.route.resource
    is_public = resource is not None and resource.name in PUBLIC_PAGES
    if is_public and response.content_type == "text/html":
        return "private, no-cache"
    return "no-store"


@web.middleware
async def problems_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn every refusal and fault into a page for who reads in a browser, else into a problem
    document; a fault is logged without content.
    """
    try:
        return await handler(request)
    except Problem as problem:
        return _answer(request, problem)
    except web.HTTPRequestEntityTooLarge:
        return _answer(request, Problem("body_too_large", limit=MAX_BODY_BYTES))
    except web.HTTPNotFound:
        return _answer(request, Problem("not_found"))
    except web.HTTPMethodNotAllowed as error:
        response = _answer(request, Problem("method_not_allowed"))
        response.headers["Allow"] = error.headers["Allow"]
        return response
    except web.HTTPException:
        raise
    except Exception as error:  # noqa: BLE001  (the message could hold what the writer wrote)
        log.error("%s %s failed: %s", request.method, route_of(request), type(error).__name__)
        return _answer(request, Problem("fault"))


def route_of(request: web.Request) -> str:
    """A request's address as our routes have it, for the log: as it was sent it could begin a line
    there that nobody wrote, and name a conversation.
    """
    resource = request.match_info.route.resource
    return resource.canonical if resource else "an unknown address"


def _answer(request: web.Request, problem: Problem) -> web.Response:
    if _wants_page(request):
        try:
            return request.app[PROBLEM_PAGE](request, problem)
        except Exception as error:  # noqa: BLE001  (nothing else is left that could answer)
            log.error("no page says %s: %s", problem.code, type(error).__name__)
    return problem_response(problem, preferred_language(request))


def _wants_page(request: web.Request) -> bool:
    """Whether the caller reads in a browser: it takes HTML before JSON, and not of the API."""
    if request.path.strip("/").split("/")[0] in ("api", "static"):
        return False
    return preferred_of(request.headers.get("Accept", ""), _KINDS) == "text/html"
