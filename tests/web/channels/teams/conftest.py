"""The fixtures of the Bot Connector, for every test of this folder."""

from __future__ import annotations

from .bot_connector import (
    made_certificate,
    made_keys,
    running_connector,
    teams_client,
    teams_maker,
)

__all__ = ["made_certificate", "made_keys", "running_connector", "teams_client", "teams_maker"]
