"""Messages whose persons are marked, as people typed them: what the judge in context learns from.

A line of `messages/` is a message, `\\n` in it a line break; `[[...]]` stands round each name. A
file is one writer's, who saw the press service's page and a brief, neither code nor lists.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from contracts.nlu_files import examples_in
from engine.privacy.names.lists import PERSON, Lists
from engine.privacy.names.recogniser import NameRecogniser
from recipes.names.evaluate import lowered
from recipes.names.prepare import (
    LISTS,
    Chat,
    Names,
    genitive,
    read_carriers,
    read_news,
    read_origin,
    runs,
    swap_names,
)

MESSAGES = Path(__file__).parent / "messages"
_MARK = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)

# How often each text is taken: what people typed most, with other names five times more. Where
# nobody is named it is taken again as it is, for it may stand in other states of a conversation.
_OTHER_NAMES, _AGAIN = 5, 3
_FILLS = {"person": 8, "none": 4}
_NEWS, _EXAMPLES = 5000, 12_000
_LONGEST_EXAMPLE = 500  # characters
_LOWER_SHARE = 0.65
# Of the names that are put in place of others.
_ORDINARY_WORDS, _SURNAMES, _GENITIVES = 0.4, 0.1, 0.5


class MarkedText(NamedTuple):
    """A text, the (start, end) of each person's name in it, and who wrote it.

    `as_written` is whether nothing in it was changed.
    """

    text: str
    names: list[tuple[int, int]]
    writer: str = ""
    as_written: bool = False


class WordNames(NamedTuple):
    """Names that are ordinary words too, as a writer's messages have them."""

    given: list[str]
    surnames: list[str]


def read_writers() -> dict[str, list[MarkedText]]:
    """The messages of each writer."""
    return {path.stem: read_marked(path) for path in sorted(MESSAGES.glob("*.txt"))}


def read_marked(path: Path) -> list[MarkedText]:
    """The messages of a file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [unmarked(line.replace("\\n", "\n"), path.stem) for line in lines if line.strip()]


def unmarked(marked: str, writer: str = "") -> MarkedText:
    """A text without its brackets."""
    text, names, at = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        names.append((len(text), len(text) + len(mark[1])))
        text, at = text + mark[1], mark.end()
    return MarkedText(text + marked[at:], names, writer, as_written=True)


def training_texts(
    writers: dict[str, list[MarkedText]], news: Path, rules: NameRecogniser, chance: random.Random
) -> Iterator[MarkedText]:
    """All that is learnt from: the writers' messages, also with other names, the carriers filled,
    news, and examples of `data/nlu` in which the rules see nobody."""
    origins = sorted((LISTS / "origins").glob("*.txt"))
    names, lists = Names({path.stem: read_origin(path) for path in origins}, chance), Lists(LISTS)
    for messages in writers.values():
        words = _word_names(messages, lists)
        for message in messages:
            yield message
            for _ in range(_OTHER_NAMES if message.names else _AGAIN):
                yield _with_other_names(message, names, words, chance)
            if message.text != lowered(message.text):
                yield message._replace(text=lowered(message.text), as_written=False)
    yield from _filled_carriers(Chat(names, chance), chance)
    yield from _news(news, names, chance)
    examples = [example.text for _, example in examples_in()]
    chance.shuffle(examples)
    nobody = (
        text for text in examples if len(text) <= _LONGEST_EXAMPLE and not _names(rules, text)
    )
    yield from (MarkedText(text, []) for text, _ in zip(nobody, range(_EXAMPLES), strict=False))


def _names(rules: NameRecogniser, text: str) -> bool:
    return any(span.kind == PERSON for span in rules.find(text))


def _filled_carriers(chat: Chat, chance: random.Random) -> Iterator[MarkedText]:
    carriers = read_carriers(held_out=False)
    everything = [carrier for kind in carriers.values() for carrier in kind]
    for kind, sentences in carriers.items():
        for carrier in sentences:
            for _ in range(_FILLS[kind]):
                text, spans = chat.message(carrier, everything)
                persons = [(start, end) for start, end, label in spans if label == PERSON]
                yield MarkedText(_sometimes_lower(text, chance), persons)


def _news(path: Path, names: Names, chance: random.Random) -> Iterator[MarkedText]:
    sentences = read_news(path)
    chance.shuffle(sentences)
    for sentence in sentences[:_NEWS]:
        words = swap_names(sentence, names) if chance.random() < 0.5 else sentence
        text, persons = "", []
        for start, end, label in runs(words):
            part = " ".join(word for word, _ in words[start:end])
            text += f" {part}" if text else part
            if label == PERSON:
                persons.append((len(text) - len(part), len(text)))
        yield MarkedText(_sometimes_lower(text, chance), persons)


def _sometimes_lower(text: str, chance: random.Random) -> str:
    return lowered(text) if chance.random() < _LOWER_SHARE else text


def _word_names(messages: Sequence[MarkedText], lists: Lists) -> WordNames:
    """Those of the messages of one writer, so that no writer's names stand among another's."""
    found = WordNames([], [])
    for message in messages:
        for start, end in message.names:
            parts = message.text[start:end].lower().split()
            for part, entry in zip(parts, lists.entries(parts), strict=True):
                if entry.known and not entry.grammar and not part.endswith("s"):
                    (found.given if part == parts[0] else found.surnames).append(part.capitalize())
    return found


def _with_other_names(
    message: MarkedText, names: Names, words: WordNames, chance: random.Random
) -> MarkedText:
    text, spans, at = "", [], 0
    for start, end in message.names:
        old = message.text[start:end]
        new = _other_full(names, words, chance) if " " in old else _other(names, words, chance)
        if old.endswith("s") and chance.random() < _GENITIVES:
            new = genitive(new)
        new = lowered(new) if old.islower() else new
        text += message.text[at:start]
        spans.append((len(text), len(text) + len(new)))
        text, at = text + new, end
    return message._replace(text=text + message.text[at:], names=spans, as_written=False)


def _other(names: Names, words: WordNames, chance: random.Random) -> str:
    draw = chance.random()
    if words.given and draw < _ORDINARY_WORDS:
        return chance.choice(words.given)
    if draw < _ORDINARY_WORDS + _SURNAMES:
        return names.surname()
    if words.surnames and draw < _ORDINARY_WORDS + 2 * _SURNAMES:
        return chance.choice(words.surnames)
    return names.given()


def _other_full(names: Names, words: WordNames, chance: random.Random) -> str:
    if not words.surnames or chance.random() > _ORDINARY_WORDS:
        return names.full()
    given = chance.choice(words.given) if words.given and chance.random() < 0.5 else names.given()
    return f"{given} {chance.choice(words.surnames)}"
