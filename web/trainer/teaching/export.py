"""Moves what trainers have made between the database and files that git keeps."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from ruamel.yaml.error import YAMLError
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.labelled_messages import columns_of
from contracts.nlu_files import read_examples
from contracts.paths import ROOT
from web.store.database import open_database
from web.store.teaching import examples, kept_tests, rasa_files
from web.store.teaching.kept_tests import STORY, KeptTest

EXAMPLES = Path("data", "nlu", "reviewed.yml")
STORIES = Path("evaluation", "stories", "reviewed.yml")
MESSAGES = Path("evaluation", "holdout", "reviewed.tsv")
# Stands where the name of a person does.
_IMPORTED = "import"


class ExportError(ValueError):
    """A file that cannot be used; says which."""


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


async def read(database_url: str, root: Path = ROOT) -> int:
    """Take what the files hold into a database that lacks it; says how much that was.

    For a new installation: what is trained on the trainers' pages is what the database holds.

    Raises:
        OSError: a file cannot be read.
        ExportError: a file is not as it is exported; then nothing is taken.
    """
    now = datetime.now(UTC)
    tests = [
        KeptTest(STORY, name, steps, _IMPORTED, now.timestamp())
        for name, steps in _rows_of(root / STORIES, rasa_files.read_stories)
    ]
    tests += [
        kept_tests.kept_message(label, language, text, _IMPORTED, now)
        for label, language, text in _rows_of(root / MESSAGES, _messages)
    ]
    taught = [
        examples.Example(e.text, e.label, e.language, _IMPORTED, now.timestamp())
        for e in _rows_of(root / EXAMPLES, read_examples)
    ]
    database = open_database(database_url)
    try:
        new = [await examples.add(database, example, now) for example in taught]
        return sum([*new, *[await kept_tests.keep(database, test, now) for test in tests]])
    finally:
        await database.dispose()


def _messages(text: str) -> list[tuple[str, str, str]]:
    return [columns_of(line) for line in text.splitlines()]


def _rows_of[Row](path: Path, parse: Callable[[str], list[Row]]) -> list[Row]:
    """The rows of a file; none if it is not there."""
    if not path.exists():
        return []
    try:
        return parse(path.read_text(encoding="utf-8"))
    except (YAMLError, KeyError, TypeError, ValueError, AttributeError):
        raise ExportError(f"{path} är inte som den skrevs. Inget är ändrat.") from None


def _replace(path: Path, text: str) -> None:
    if not text:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    new.write_text(text, encoding="utf-8")
    new.replace(path)
