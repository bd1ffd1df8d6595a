"""The fixtures of the Bot Connector, for every test of this folder."""

from __future__ import annotations

from .bot_connector import (
    make_certificate,
    make_keys,
    running_connector,
    teams_client,
    teams_maker,
)

__all__ = ["make_certificate", "make_keys", "running_connector", "teams_client", "teams_maker"]
