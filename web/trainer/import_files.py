"""Reads what trainers have made out of the files that git keeps, each row with its line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from contracts.labelled_messages import columns_of
from contracts.nlu_files import NluFileError, read_examples
from contracts.story_files import StoryFileError, read_stories
from web.store.teaching.rasa_files import steps_yaml
from web.trainer.export import MESSAGES


class ImportFileError(ValueError):
    """Files that cannot be taken at all; says why."""


class ImportRow(NamedTuple):
    """An example, or a message for tests."""

    path: Path
    line: int
    label: str
    language: str
    text: str

    @property
    def is_test(self) -> bool:
        """Whether it is a message for tests."""
        return self.path.name == MESSAGES.name

    def line_of(self, why: str) -> str:
        """A line that says where it stands, and why it is not taken."""
        return f"{self.path}:{self.line}: {why}"


class ImportStory(NamedTuple):
    """A test story, its steps as YAML, and what the user says in it with its labels."""

    path: Path
    line: int
    name: str
    steps: str
    user_texts: tuple[tuple[str, str | None], ...]

    def line_of(self, why: str) -> str:
        """A line that says where it stands, and why it is not taken."""
        return f"{self.path}:{self.line}: {why}"


def examples_of(path: Path, text: str) -> Iterator[ImportRow]:
    """The examples of a file's text."""
    numbered = enumerate(text.splitlines(), 1)
    try:
        examples_of_file = read_examples(text)
    except NluFileError as error:
        raise _not_as_written(path, text, "nlu", error.block) from None
    for example in examples_of_file:
        # They come in the order of their lines.
        line = next((n for n, line in numbered if _item(line) == example.text), 1)
        yield ImportRow(path, line, example.label, example.language, example.text)


def messages_of(path: Path, text: str) -> Iterator[ImportRow]:
    """The messages for tests of a file's text."""
    for number, line in enumerate(text.splitlines(), 1):
        try:
            yield ImportRow(path, number, *columns_of(line))
        except ValueError:
            raise ImportFileError(
                f"{path}:{number}: ska ha etikett, språk och text med tabb emellan. Inget är "
                "ändrat."
            ) from None


def stories_of(path: Path, text: str) -> Iterator[ImportStory]:
    """The stories of a file's text."""
    try:
        blocks = read_stories(text)
    except StoryFileError as error:
        raise _not_as_written(path, text, "stories", error.block) from None
    for number, block in enumerate(blocks, 1):
        line, steps = _line_of_block(text, "stories", number), steps_yaml(block.steps)
        yield ImportStory(path, line, block.name, steps, block.texts)


def _not_as_written(path: Path, text: str, key: str, block: int | None) -> ImportFileError:
    """Of a file whose `block`, from 1, in the list `key` has another form, or that has no list."""
    if block is None:
        return ImportFileError(f"{path}: ska ha en lista som heter {key}. Inget är ändrat.")
    place = f"{path}:{_line_of_block(text, key, block)}"
    what = "ett testsamtal" if key == "stories" else "exempel för en etikett"
    return ImportFileError(f"{place}: är inte {what} som det skrevs. Inget är ändrat.")


def _line_of_block(text: str, key: str, block: int) -> int:
    line: int = _places(text)[key].lc.item(block - 1)[0] + 1
    return line


@lru_cache(maxsize=1)
def _places(text: str) -> Any:
    return YAML().load(text)


def _item(line: str) -> str:
    return line.strip().removeprefix("-").strip()


def rows_of[T](path: Path, parse: Callable[[Path, str], Iterator[T]]) -> list[T]:
    """The rows of a file; none if it is not there.

    Raises:
        OSError: it cannot be read.
        ImportFileError: it has another form.
    """
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
    except (YAMLError, ValueError):
        raise ImportFileError(f"{path} är inte som den skrevs. Inget är ändrat.") from None
