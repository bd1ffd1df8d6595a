"""The Bot Connector, for journalists in Teams."""

from __future__ import annotations

from tests.web.channels.teams.bot_connector import (
    make_certificate,
    make_keys,
    running_connector,
)

__all__ = ["make_certificate", "make_keys", "running_connector"]
