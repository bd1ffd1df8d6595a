"""One way to log in every process, by which a request is followed through all of them.

A line holds when, who, how bad, which request and what: never what people wrote. Of an error it has
the kind and the places in our code, not its message, which may quote a text.
"""

from __future__ import annotations

import json
import logging
import os
import re
import secrets
import traceback
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import override

REQUEST_ID_HEADER = "X-Request-Id"
# Beside it, how many seconds whoever asks an engine waits for the answer.
WAITS_HEADER = "X-Waits-Seconds"
NONE = "-"
# The request at hand; work of nobody's has none.
REQUEST: ContextVar[str] = ContextVar("request", default=NONE)
_NAME = re.compile(r"[0-9a-f]{16}")


class LogsError(ValueError):
    """LOG_FORMAT is none that there is; says so."""


def begin_request(name: str | None = None) -> str:
    """Call the request at hand by a name of ours, or by a new one."""
    name = name if name and _NAME.fullmatch(name) else secrets.token_hex(8)
    REQUEST.set(name)
    return name


class _Text(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(name)s %(levelname)s %(request)s %(message)s")

    @override
    def formatException(self, ei: logging._SysExcInfoType) -> str:
        return _kind_and_places(ei)


class _Json(logging.Formatter):
    @override
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request": _request(record),
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["error"] = _kind_and_places(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def _kind_and_places(error: logging._SysExcInfoType) -> str:
    kind, _, trace = error
    places = "".join(traceback.format_tb(trace))
    return places + (kind.__name__ if kind else NONE)


def _request(record: logging.LogRecord) -> str:
    name: str = getattr(record, "request", NONE)
    return name


def _note_request(record: logging.LogRecord) -> bool:
    record.request = REQUEST.get()
    return True


def log_handler(env: Mapping[str, str]) -> logging.Handler:
    """Writes lines to stderr, as text or, with LOG_FORMAT=json, each as a JSON object.

    Raises:
        LogsError: LOG_FORMAT is neither.
    """
    chosen = env.get("LOG_FORMAT", "") or "text"
    formats: dict[str, type[logging.Formatter]] = {"text": _Text, "json": _Json}
    if chosen not in formats:
        raise LogsError(f"LOG_FORMAT ska vara text eller json, inte {chosen!r}.")
    handler = logging.StreamHandler()
    handler.setFormatter(formats[chosen]())
    handler.addFilter(_note_request)
    return handler


def log_to_stderr(level: int, env: Mapping[str, str] | None = None) -> None:
    """Have this process log so, from `level` on.

    Raises:
        LogsError: as for `log_handler`.
    """
    handler = log_handler(os.environ if env is None else env)
    logging.basicConfig(level=level, handlers=[handler])
    # It tells of every try to reach a Redis that is away, three lines each.
    logging.getLogger("coredis").setLevel(logging.ERROR)
