"""Keeps Rasa's commands from noting in the home directory whether they may send telemetry.

`rasa/telemetry.py:188`, initialize_telemetry, writes `~/.config/rasa/global.yml` even where the
environment says that nothing may be sent.
"""

from __future__ import annotations

import rasa.telemetry


def apply() -> None:
    """Let the choice be no, and be noted nowhere."""
    rasa.telemetry.initialize_telemetry = _off


def _off() -> bool:
    return False
