"""Takes the files that git keeps into a database, each line checked as the pages check it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.intents import OUT_OF_SCOPE
from contracts.paths import ROOT
from contracts.training import TextRefusal
from web.engine_client import EngineClient, EngineDown
from web.store.database import open_database
from web.store.teaching import examples, kept_tests
from web.store.teaching.kept_tests import STORY, KeptTest
from web.trainer import personal_data
from web.trainer.export import EXAMPLES, MESSAGES, STORIES
from web.trainer.import_files import (
    ImportFileError,
    ImportRow,
    ImportStory,
    examples_of,
    messages_of,
    rows_of,
    stories_of,
)
from web.trainer.labels import LANGUAGE_NAMES, title_of
from web.trainer.teaching.text_check import (
    doubt,
    kept_refusal,
    story_refusal,
    taught_refusal,
    tried_on,
)

# Stands where the name of a person does.
_IMPORTED = "import"
_LANGUAGE = "Språket ska vara ett av " + ", ".join(LANGUAGE_NAMES) + "."
_PERSONAL = "Har något som kan peka ut någon: {words}. Byt ut det mot något påhittat."
_ENGINE = (
    "Motorn svarar inte, så inget går att kontrollera, och inget är ändrat. Starta den, och sätt "
    "samma ENGINE_TOKEN här som där."
)


class ImportResult(NamedTuple):
    """How many rows came in, and of those that did not where and why, a line each.

    `doubted` are lines of examples that came in though the bot is sure that they are another thing.
    """

    new: int
    refused: list[str]
    doubted: list[str]


async def read(
    database_url: str, engine: EngineClient, root: Path = ROOT, *, as_written: bool = False
) -> ImportResult:
    """Take what the files hold into a database that lacks it, but for what the pages would refuse.

    For a new installation: what is trained on the trainers' pages is what the database holds.
    `as_written` takes words that may point at a person too, for files where somebody has looked.

    Raises:
        OSError: a file cannot be read.
        ImportFileError: a file has another form, or the engine cannot check; nothing is taken.
    """
    stories = list(rows_of(root / STORIES, stories_of))
    # What is kept for tests first: it may not be taught.
    rows = [*rows_of(root / MESSAGES, messages_of), *rows_of(root / EXAMPLES, examples_of)]
    refused: list[str] = []
    if not as_written:
        rows, refused = await _without_persons(engine, rows)
        stories, more = await _stories_without_persons(engine, stories)
        refused += more
    stories, more = await _stories_without_flaws(engine, stories)
    refused += more
    database = open_database(database_url)
    try:
        rows, more = await _allowed(database, engine, rows)
        doubted = await _doubted(engine, rows)
        return ImportResult(await _add(database, rows, stories), refused + more, doubted)
    finally:
        await database.dispose()


async def _without_persons(
    engine: EngineClient, rows: Sequence[ImportRow]
) -> tuple[list[ImportRow], list[str]]:
    good, refused = [], []
    for row in rows:
        if words := await _persons(engine, row.text):
            refused.append(row.line_of(_PERSONAL.format(words=words)))
        else:
            good.append(row)
    return good, refused


async def _stories_without_persons(
    engine: EngineClient, stories: Sequence[ImportStory]
) -> tuple[list[ImportStory], list[str]]:
    good, refused = [], []
    for story in stories:
        texts = (text for text, _ in story.user_texts)
        words = [found for text in texts if (found := await _persons(engine, text))]
        if words:
            refused.append(story.line_of(_PERSONAL.format(words=", ".join(words))))
        else:
            good.append(story)
    return good, refused


async def _stories_without_flaws(
    engine: EngineClient, stories: Sequence[ImportStory]
) -> tuple[list[ImportStory], list[str]]:
    """The stories whose texts and labels may stand in one, and why others may not."""
    said = [(story, text, label) for story in stories for text, label in story.user_texts]
    # Where a story says no label, any that there is will do.
    rows = [(text, label or OUT_OF_SCOPE, True) for _, text, label in said]
    why_not: dict[ImportStory, str] = {}
    for (story, text, _), refusal in zip(said, await _checked(engine, rows), strict=True):
        if refusal and (flaw := story_refusal(refusal)):
            why_not.setdefault(story, story.line_of(f"”{text}”: {flaw}"))
    return [story for story in stories if story not in why_not], list(why_not.values())


async def _checked(
    engine: EngineClient, rows: Sequence[tuple[str, str, bool]], **more: Any
) -> list[TextRefusal | None]:
    """The engine's refusals of rows, None where it has none.

    Raises:
        ImportFileError: it does not answer.
    """
    if not rows:
        return []
    try:
        body = {"rows": rows, "taught": [], **more}
        status, answer = await engine.training("POST", "checks", body)
    except EngineDown:
        raise ImportFileError(_ENGINE) from None
    if status != 200:
        raise ImportFileError(_ENGINE)
    refused: list[TextRefusal | None] = answer["refused"]
    return refused


async def _persons(engine: EngineClient, text: str) -> str:
    """The words of a text that may point at somebody, as a sentence names them."""
    found = await personal_data.find(engine, text)
    if found is None:
        raise ImportFileError(_ENGINE)
    return personal_data.in_words(found.words)


async def _allowed(
    database: AsyncEngine, engine: EngineClient, rows: Sequence[ImportRow]
) -> tuple[list[ImportRow], list[str]]:
    """The rows that are new and may be taken, and why others may not."""
    taught = await examples.texts_with_labels(database)
    is_there = {*taught, *((text, None) for text in await kept_tests.held_out(database))}
    new = [row for row in rows if (row.text, None if row.is_test else row.label) not in is_there]
    refusals = await _checked(
        engine,
        [(row.text, row.label, row.is_test) for row in new],
        taught=[*taught, *await tried_on(database)],
        stories=await kept_tests.kept_story_texts(database),
    )
    good, refused = [], []
    for row, refusal in zip(new, refusals, strict=True):
        if refusal:
            in_words = kept_refusal if row.is_test else taught_refusal
            refused.append(row.line_of(in_words(refusal, names_file=True)))
        elif row.language not in LANGUAGE_NAMES:
            refused.append(row.line_of(_LANGUAGE))
        else:
            good.append(row)
    return good, refused


async def _doubted(engine: EngineClient, rows: Sequence[ImportRow]) -> list[str]:
    """A line for each example that goes against a sure bot."""
    lines = []
    for row in rows:
        if not row.is_test and (words := await doubt(engine, row.text, row.label)):
            lines.append(row.line_of(f"{words} Etiketten är {title_of(row.label)}."))
    return lines


async def _add(
    database: AsyncEngine, rows: Sequence[ImportRow], stories: Sequence[ImportStory]
) -> int:
    now = datetime.now(UTC)
    added = []
    for row in rows:
        if row.is_test:
            test = kept_tests.kept_message(row.label, row.language, row.text, _IMPORTED, now)
            added.append(await kept_tests.keep(database, test, now))
        else:
            example = examples.TaughtExample(
                row.text, row.label, row.language, _IMPORTED, now.timestamp()
            )
            added.append(await examples.add(database, example, now))
    for story in stories:
        test = KeptTest(STORY, story.name, story.steps, _IMPORTED, now.timestamp())
        added.append(await kept_tests.keep(database, test, now))
    return sum(added)
