"""Reads which model was released last, and says whether this engine can serve it."""

from __future__ import annotations

import re
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from contracts.databases.bounds import connect_args, follow_file, limit_statements
from contracts.paths import models_folder
from contracts.tables import releases
from engine.training.archives import problem_of

_SECONDS = 2.0
_NAME = re.compile(r"(?:presstjanst|candidate)-(?P<code>[0-9a-f]{8})-[0-9a-f]{8}\.tar\.gz")


class Release(NamedTuple):
    """A row of the table that web keeps."""

    id: int
    model: str


def open_releases(address: str | None) -> sa.engine.Engine | None:
    """The database at an address; None when there is no address of one.

    It is asked once in a few seconds, and keeps no connection in between.
    """
    try:
        if not address:
            return None
        url = sa.engine.make_url(address)
        bounds = connect_args(url, _SECONDS)
        database = sa.create_engine(url, poolclass=sa.NullPool, connect_args=bounds)
    except (SQLAlchemyError, ImportError):
        return None
    limit_statements(database, _SECONDS)
    follow_file(database)
    return database


def last_release(database: sa.engine.Engine | None) -> Release | None:
    """The release in force; None when there is none, no table of them, or no database."""
    if database is None:
        return None
    last = sa.select(releases.c.id, releases.c.model).order_by(releases.c.id.desc()).limit(1)
    try:
        with database.connect() as connection:
            row = connection.execute(last).first()
    except SQLAlchemyError:
        return None
    return Release(*row) if row else None


def all_releases(database: sa.engine.Engine | None) -> list[str]:
    """The models that were released and not undone since, the last first."""
    if database is None:
        return []
    query = sa.select(releases.c.id, releases.c.model, releases.c.undoes).order_by(
        releases.c.id.desc()
    )
    try:
        with database.connect() as connection:
            rows = connection.execute(query).all()
    except SQLAlchemyError:
        return []
    undone = {row.undoes for row in rows}
    return list(dict.fromkeys(row.model for row in rows if row.id not in undone))


def is_model_name(name: str) -> bool:
    """Whether it is the file name of a model of ours, and no path."""
    return _NAME.fullmatch(name) is not None


def why_not_served(model: str, code: str) -> str | None:
    """A sentence for the trainers; None when code of the part `code` may load the model.

    It reads the whole file, which takes some fifty milliseconds.
    """
    match = _NAME.fullmatch(model)
    if match is None:
        return f"Den släppta modellen heter {model!r}, och så heter ingen modell."
    if not (models_folder() / model).exists():
        return f"Den släppta modellen {model} finns inte i models/."
    if match["code"] != code:
        return f"Den släppta modellen {model} är tränad med en annan version av koden."
    if problem := problem_of(models_folder() / model):
        return f"Den släppta modellen {model} {problem}"
    return None
