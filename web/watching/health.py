"""What answers and what does not: for whoever starts this process anew, or sends it requests.

A probe of the engine has connections of its own: it never waits behind messages. Probes that come
at once share one.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence

import aiohttp
from aiohttp import web

from web import keys
from web.engines import Engine

PROBE_SECONDS = 2.0
# An engine that has answered a message so lately is busy, not down, if it lets a probe wait.
BUSY_SECONDS = 10.0
# Without these no right answer is given; without the store it is, and nothing remembered of it.
NEEDED = ("engine", "actions")
STORE = ("store", "store_reads", "store_writes")
_WORST_LAST = ("ok", "degraded", "down")
_DOWN = dict.fromkeys(NEEDED, "down") | dict.fromkeys(STORE, "unknown")
_BUSY = dict.fromkeys(NEEDED, "ok") | dict.fromkeys(STORE, "unknown")


class EngineProbe:
    """Asks an engine how it is."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        engine: Engine,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._engine = engine
        self._clock = clock
        self._asking: asyncio.Task[dict[str, str]] | None = None
        self._last = _DOWN

    async def parts(self) -> dict[str, str]:
        """`ok`, `degraded` or `down` for the engine with a model, the actions and the store."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        # Whoever gives up waits for no one else.
        return await asyncio.shield(self._asking)

    async def close(self) -> None:
        """Give up what is under way."""
        if self._asking:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)

    async def _ask(self) -> dict[str, str]:
        try:
            async with self._session.get(f"{self._engine.url}/health") as response:
                parts = await response.json()
                self._last = {name: str(parts[name]) for name in (*NEEDED, *STORE)}
        except TimeoutError:
            if self._clock() - self._engine.answered_at > BUSY_SECONDS:
                self._last = _DOWN
            elif self._last == _DOWN:
                self._last = _BUSY
        except (aiohttp.ClientError, ValueError, KeyError, TypeError):
            self._last = _DOWN
        return self._last


class EngineProbes:
    """Asks all the engines, at once."""

    def __init__(self, probes: Sequence[EngineProbe]) -> None:
        self._probes = probes

    async def parts(self) -> dict[str, str]:
        """As of one engine; what answers is `degraded` where it does so in some of them alone."""
        return combined(await asyncio.gather(*(probe.parts() for probe in self._probes)))

    async def close(self) -> None:
        """Give up what is under way."""
        for probe in self._probes:
            await probe.close()


def combined(engines: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """The states of one or more engines in one."""
    parts: dict[str, str] = {}
    for name in NEEDED:
        states = {engine[name] for engine in engines}
        parts[name] = states.pop() if len(states) == 1 else "degraded"
    for name in STORE:
        known = [engine[name] for engine in engines if engine[name] in _WORST_LAST]
        parts[name] = max(known, key=_WORST_LAST.index, default="unknown")
    return parts


_PROBE = web.AppKey("probe", EngineProbes)
_STARTED = web.AppKey("started", float)


async def probing(app: web.Application) -> AsyncIterator[None]:
    """A part of the app (for `cleanup_ctx`), after the engine's client: what probes need."""
    timeout = aiohttp.ClientTimeout(total=PROBE_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        app[_STARTED] = time.time()
        app[_PROBE] = EngineProbes([EngineProbe(session, e) for e in app[keys.ENGINE].engines])
        yield
        await app[_PROBE].close()


def started(app: web.Application) -> float:
    """When this process began to answer, in seconds since 1970."""
    return app[_STARTED]


async def live(request: web.Request) -> web.Response:
    """200 as long as this process answers at all; for whoever would start it anew."""
    return web.json_response({"status": "ok"})


async def ready(request: web.Request) -> web.Response:
    """200 as long as people may be sent here; the body says what they would miss.

    Without the engine too, and without the store: everyone gets the press line from here, and
    nothing at all where no copy of web is left.
    """
    state, parts = await status(request.app)
    return web.json_response({"status": "degraded" if state == "down" else state, **parts})


async def overall(request: web.Request) -> web.Response:
    """200 when right answers are given, else 503; says what fails, and if facts need mending.

    A Redis that is down costs no answer, and is told of alone.
    """
    app = request.app
    app[keys.FACTS].current()
    error = app[keys.FACTS].error
    state, parts = await status(app)
    body = {
        "status": state,
        **parts,
        "redis": await app[keys.SHARED].state(),
        **await channels(app),
        "facts": f"senaste rätta uppgifter gäller: {error}" if error else "ok",
    }
    return web.json_response(body, status=503 if state == "down" else 200)


async def channels(app: web.Application) -> dict[str, str]:
    """The state of each vendor's channel.

    `off`, `on`, or `down` while the only connection over which it is told of anything is not there.
    """
    settings = app[keys.SETTINGS]
    are_on = {"slack": settings.slack is not None, "teams": settings.teams is not None}
    return {name: await _channel(app, name) if is_on else "off" for name, is_on in are_on.items()}


async def _channel(app: web.Application, name: str) -> str:
    connection = app[keys.CONNECTIONS].get(name)
    if connection is None or not connection.is_only_way or await connection.stands():
        return "on"
    return "down"


async def status(app: web.Application) -> tuple[str, dict[str, str]]:
    """`ok`, `degraded` or `down` for all of it, and the state of each part."""
    parts = await app[_PROBE].parts()
    if any(parts[name] not in ("ok", "degraded") for name in NEEDED):
        return "down", parts
    return ("ok" if all(state == "ok" for state in parts.values()) else "degraded"), parts
