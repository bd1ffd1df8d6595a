"""Of two who renew the tokens of an installation one does, in either kind of database."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncEngine

from web.store import slack_installations as installations
from web.store.slack_installations import SlackInstallation

NOW = 1_800_000_000.0
PAPER = SlackInstallation("T0PAPER", "sealed", NOW + 3600, NOW)


async def test_it_is_claimed_once_until_the_time_is_over(store: AsyncEngine) -> None:
    await installations.save(store, PAPER)
    assert await installations.claim(store, PAPER, NOW, NOW + 30)
    assert not await installations.claim(store, PAPER, NOW + 29, NOW + 59)
    assert await installations.claim(store, PAPER, NOW + 30, NOW + 60)


async def test_who_has_read_other_tokens_changes_nothing(store: AsyncEngine) -> None:
    renewed = replace(PAPER, sealed="renewed", expires_at=NOW + 7200)
    await installations.save(store, PAPER)
    assert await installations.change(store, PAPER, renewed)
    assert not await installations.change(store, PAPER, replace(PAPER, refused="token_revoked"))
    assert not await installations.claim(store, PAPER, NOW, NOW + 30)
    assert await installations.find(store, "T0PAPER") == renewed
    assert await installations.claim(store, renewed, NOW, NOW + 30)


async def test_installed_anew_it_is_neither_claimed_nor_refused(store: AsyncEngine) -> None:
    await installations.save(store, PAPER)
    await installations.change(store, PAPER, replace(PAPER, refused="token_revoked"))
    await installations.claim(store, PAPER, NOW, NOW + 30)
    anew = SlackInstallation("T0PAPER", "anew", None, NOW + 60)
    await installations.save(store, anew)
    assert await installations.every(store) == [anew]
    assert await installations.claim(store, anew, NOW, NOW + 30)


async def test_it_is_removed_once(store: AsyncEngine) -> None:
    await installations.save(store, PAPER)
    await installations.save(store, replace(PAPER, id="T0RADIO"))
    assert await installations.remove(store, "T0PAPER")
    assert not await installations.remove(store, "T0PAPER")
    assert await installations.find(store, "T0PAPER") is None
    assert [one.id for one in await installations.every(store)] == ["T0RADIO"]
