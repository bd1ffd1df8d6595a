"""Stores where the Slack app is installed, and its tokens there, encrypted by who gives them.

Who changes an installation gives it as it was read: of two who renew its tokens at once one does,
and one that was installed anew meanwhile is left alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from web.store.database import insert_into
from web.store.tables import slack_installations

_columns = slack_installations.c
_SELECT = sa.select(
    _columns.id, _columns.sealed, _columns.expires_at, _columns.installed_at, _columns.refused
)


@dataclass(frozen=True)
class SlackInstallation:
    """A workspace or an organisation by Slack's id; times are seconds since 1970."""

    id: str
    sealed: str
    expires_at: float | None  # None: it does not
    installed_at: float
    refused: str | None = None


async def save(database: AsyncEngine, installation: SlackInstallation) -> None:
    """Keep an installation, in place of what was kept of it before."""
    values = {
        "sealed": installation.sealed,
        "expires_at": installation.expires_at,
        "claimed_until": 0.0,
        "installed_at": installation.installed_at,
        "refused": None,
    }
    insert = insert_into(database, slack_installations).values(id=installation.id, **values)
    async with database.begin() as connection:
        await connection.execute(
            insert.on_conflict_do_update(index_elements=[_columns.id], set_=values)
        )


async def find(database: AsyncEngine, id: str) -> SlackInstallation | None:
    """An installation; None if there is none."""
    async with database.connect() as connection:
        found = await connection.execute(_SELECT.where(_columns.id == id))
        row = found.one_or_none()
    return row and SlackInstallation(*row)


async def every(database: AsyncEngine) -> list[SlackInstallation]:
    """Every installation of the Slack app, sorted by id."""
    async with database.connect() as connection:
        rows = await connection.execute(_SELECT.order_by(_columns.id))
        return [SlackInstallation(*row) for row in rows]


async def claim(
    database: AsyncEngine, installation: SlackInstallation, now: float, until: float
) -> bool:
    """Whether its tokens are the caller's to renew, until then."""
    is_free = _is_as(installation) & (_columns.claimed_until <= now)
    update = sa.update(slack_installations).where(is_free).values(claimed_until=until)
    async with database.begin() as connection:
        return (await connection.execute(update)).rowcount == 1


async def change(database: AsyncEngine, old: SlackInstallation, new: SlackInstallation) -> bool:
    """Keep an installation as it is now, claimed by nobody; False if its tokens are others."""
    values = {"sealed": new.sealed, "expires_at": new.expires_at, "refused": new.refused}
    update = sa.update(slack_installations).where(_is_as(old)).values(claimed_until=0.0, **values)
    async with database.begin() as connection:
        return (await connection.execute(update)).rowcount == 1


async def remove(database: AsyncEngine, id: str) -> bool:
    """Forget an installation; False if there was none."""
    delete = sa.delete(slack_installations).where(_columns.id == id)
    async with database.begin() as connection:
        return (await connection.execute(delete)).rowcount == 1


def _is_as(installation: SlackInstallation) -> sa.ColumnElement[bool]:
    return (_columns.id == installation.id) & (_columns.sealed == installation.sealed)
