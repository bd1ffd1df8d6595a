"""Writes the facts file, keeps what it was before, and lets nobody undo another's change unseen."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from web.store.people.audit import note
from web.store.releases import facts_versions
from web.store.releases.model_releases import NOBODY

FIRST = "Så var filen före den första ändringen här."
BY_HAND = "Ändrad i filen, inte på de här sidorna."

_STALE_AMONG = 50  # the last versions, which somebody may still have before their eyes


class FactsReleaseError(Exception):
    """Nothing was released, and nothing is changed; `words` say why, to whoever asked for it."""

    words: str


class Stale(FactsReleaseError):
    """The file is no longer what the change was made to, but `there`."""

    words = (
        "Uppgifterna har ändrats sedan du öppnade sidan. Se efter, och gör om det om det behövs."
    )

    def __init__(self, there: str) -> None:
        super().__init__()
        self.there = there


class CannotWrite(FactsReleaseError):
    """The file cannot be written, or not even read; `why` is the system's word for it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.words = (
            f"Faktafilen går inte att skriva till ({why}), och inget är ändrat. "
            "Be den som sköter driften att ge tjänsten rätt att skriva där filen ligger."
        )


@dataclass(frozen=True)
class ReleaseRequest:
    """What somebody wants released: `content`, which was checked, in the place of the file.

    `based_on` is the digest of the file that it was made from, `note` says why, and `what` is the
    log's code for it.
    """

    based_on: str
    content: str
    note: str
    person: str
    what: str = "facts_released"


def digest(content: str) -> str:
    """What tells one content from another: a form carries that of the file it was made from."""
    return hashlib.sha256(content.encode()).hexdigest()


def check_base(based_on: str, there: str) -> None:
    """See that a change was made to the file that is there.

    Raises:
        Stale: it was made to another.
    """
    if digest(there) != based_on:
        raise Stale(there)


def digest_now(path: Path) -> str:
    """The digest of the file as it stands; of no content while it cannot be read."""
    try:
        return digest(read_file(path))
    except CannotWrite:
        return ""


def read_file(path: Path) -> str:
    """The file as it stands.

    Raises:
        CannotWrite: it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CannotWrite(type(error).__name__) from None


async def release(database: AsyncEngine, path: Path, request: ReleaseRequest, now: datetime) -> int:
    """Put the content in the file's place and give the number of its version.

    A file that is not as the last version has it was changed by hand: that is stored first.

    Raises:
        Stale: the file's digest is not `based_on`; nothing is changed.
        CannotWrite: the file cannot be written; nothing is changed.
        SQLAlchemyError: the version cannot be stored; then the file is as it was.
    """
    before: str | None = None
    try:
        async with database.begin() as connection:
            await facts_versions.wait_for_turn(connection)
            there = read_file(path)
            check_base(request.based_on, there)
            last = await facts_versions.latest(connection)
            if last is None or last.content != there:
                origin = FIRST if last is None else BY_HAND
                await facts_versions.add(connection, there, origin, NOBODY, now)
            number = await facts_versions.add(
                connection, request.content, request.note, request.person, now
            )
            await note(connection, request.person, request.what, f"version {number}", now)
            _write(path, request.content)
            before = there
    except FactsReleaseError:
        raise
    except BaseException:
        if before is not None:
            # Better as it was than with a change that no version knows of.
            _write(path, before)
        raise
    return number


async def content_of(database: AsyncEngine, base: str) -> str | None:
    """The content whose digest is `base`, if one of the last versions has it."""
    for content in await facts_versions.contents(database, _STALE_AMONG):
        if digest(content) == base:
            return content
    return None


def _write(path: Path, content: str) -> None:
    """Replace the file at once: whoever reads it finds the old content or the new, whole."""
    path = path.resolve()
    temporary: str | None = None
    try:
        mode = path.stat().st_mode & 0o777
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode())
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary is not None:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
        raise CannotWrite(type(error).__name__) from None
