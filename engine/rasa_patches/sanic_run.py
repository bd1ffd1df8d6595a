"""Runs Rasa's Sanic app in this process, on a current Sanic.

`rasa/core/run.py:262` calls `app.run`, which in Sanic 21.12 served in the same process. Since
22.9 it starts worker processes that must import the app anew, and Rasa's app, with its agent,
cannot be imported.
"""

from __future__ import annotations

from functools import partialmethod

from sanic import Sanic
from sanic.log import LOGGING_CONFIG_DEFAULTS

_run = Sanic.run


def apply() -> None:
    """Let `app.run` serve in one process, and log what Rasa lets through: warnings and errors."""
    for logger in LOGGING_CONFIG_DEFAULTS["loggers"].values():
        logger["level"] = "WARNING"
    Sanic.run = partialmethod(_run, single_process=True, motd=False)
