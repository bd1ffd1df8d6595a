"""Examples that were removed last, in the session, to be put back together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from aiohttp import web

from web.store.teaching.examples import TaughtExample
from web.trainer.access.pages import session_values

REMOVED = "removed_examples"  # its name in the session


async def keep_removed(request: web.Request, removed: Sequence[TaughtExample]) -> None:
    """Have the session keep them."""
    (await session_values(request))[REMOVED] = [asdict(example) for example in removed]


async def take_removed(request: web.Request) -> list[TaughtExample]:
    """The examples that were removed last, to be put back; the session keeps them no longer."""
    values = (await session_values(request)).pop(REMOVED, [])
    return [TaughtExample(**value) for value in values]
