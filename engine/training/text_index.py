"""An index of the training examples and test messages that finds near duplicates of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, filterfalse
from pathlib import Path
from typing import NamedTuple

from contracts import dialogues
from contracts.conversation import State
from contracts.labelled_messages import read_messages
from contracts.nlu_files import examples_in
from contracts.paths import HOLDOUT, KIND_SETS, LANGUAGE_SETS, NLU, ROOT, STORIES
from contracts.story_files import stories_in
from contracts.training import REVIEWED
from engine.understanding.text import normalise

HOLDOUT_FOLDERS = (HOLDOUT.parent, LANGUAGE_SETS, KIND_SETS)
NEAR = 0.9
_OWN_WORDS = 5


class LabelledText(NamedTuple):
    """A text, its label (None if it is kept for tests), and the file or place where it stands.

    `state` is what stands before it in its conversation, None where it stands by itself; `told`
    is what it tells of one case's consent and stage.
    """

    text: str
    label: str | None
    where: str
    state: State | None = None
    told: tuple[str | None, str | None] = (None, None)


class Match(NamedTuple):
    """A text that is the same but for case, accents and punctuation, or nearly so."""

    row: LabelledText
    same: bool


def training_examples(folder: Path = NLU) -> Iterator[LabelledText]:
    """Each training example, with its file relative to the repository."""
    for path, example in examples_in(folder):
        told = (example.consent, example.case_stage)
        yield LabelledText(example.text, example.label, _relative(path), example.state, told)


def holdout_messages(folders: tuple[Path, ...] = HOLDOUT_FOLDERS) -> Iterator[LabelledText]:
    """Each message kept for tests."""
    for folder in folders:
        for path in sorted(folder.glob("*.tsv")):
            for message in read_messages(path):
                yield LabelledText(message.text, None, _relative(path))


def measured_texts() -> Iterator[LabelledText]:
    """The texts of the measured conversations and questions, those that are somebody's own words.

    "Och mejlen då?" may be anybody's.
    """
    return filter(has_own_words, _dialogue_rows())


def story_texts(folder: Path = STORIES) -> Iterator[LabelledText]:
    """What is written in the test stories, where it is somebody's own words; not in the exported.

    Some examples were written before the stories and say the same: new ones may not.
    """
    return filter(has_own_words, _story_rows(folder))


def short_texts() -> Iterator[LabelledText]:
    """What is left of the conversations, questions and stories: what may be anybody's words."""
    return filterfalse(has_own_words, chain(_dialogue_rows(), _story_rows(STORIES)))


def has_own_words(row: LabelledText) -> bool:
    """Whether a text is long enough that two people do not write it by chance."""
    return len(row.text.split()) >= _OWN_WORDS


def _dialogue_rows() -> Iterator[LabelledText]:
    for folder, text in dialogues.texts():
        yield LabelledText(text, None, _relative(folder))


def _story_rows(folder: Path) -> Iterator[LabelledText]:
    for path, story in stories_in(folder):
        if path.stem != REVIEWED:
            texts = (text for text, _ in story.texts if text)
            yield from (LabelledText(text, None, _relative(path)) for text in texts)


@lru_cache
def _relative(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name


@lru_cache(maxsize=20_000)
def key_of(text: str) -> tuple[str, frozenset[str]]:
    """The text as it is compared, folded and without punctuation, and the words of that."""
    folded = normalise(text)
    key = re.sub(r"\W+", " ", folded).strip() or folded
    return key, frozenset(key.split())


def compare(text: str, other: LabelledText) -> Match | None:
    """Whether the two say the same, or share nine tenths of their words."""
    key, words = key_of(text)
    other_key, other_words = key_of(other.text)
    if key == other_key:
        return Match(other, same=True)
    # The lengths alone tell of most pairs that they share too little.
    few, many = sorted((len(words), len(other_words)))
    if few >= NEAR * many and len(words & other_words) >= NEAR * len(words | other_words):
        return Match(other, same=False)
    return None


class Index:
    """Finds those of thousands of texts that match a text, without comparing with each."""

    def __init__(self) -> None:
        self._rows: list[LabelledText] = []
        self._by_word: dict[str, list[int]] = {}

    def add(self, row: LabelledText) -> None:
        """Have the index know a text, for those that are compared from now on."""
        for word in key_of(row.text)[1]:
            self._by_word.setdefault(word, []).append(len(self._rows))
        self._rows.append(row)

    def close_to(self, text: str) -> Iterator[Match]:
        """The texts that match, in the order that they were added in."""
        words = key_of(text)[1]
        # Two sets that overlap by nine tenths share at least one of the rarest words.
        rare = sorted(words, key=lambda word: len(self._by_word.get(word, ())))
        rows: set[int] = set()
        for word in rare[: len(words) // 10 + 1]:
            rows.update(self._by_word.get(word, ()))
        for row in sorted(rows):
            if result := compare(text, self._rows[row]):
                yield result

    def count_holding(self, text: str) -> int:
        """How many of the texts with a label hold the words of a text, one after another."""
        key, words = key_of(text)
        rows = min((self._by_word.get(word, []) for word in words), key=len, default=[])
        labelled = (self._rows[row].text for row in rows if self._rows[row].label is not None)
        return sum(f" {key} " in f" {key_of(other)[0]} " for other in labelled)
