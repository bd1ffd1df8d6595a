"""The Teams channel: its name, and what adds it to the app."""

from __future__ import annotations

from aiohttp import web

from web.settings import TeamsSettings

CHANNEL, TITLE = "teams", "Teams"


def add_to(app: web.Application, settings: TeamsSettings) -> None:
    """Add the channel's address, and what it needs while the app runs."""
    # Not above: the SDK takes half a second to load.
    from web.channels.teams.channel import Teams

    Teams(app, settings).add_to(app)
