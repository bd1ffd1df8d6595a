"""A facts file is released whole or not at all, with what it took the place of kept."""

from __future__ import annotations

import asyncio
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from web.store.releases import facts_versions
from web.store.trainer_tables import audit
from web.trainer.facts.facts_release import (
    BY_HAND,
    FIRST,
    CannotWrite,
    ReleaseRequest,
    Stale,
    content_of,
    digest,
    release,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


async def versions(store: AsyncEngine) -> list[tuple[str, str, str]]:
    """What each version says, why and by whom, the oldest first."""
    rows = await facts_versions.listing(store, 100)
    found = [(await facts_versions.read(store, row.id))[0] for row in reversed(rows)]
    return [(row.content, row.note, row.person) for row in found]


async def put(
    store: AsyncEngine, file: Path, content: str, based_on: str, note: str = "därför"
) -> int:
    wanted = ReleaseRequest(digest(based_on), content, note, "rut")
    return await release(store, file, wanted, NOW)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "facts.yml"
    path.write_text("första\n", encoding="utf-8")
    path.chmod(0o640)
    return path


async def test_the_first_release_keeps_what_was_there_before(
    store: AsyncEngine, file: Path
) -> None:
    number = await put(store, file, "åäö\n", "första\n")
    assert file.read_text(encoding="utf-8") == "åäö\n"
    assert await versions(store) == [("första\n", FIRST, ""), ("åäö\n", "därför", "rut")]
    version, before = await facts_versions.read(store, number)
    assert version.content == "åäö\n"
    assert before is not None
    assert before.content == "första\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    names = {path.name for path in file.parent.iterdir()}
    assert {name for name in names if "conversations.db" not in name} == {"facts.yml"}
    async with store.connect() as connection:
        (line,) = await connection.execute(sa.select(audit))
    assert (line.person, line.what, line.about) == ("rut", "facts_released", f"version {number}")


async def test_what_was_changed_by_hand_is_kept_as_a_version_of_its_own(
    store: AsyncEngine, file: Path
) -> None:
    await put(store, file, "två\n", "första\n")
    await put(store, file, "tre\n", "två\n")
    file.write_text("för hand\n", encoding="utf-8")
    await put(store, file, "fyra\n", "för hand\n")
    assert [(content, note) for content, note, _ in await versions(store)] == [
        ("första\n", FIRST),
        ("två\n", "därför"),
        ("tre\n", "därför"),
        ("för hand\n", BY_HAND),
        ("fyra\n", "därför"),
    ]


async def test_of_two_releases_of_the_same_file_at_once_one_is_made(
    store: AsyncEngine, file: Path
) -> None:
    done = await asyncio.gather(
        *(put(store, file, f"av {i}\n", "första\n") for i in range(5)), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in done) == ["Stale"] * 4 + ["int"]
    made = next(i for i, result in enumerate(done) if isinstance(result, int))
    assert file.read_text(encoding="utf-8") == f"av {made}\n"
    assert [content for content, _, _ in await versions(store)] == ["första\n", f"av {made}\n"]


async def test_a_stale_change_changes_nothing(store: AsyncEngine, file: Path) -> None:
    await put(store, file, "två\n", "första\n")
    with pytest.raises(Stale):
        await put(store, file, "tre\n", "första\n")
    assert file.read_text(encoding="utf-8") == "två\n"
    assert len(await versions(store)) == 2
    assert await content_of(store, digest("första\n")) == "första\n"
    assert await content_of(store, digest("ingen")) is None


async def test_a_file_that_cannot_be_written_leaves_no_version(
    store: AsyncEngine, file: Path
) -> None:
    readable = Path("/proc/version")  # where not even root may make a file
    for path in (readable, file.parent / "borta.yml", file.parent):
        there = path.read_text(encoding="utf-8") if path.is_file() else ""
        with pytest.raises(CannotWrite):
            await put(store, path, "två\n", there)
    assert await versions(store) == []


async def test_a_file_is_as_it_was_when_its_version_is_not_stored(
    store: AsyncEngine, file: Path
) -> None:
    async with store.begin() as connection:
        await connection.execute(sa.text("ALTER TABLE audit RENAME TO elsewhere"))
    with pytest.raises(SQLAlchemyError):
        await put(store, file, "två\n", "första\n")
    async with store.begin() as connection:
        await connection.execute(sa.text("ALTER TABLE elsewhere RENAME TO audit"))
    assert file.read_text(encoding="utf-8") == "första\n"
    assert await versions(store) == []


async def test_a_link_stays_a_link(store: AsyncEngine, file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.yml"
    link.symlink_to(file)
    await put(store, link, "två\n", "första\n")
    assert link.is_symlink()
    assert file.read_text(encoding="utf-8") == "två\n"


async def test_a_version_that_is_not_there_is_said(store: AsyncEngine) -> None:
    with pytest.raises(LookupError):
        await facts_versions.read(store, 1)
