"""Reads and changes the accounts that log in with a password of ours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from web.store.trainer_tables import accounts


@dataclass(frozen=True)
class Account:
    """Who may log in with a password of ours."""

    name: str
    role: str  # reader, trainer or releaser
    password_hash: str  # argon2id, in its own encoding
    created_at: float  # seconds since 1970


async def find(connection: AsyncConnection, name: str) -> Account | None:
    """The account of that name."""
    query = sa.select(accounts).where(accounts.c.name == name)
    row = (await connection.execute(query)).one_or_none()
    return Account(*row) if row else None


async def every(connection: AsyncConnection) -> list[Account]:
    """Every account, sorted by name."""
    query = sa.select(accounts).order_by(accounts.c.name)
    return [Account(*row) for row in await connection.execute(query)]


async def add(
    connection: AsyncConnection, name: str, role: str, password_hash: str, now: datetime
) -> None:
    """Add an account.

    Raises:
        IntegrityError: there is one of that name.
    """
    row = {"name": name, "role": role, "password_hash": password_hash}
    await connection.execute(sa.insert(accounts).values(created_at=now.timestamp(), **row))


async def change(connection: AsyncConnection, name: str, **values: str) -> bool:
    """Change an account's `role` or `password_hash`; False if there is none of that name."""
    result = await connection.execute(
        sa.update(accounts).where(accounts.c.name == name).values(**values)
    )
    return result.rowcount > 0


async def confirm(
    connection: AsyncConnection, name: str, before: Account, password_hash: str
) -> bool:
    """Store the hash if the account is still as it was known to be, and keep it so till the commit.

    False if it has been changed or removed since it was read.
    """
    same = (accounts.c.name == name, accounts.c.role == before.role)
    result = await connection.execute(
        sa.update(accounts)
        .where(*same, accounts.c.password_hash == before.password_hash)
        .values(password_hash=password_hash)
    )
    return result.rowcount > 0


async def remove(connection: AsyncConnection, name: str) -> bool:
    """Remove an account; False if there is none of that name."""
    result = await connection.execute(sa.delete(accounts).where(accounts.c.name == name))
    return result.rowcount > 0
