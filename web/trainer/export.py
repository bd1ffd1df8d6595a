"""Writes what trainers have made, and want changed, to the files that git keeps."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.paths import NLU, ROOT
from web.store.database import open_database
from web.store.teaching import base_changes, examples, kept_tests
from web.trainer.base_examples.changes_page import mending_of
from web.trainer.base_examples.files import mended, texts_of

EXAMPLES = Path("data", "nlu", "reviewed.yml")
STORIES = Path("evaluation", "stories", "reviewed.yml")
MESSAGES = Path("evaluation", "holdout", "reviewed.tsv")


async def write(database_url: str, root: Path = ROOT) -> list[Path]:
    """Write the files, each whole or not at all; those with nothing to hold are deleted.

    Gives those that there are now. What is wanted of the examples that come with the bot is done in
    their files, where it is not done yet.

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
        changes = [mending_of(change) for _, change in await base_changes.every(database)]
        base = mended(texts_of(root / NLU.relative_to(ROOT), root), changes)
        content |= {root / path: text for path, text in base.items()}
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
