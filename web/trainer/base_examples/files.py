"""Reads the files of data/nlu line by line, and changes lines of them: pure but for the reading.

The files are plain (contracts/nlu_files.py): blocks of three lines that say the intent, the
metadata and that examples follow, and a line for each example.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple, override

from contracts.intents import BOTH
from contracts.nlu_files import PLAIN_LINE, QUESTION, Example, read_examples
from contracts.paths import NLU, ROOT
from contracts.training import REVIEWED

_KEY_CHARACTERS = 16
_LANGUAGE = 2  # the part of a path that is the language: data/nlu/sv/…
_TWO_WISHES = "two_wishes.yml"
# Another question of the same label, in the metadata: another label has none such.
_ALSO = "also:"
_START = "  - intent: "
_METADATA = "    metadata: "
_EXAMPLE = "      - "


class BaseExample(NamedTuple):
    """An example of a file, by a key that changes with all that is said of it.

    `file` is its path in the repository, `intent` what the file says: the label, and the question
    that is asked for after a slash.
    """

    key: str
    file: str
    intent: str
    example: Example


@dataclass(frozen=True)
class Mending:
    """What is to become of the example with a key: another text or label, or nothing at all."""

    key: str
    file: str
    text: str | None  # None of one that is to go
    label: str = ""


class _Line(NamedTuple):
    """A line of a file: the block that it stands in, by its first line, and the key of a text."""

    text: str
    block: int
    intent: str
    metadata: str
    key: str | None


def examples_of(files: Mapping[str, str]) -> Iterator[BaseExample]:
    """Each example of the files' texts, in order, in the language of its folder.

    To the bot, which answers in Swedish or English, Danish and Norwegian count as Swedish.
    """
    for file, content in files.items():
        language = PurePosixPath(file).parts[_LANGUAGE]
        lines = [line for line in _lines(file, content) if line.key]
        for line, example in zip(lines, read_examples(content), strict=True):
            yield BaseExample(
                line.key or "", file, line.intent, example._replace(language=language)
            )


class FileTexts(Mapping[str, str]):
    """The texts of files by their paths in the repository; each is read when it is asked for.

    All of them together take a multiple of their size: one sign that is not in Latin-1 has each
    letter of its file take four bytes.
    """

    def __init__(self, paths: Mapping[str, Path]) -> None:
        self._paths = paths

    @override
    def __getitem__(self, file: str) -> str:
        return self._paths[file].read_text(encoding="utf-8")

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    @override
    def __len__(self) -> int:
        return len(self._paths)


def texts_of(folder: Path = NLU, root: Path = ROOT) -> FileTexts:
    """The texts of the files by their paths in the repository, but for what trainers exported."""
    return FileTexts(
        {
            str(path.relative_to(root)): path
            for path in sorted(folder.rglob("*.yml"))
            if path.stem != REVIEWED
        }
    )


def mended(files: Mapping[str, str], mendings: Iterable[Mending]) -> dict[str, str]:
    """The texts of the files that change, by their paths; a mending of what is gone does nothing.

    An example with another label goes to the file of that label where there is one for each, else
    to a block of its own after the block that it stood in.
    """
    by_file: dict[str, dict[str, Mending]] = {}
    for mending in mendings:
        by_file.setdefault(mending.file, {})[mending.key] = mending
    moved: dict[str, list[str]] = {}
    changed: dict[str, str] = {}
    for file in sorted(by_file.keys() & files.keys()):
        content = files[file]
        rest, to_others = _without(file, content, by_file[file], files.keys())
        for other, block in to_others:
            moved.setdefault(other, []).extend(block)
        if rest != content:
            changed[file] = rest
    for file, lines in moved.items():
        changed[file] = changed.get(file, files[file]) + "".join(f"{line}\n" for line in lines)
    return changed


def patch_of(files: Mapping[str, str], mendings: Iterable[Mending]) -> str:
    """The same as a patch that `git apply` takes; empty where nothing changes."""
    parts = []
    for file, after in sorted(mended(files, mendings).items()):
        before = files[file].splitlines(keepends=True)
        names = f"a/{file}", f"b/{file}"
        lines = difflib.unified_diff(before, after.splitlines(keepends=True), *names)
        parts += [f"diff --git {' '.join(names)}\n", *lines]
    return "".join(parts)


def _without(
    file: str, content: str, mendings: Mapping[str, Mending], files: Iterable[str]
) -> tuple[str, list[tuple[str, list[str]]]]:
    """A file with its examples mended, and the blocks that go to other files."""
    lines = list(_lines(file, content))
    left = {line.block for line in lines if line.key and not _goes(line, mendings)}
    kept: list[str] = []
    after_block: list[str] = []
    to_others: list[tuple[str, list[str]]] = []
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        mending = mendings.get(line.key or "")
        if mending is None:
            # Of a block in which nothing is left, nothing stays.
            if line.block in left or not line.intent:
                kept.append(line.text)
        elif mending.text is not None:
            if mending.label == _label_of(line.intent):
                kept.append(f"{_EXAMPLE}{mending.text}")
            else:
                block = _block(mending.label, line.metadata, mending.text)
                other = _file_for(mending.label, file, line.intent, files)
                if other == file:
                    after_block += block
                else:
                    to_others.append((other, block))
        if following is None or following.block != line.block:
            kept += after_block
            after_block = []
    return "".join(f"{line}\n" for line in kept), to_others


def _goes(line: _Line, mendings: Mapping[str, Mending]) -> bool:
    """Whether a line leaves its block."""
    mending = mendings.get(line.key or "")
    if mending is None:
        return False
    return mending.text is None or mending.label != _label_of(line.intent)


def _block(label: str, metadata: str, text: str) -> list[str]:
    lines = [f"{_START}{label}"]
    if metadata:
        pairs = metadata.strip("{}").split(", ")
        lines.append(f"{_METADATA}{{{', '.join(p for p in pairs if not p.startswith(_ALSO))}}}")
    return [*lines, "    examples: |", f"{_EXAMPLE}{text}"]


def _file_for(label: str, file: str, intent: str, files: Iterable[str]) -> str:
    """Where an example of a label goes that stood in a file under another."""
    path = PurePosixPath(file)
    if path.name not in (f"{_label_of(intent)}.yml", _TWO_WISHES):
        return file
    other = str(path.with_name(_TWO_WISHES if BOTH in label else f"{label}.yml"))
    return other if other in files else file


def _label_of(intent: str) -> str:
    return intent.partition(QUESTION)[0]


def _lines(file: str, content: str) -> Iterator[_Line]:
    """The lines of a file; what stands before the first block is of no intent."""
    block, intent, metadata = 0, "", ""
    for number, text in enumerate(content.rstrip("\n").split("\n")):
        line = PLAIN_LINE.fullmatch(text)
        if line and line["intent"]:
            block, intent, metadata = number, line["intent"], ""
        elif line and line["metadata"] is not None:
            metadata = f"{{{line['metadata']}}}"
        key = None
        if line and line["example"]:
            said = "\n".join((file, intent, metadata, line["example"].removeprefix("- ").strip()))
            key = hashlib.sha256(said.encode()).hexdigest()[:_KEY_CHARACTERS]
        yield _Line(text, block, intent, metadata, key)
