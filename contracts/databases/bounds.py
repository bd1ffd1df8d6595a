"""What engine and web alike ask of a database: not to be waited for, and to be in its place."""

from __future__ import annotations

import math
import sqlite3
from pathlib import Path
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


def follow_file(database: sa.Engine) -> None:
    """Have every connection to an SQLite file be to the one that lies there now; make none.

    SQLite goes on in a file that was deleted or put away, where nobody finds again what it writes,
    and makes an empty one for the next connection. With this both are errors, as of any database
    that is away, until a file lies there.
    """
    name = database.url.database or ""
    if database.dialect.name != "sqlite" or not name or name.startswith((":", "file:")):
        return
    # One for good: each new path enters Python's table of interned strings, where its place is
    # used up until the table is made anew, at every checkout some hundred bytes.
    path = Path(name)

    def look(*_: Any) -> None:
        if _file_at(path) is None:
            raise sqlite3.OperationalError("the file is away")

    def note(connection: Any, record: Any) -> None:
        record.info["file"] = _file_at(path)

    def compare(connection: Any, record: Any, proxy: Any) -> None:
        if _file_at(path) != record.info["file"]:
            raise sa.exc.DisconnectionError("another file lies there")

    sa.event.listen(database, "do_connect", look)
    sa.event.listen(database, "connect", note)
    sa.event.listen(database, "checkout", compare)


def _file_at(path: Path) -> tuple[int, int] | None:
    """Which file it is, whatever its name; as long as it is open, none other has its number."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
