"""Writes what trainers have made to the files that git keeps."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.paths import ROOT
from web.store.database import open_database
from web.store.teaching import examples, kept_tests

EXAMPLES = Path("data", "nlu", "reviewed.yml")
STORIES = Path("evaluation", "stories", "reviewed.yml")
MESSAGES = Path("evaluation", "holdout", "reviewed.tsv")


async def write(database_url: str, root: Path = ROOT) -> list[Path]:
    """Write the files, each whole or not at all; those with nothing to hold are deleted.

    Gives the files that there are now.

    Raises:
        OSError: a file cannot be written.
    """
    database = open_database(database_url)
    sources: dict[Path, Callable[[AsyncEngine], Awaitable[str]]] = {
        EXAMPLES: examples.as_yaml,
        STORIES: kept_tests.stories_yaml,
        MESSAGES: kept_tests.holdout_tsv,
    }
    try:
        content = {root / path: await source(database) for path, source in sources.items()}
        if not await examples.count(database):
            content[root / EXAMPLES] = ""
    finally:
        await database.dispose()
    for path, text in content.items():
        _replace(path, text)
    return [path for path, text in content.items() if text]


def _replace(path: Path, text: str) -> None:
    if not text:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    new.write_text(text, encoding="utf-8")
    new.replace(path)
