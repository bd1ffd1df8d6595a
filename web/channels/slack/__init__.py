"""The Slack channel: its name, and what adds it to the app."""

from __future__ import annotations

from aiohttp import web

CHANNEL, TITLE = "slack", "Slack"


def add_to(app: web.Application) -> None:
    """Add the channel's address, and what it needs while the app runs."""
    # Not above: the SDK takes memory and a tenth of a second, also where the channel is off.
    from web.channels.slack import channel

    channel.add_to(app)
