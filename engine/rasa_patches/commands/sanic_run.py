"""Runs Rasa's Sanic app in this process, on a current Sanic.

`rasa/core/run.py:262` calls `app.run`, which in Sanic 21.12 served in the same process. Since
22.9 it starts worker processes that must import the app anew, and Rasa's app, with its agent,
cannot be imported. `rasa/core/channels/rest.py:152`, which `rasa shell` asks, answers with
`sanic.response.stream`, which went with 22.6; ResponseStream does the same.
"""

from __future__ import annotations

from functools import partialmethod

import sanic.response
from sanic import Sanic
from sanic.config import DEFAULT_CONFIG
from sanic.log import LOGGING_CONFIG_DEFAULTS
from sanic.response.types import ResponseStream

_run = Sanic.run


def apply() -> None:
    """Let `app.run` serve in one process, and log what Rasa lets through: warnings and errors."""
    for logger in LOGGING_CONFIG_DEFAULTS["loggers"].values():
        logger["level"] = "WARNING"
    # Of listeners that take the loop, and of what a handler answers with: all of them Rasa's.
    DEFAULT_CONFIG["DEPRECATION_FILTER"] = "ignore"
    sanic.response.stream = ResponseStream
    Sanic.run = partialmethod(_run, single_process=True, motd=False)
