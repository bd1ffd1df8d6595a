"""Bounds how long a database may be waited for, by engine and web alike."""

from __future__ import annotations

import math
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL

# libpq takes no less than two seconds.
_CONNECT_SECONDS = 2
# A server that has gone without a word is given up by the system after this long.
_SILENCE = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 10_000,
}


def connect_args(url: URL, lock_seconds: float) -> dict[str, Any]:
    """For `create_engine`; `lock_seconds` is how long SQLite waits for a file that is locked."""
    if url.get_backend_name() == "sqlite":
        return {"timeout": lock_seconds}
    given = set(url.query)
    ours = {"connect_timeout": _CONNECT_SECONDS, **_SILENCE}
    return {name: value for name, value in ours.items() if name not in given}


def limit_statements(database: sa.Engine, seconds: float) -> None:
    """Have PostgreSQL end a statement after so many seconds.

    By a statement, and not in the parameters of the connection: a pooler in between refuses those.
    """
    if database.dialect.name != "postgresql":
        return
    statement = f"SET statement_timeout = {math.ceil(seconds * 1000)}"

    def limit(connection: Any, record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute(statement)
        cursor.close()
        connection.commit()

    sa.event.listen(database, "connect", limit)
