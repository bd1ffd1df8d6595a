"""The page on which a releaser turns the bot off in a channel, and on again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from aiohttp import web

from web import keys
from web.store import channel_closures
from web.store.channel_closures import Closure
from web.store.teaching.rasa_files import one_line
from web.trainer.access.gate import needs
from web.trainer.access.pages import flash, redirect, trainer_page
from web.trainer.access.people import Person
from web.trainer.formats import iso_time, long_time

MAX_REASON_CHARACTERS = 200
_NO_REASON = "Skriv varför. Det står i loggen, och för den som undrar."
_TOO_LONG = f"Skriv högst {MAX_REASON_CHARACTERS} tecken."


@dataclass(frozen=True)
class ChannelRow:
    """A channel as the page shows it."""

    channel: str
    title: str
    by_setting: bool
    closure: Closure | None


@needs("reader")
async def page(request: web.Request, person: Person) -> web.StreamResponse:
    """Each channel that there is, and whether the bot answers in it."""
    return await _page(request, person)


@needs("releaser", keeps=True)
async def close(request: web.Request, person: Person) -> web.StreamResponse:
    """Turn the bot off in a channel, for a reason that the log keeps."""
    channel, title = _channel(request)
    reason = one_line(str((await request.post()).get("reason", "")))
    error = _NO_REASON if not reason else _TOO_LONG if len(reason) > MAX_REASON_CHARACTERS else ""
    if error:
        return await _page(request, person, channel, reason, error)
    database, now = request.app[keys.DATABASE], datetime.now(UTC)
    done = await channel_closures.close(database, channel, title, person.name, reason, now)
    await request.app[keys.CLOSURES].read()
    await flash(request, f"Avstängd: {title}." if done else f"{title} var redan avstängd.")
    return redirect(request, "channels")


@needs("releaser")
async def open_again(request: web.Request, person: Person) -> web.StreamResponse:
    """Turn the bot on again in a channel."""
    channel, title = _channel(request)
    database, now = request.app[keys.DATABASE], datetime.now(UTC)
    done = await channel_closures.open_again(database, channel, title, person.name, now)
    closures = request.app[keys.CLOSURES]
    await closures.read()
    if closures.is_closed(channel):
        await flash(request, f"{title} är avstängd av en inställning.")
    else:
        await flash(request, f"Igång igen: {title}." if done else f"{title} var redan igång.")
    return redirect(request, "channels")


def _channel(request: web.Request) -> tuple[str, str]:
    channel = request.match_info["channel"]
    title = request.app[keys.CHANNELS].get(channel)
    if title is None:
        raise web.HTTPNotFound
    return channel, title


async def _page(
    request: web.Request, person: Person, wrong: str = "", reason: str = "", error: str = ""
) -> web.StreamResponse:
    closures = request.app[keys.CLOSURES]
    await closures.read()
    rows = [
        ChannelRow(name, title, name in closures.by_setting, closures.by_releaser.get(name))
        for name, title in request.app[keys.CHANNELS].items()
    ]
    return await trainer_page(
        request,
        person,
        "channels/channels.html",
        422 if error else 200,
        rows=rows,
        wrong=wrong,
        reason=reason,
        error=error,
        most=MAX_REASON_CHARACTERS,
        iso_time=iso_time,
        long_time=long_time,
    )
