"""The Teams channel: its name, and what adds it to the app."""

from __future__ import annotations

from functools import partial

from aiohttp import web

from web.channels.teams.name import CHANNEL, TITLE
from web.handoff.handoff import Office
from web.settings import Settings, TeamsSettings

__all__ = ["CHANNEL", "TITLE", "add_to", "office"]


def office(settings: Settings) -> Office:
    """The press office, where its place is a channel in Teams."""
    from web.channels.teams.press_office import draw_question, office_address

    return Office(TITLE, partial(office_address, settings), draw=draw_question)


def add_to(app: web.Application, settings: TeamsSettings) -> None:
    """Add the channel's address, and what it needs while the app runs."""
    # Not above: the SDK takes half a second to load.
    from web.channels.teams.channel import Teams

    Teams(app, settings).add_to(app)
