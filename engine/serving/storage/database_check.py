"""Looks whether the conversations' database can be used, before anything is served."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from rasa.shared.exceptions import RasaException
from sqlalchemy.exc import SQLAlchemyError

from contracts.databases.bounds import connect_args
from contracts.databases.urls import AddressError, blocking_url
from contracts.tables import events

_SECONDS = 5.0


def check(address: str) -> None:
    """Raise RasaException unless the database can be reached, has the table and can be written."""
    try:
        url = blocking_url(address)
        database = sa.create_engine(
            url, poolclass=sa.NullPool, connect_args=connect_args(url, _SECONDS)
        )
        file = database.url.database if database.dialect.name == "sqlite" else None
        if file and not file.startswith("file:"):
            Path(file).parent.mkdir(parents=True, exist_ok=True)
        with database.begin() as connection:
            events.create(connection, checkfirst=True)
            connection.execute(sa.delete(events).where(sa.false()))
    except AddressError as error:
        raise RasaException(str(error)) from None
    except (SQLAlchemyError, OSError, ImportError) as error:
        raise RasaException(
            f"Databasen {_without_password(address)} går inte att nå eller skriva till "
            f"({type(error).__name__})."
        ) from None


def _without_password(address: str) -> str:
    try:
        return repr(sa.engine.make_url(address))
    except SQLAlchemyError:
        return "i DATABASE_URL"
