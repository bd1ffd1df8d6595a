"""The address of the database that engine and web share, for each way of reaching it."""

from __future__ import annotations

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

_ASYNC = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}
_BLOCKING = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}


class AddressError(ValueError):
    """DATABASE_URL cannot be used; says why, without its password."""


def async_url(address: str) -> URL:
    """The address with a driver that awaits.

    Raises:
        AddressError: it is none of SQLite or PostgreSQL.
    """
    return _url(address, _ASYNC)


def blocking_url(address: str) -> URL:
    """The address with a driver that blocks.

    Raises:
        AddressError: it is none of SQLite or PostgreSQL.
    """
    return _url(address, _BLOCKING)


def _url(address: str, drivers: dict[str, str]) -> URL:
    try:
        url = make_url(address)
    except ArgumentError:
        raise AddressError("DATABASE_URL är ingen databasadress.") from None
    kind = url.drivername.partition("+")[0]
    if kind not in drivers:
        raise AddressError(f"DATABASE_URL ska börja med sqlite eller postgresql, inte {kind!r}.")
    return url.set(drivername=drivers[kind])
