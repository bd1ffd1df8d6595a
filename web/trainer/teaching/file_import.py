"""Takes the files that git keeps into a database, each line checked as the pages check it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.labelled_messages import columns_of
from contracts.nlu_files import read_examples
from contracts.paths import ROOT
from web.engine_client import EngineClient, EngineDown
from web.store.database import open_database
from web.store.teaching import examples, kept_tests, rasa_files
from web.store.teaching.kept_tests import STORY, KeptTest
from web.trainer.labels import LANGUAGES, title_of
from web.trainer.teaching import personal_data
from web.trainer.teaching.export import EXAMPLES, MESSAGES, STORIES
from web.trainer.teaching.text_check import doubt, kept_refusal, taught_refusal

# Stands where the name of a person does.
_IMPORTED = "import"
_LANGUAGE = "Språket ska vara ett av " + ", ".join(LANGUAGES) + "."
_PERSONAL = "Har något som kan peka ut någon: {words}. Byt ut det mot något påhittat."
_ENGINE = (
    "Motorn svarar inte, så inget går att kontrollera, och inget är ändrat. Starta den, och sätt "
    "samma ENGINE_TOKEN här som där."
)


class ImportFileError(ValueError):
    """Files that cannot be taken at all; says why."""


class Imported(NamedTuple):
    """How many rows came in, and of those that did not where and why, a line each.

    `doubted` are lines of examples that came in though the bot is sure that they are another thing.
    """

    new: int
    refused: list[str]
    doubted: list[str]


class _Row(NamedTuple):
    path: Path
    line: int
    label: str
    language: str
    text: str

    @property
    def is_test(self) -> bool:
        return self.path.name == MESSAGES.name

    def line_of(self, why: str) -> str:
        return f"{self.path}:{self.line}: {why}"


class _Story(NamedTuple):
    path: Path
    line: int
    name: str
    steps: str


async def read(
    database_url: str, engine: EngineClient, root: Path = ROOT, *, as_written: bool = False
) -> Imported:
    """Take what the files hold into a database that lacks it, but for what the pages would refuse.

    For a new installation: what is trained on the trainers' pages is what the database holds.
    `as_written` takes words that may point at a person too, for files where somebody has looked.

    Raises:
        OSError: a file cannot be read.
        ImportFileError: a file has another form, or the engine cannot check; nothing is taken.
    """
    stories = list(_rows_of(root / STORIES, _stories))
    # What is kept for tests first: it may not be taught.
    rows = [*_rows_of(root / MESSAGES, _messages), *_rows_of(root / EXAMPLES, _examples)]
    refused: list[str] = []
    if not as_written:
        rows, refused = await _without_persons(engine, rows)
        stories, more = await _stories_without_persons(engine, stories)
        refused += more
    database = open_database(database_url)
    try:
        rows, more = await _allowed(database, engine, rows)
        doubted = await _doubted(engine, rows)
        return Imported(await _add(database, rows, stories), refused + more, doubted)
    finally:
        await database.dispose()


async def _without_persons(
    engine: EngineClient, rows: Sequence[_Row]
) -> tuple[list[_Row], list[str]]:
    good, refused = [], []
    for row in rows:
        if words := await _persons(engine, row.text):
            refused.append(row.line_of(_PERSONAL.format(words=words)))
        else:
            good.append(row)
    return good, refused


async def _stories_without_persons(
    engine: EngineClient, stories: Sequence[_Story]
) -> tuple[list[_Story], list[str]]:
    good, refused = [], []
    for story in stories:
        texts = [step["user"] for step in rasa_files.read_steps(story.steps) if "user" in step]
        words = [found for text in texts if (found := await _persons(engine, text.strip()))]
        if words:
            why = _PERSONAL.format(words=", ".join(words))
            refused.append(f"{story.path}:{story.line}: {why}")
        else:
            good.append(story)
    return good, refused


async def _persons(engine: EngineClient, text: str) -> str:
    """The words of a text that may point at somebody, as a sentence names them."""
    found = await personal_data.find(engine, text)
    if found is None:
        raise ImportFileError(_ENGINE)
    return personal_data.in_words(found.words)


async def _allowed(
    database: AsyncEngine, engine: EngineClient, rows: Sequence[_Row]
) -> tuple[list[_Row], list[str]]:
    """The rows that are new and may be taken, and why others may not."""
    taught, held_out = await examples.taught(database), await kept_tests.held_out(database)
    is_there = {*taught, *((text, None) for text in held_out)}
    new = [row for row in rows if (row.text, None if row.is_test else row.label) not in is_there]
    if not new:
        return [], []
    body = {
        "rows": [(row.text, row.label, row.is_test) for row in new],
        "taught": [*taught, *((text, None) for text in held_out)],
        "stories": await kept_tests.said(database),
    }
    try:
        status, answer = await engine.training("POST", "checks", body)
    except EngineDown:
        raise ImportFileError(_ENGINE) from None
    if status != 200:
        raise ImportFileError(_ENGINE)
    good, refused = [], []
    for row, refusal in zip(new, answer["refused"], strict=True):
        if refusal:
            in_words = kept_refusal if row.is_test else taught_refusal
            refused.append(row.line_of(in_words(refusal)))
        elif row.language not in LANGUAGES:
            refused.append(row.line_of(_LANGUAGE))
        else:
            good.append(row)
    return good, refused


async def _doubted(engine: EngineClient, rows: Sequence[_Row]) -> list[str]:
    """A line for each example that goes against a sure bot."""
    lines = []
    for row in rows:
        if not row.is_test and (words := await doubt(engine, row.text, row.label)):
            lines.append(row.line_of(f"{words} Etiketten är {title_of(row.label)}."))
    return lines


async def _add(database: AsyncEngine, rows: Sequence[_Row], stories: Sequence[_Story]) -> int:
    now = datetime.now(UTC)
    added = []
    for row in rows:
        if row.is_test:
            test = kept_tests.kept_message(row.label, row.language, row.text, _IMPORTED, now)
            added.append(await kept_tests.keep(database, test, now))
        else:
            example = examples.Example(
                row.text, row.label, row.language, _IMPORTED, now.timestamp()
            )
            added.append(await examples.add(database, example, now))
    for story in stories:
        test = KeptTest(STORY, story.name, story.steps, _IMPORTED, now.timestamp())
        added.append(await kept_tests.keep(database, test, now))
    return sum(added)


def _examples(path: Path, text: str) -> Iterator[_Row]:
    numbered = enumerate(text.splitlines(), 1)
    for example in read_examples(text):
        # They come in the order of their lines.
        line = next((n for n, line in numbered if _item(line) == example.text), 1)
        yield _Row(path, line, example.label, example.language, example.text)


def _messages(path: Path, text: str) -> Iterator[_Row]:
    for number, line in enumerate(text.splitlines(), 1):
        try:
            yield _Row(path, number, *columns_of(line))
        except ValueError:
            raise ImportFileError(
                f"{path}:{number}: ska ha etikett, språk och text med tabb emellan. Inget är "
                "ändrat."
            ) from None


def _stories(path: Path, text: str) -> Iterator[_Story]:
    places = YAML().load(text)["stories"]
    for number, (name, steps) in enumerate(rasa_files.read_stories(text)):
        yield _Story(path, places.lc.item(number)[0] + 1, name, steps)


def _item(line: str) -> str:
    return line.strip().removeprefix("-").strip()


def _rows_of[Row](path: Path, parse: Callable[[Path, str], Iterator[Row]]) -> list[Row]:
    """The rows of a file; none if it is not there."""
    if not path.exists():
        return []
    try:
        return list(parse(path, path.read_text(encoding="utf-8")))
    except ImportFileError:
        raise
    except MarkedYAMLError as error:
        mark: Any = error.problem_mark
        place = f"{path}:{mark.line + 1}" if mark else str(path)
        raise ImportFileError(f"{place}: går inte att läsa som YAML. Inget är ändrat.") from None
    except (YAMLError, KeyError, TypeError, ValueError, AttributeError):
        raise ImportFileError(f"{path} är inte som den skrevs. Inget är ändrat.") from None
