"""The Slack channel: its name, and what adds it to the app."""

from __future__ import annotations

from functools import partial

from aiohttp import web

from web.channels.slack.name import CHANNEL, TITLE
from web.handoff.handoff import Office
from web.settings import Settings

__all__ = ["CHANNEL", "TITLE", "add_to", "office"]


def office(settings: Settings) -> Office:
    """The press office, where its place is a channel in Slack."""
    from web.channels.slack.places import office_address

    return Office(TITLE, partial(office_address, settings))


def add_to(app: web.Application) -> None:
    """Add the channel's address, and what it needs while the app runs."""
    # Not above: the SDK takes memory and a tenth of a second, also where the channel is off.
    from web.channels.slack import channel

    channel.add_to(app)
