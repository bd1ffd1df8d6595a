"""Answers what is no HTTP, and what fails outside a handler, without a word of what was sent.

aiohttp logs the header that it cannot read, with a traceback, for each request, and repeats it in
its answer (web_protocol.py, `handle_error`): it may be somebody's cookie. Its answer has none of
the headers that all others carry, since no route was found that could set them.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from web.http.problems import Problem, problem_response
from web.http.security import SECURITY_HEADERS

log = logging.getLogger(__name__)

LOG_SECONDS = 60.0
_HEADERS = {**SECURITY_HEADERS, "Cache-Control": "no-store", "Server": "web"}


class Seldom:
    """Logs a kind of fault at once, and how many more there were no oftener than once a minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._next: dict[str, float] = {}
        self._untold: dict[str, int] = {}

    def note(self, kind: str) -> None:
        """Count a request of a kind, and log how many there were, at most once in a while."""
        untold = self._untold.get(kind, 0) + 1
        if self._clock() < self._next.get(kind, 0.0):
            self._untold[kind] = untold
            return
        self._next[kind] = self._clock() + LOG_SECONDS
        self._untold[kind] = 0
        log.warning("requests that could not be read: %d (%s)", untold, kind)


_seldom = Seldom()


def answer_quietly() -> None:
    """Have aiohttp's servers in this process do so."""
    RequestHandler.handle_error = _handle_error  # type: ignore[method-assign]


def _handle_error(
    self: RequestHandler,
    request: web.BaseRequest,
    status: int = 500,
    exc: BaseException | None = None,
    message: str | None = None,
) -> web.StreamResponse:
    _seldom.note(type(exc).__name__ if exc else str(status))
    if request.writer.output_size > 0:
        raise ConnectionError("a part of the answer is sent already")
    response = problem_response(Problem("malformed" if status < 500 else "fault"), "sv")
    response.headers.update(_HEADERS)
    response.force_close()
    return response
