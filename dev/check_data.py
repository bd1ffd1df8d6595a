"""Checks what is taught: nothing twice, against a border between intents, or kept for tests.

Checks the domain too: no intent that it has forgotten somewhere.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from ruamel.yaml import YAML

from contracts.intents import OUT_OF_SCOPE, problems_of
from contracts.nlu_files import Example, examples_in
from contracts.paths import ANSWERS, DOMAIN, DRAFTS, EXCHANGES
from contracts.training import REVIEWED
from desk.facts.file import load_facts
from dev.borders import crossings, read_borders
from dialogue.case import ATTRIBUTES, WHOSE
from engine.training.text_index import (
    Index,
    LabelledText,
    holdout_messages,
    key_of,
    measured_texts,
    training_examples,
)

_ENGLISH = "en"
# Words that one of the languages has and the other has not: of Swedish, and of English.
_SMALL_WORDS = {
    False: frozenset(
        (
            *("och", "att", "är", "jag", "ni", "vi", "ett", "på", "inte", "hur", "när"),
            *("kan", "till", "av", "nu", "från", "någon", "nån", "eller", "vilka", "vilken"),
            *("tack", "måste", "hos", "sedan", "bara", "också", "får", "vill", "ska", "er"),
            *("det", "den", "jo", "nej", "ja"),
        )
    ),
    True: frozenset(
        (
            *("the", "is", "are", "you", "your", "my", "they", "she", "and", "with", "what"),
            *("where", "who", "how", "when", "this", "that", "would", "could", "please"),
            *("does", "it's", "he's", "she's", "i'm", "can't", "hasn't", "yes", "from"),
        )
    ),
}
# The attributes that a message of an exchange can tell, and their values.
_TOLD = {**ATTRIBUTES, "whose": WHOSE}
_ANYBODYS = 5  # different words
_WORD = re.compile(r"[\w'’]+")
_SWEDISH_LETTER = re.compile(r"[åäö]", re.IGNORECASE)


def problems(messages: Iterable[LabelledText], examples: Iterable[LabelledText]) -> Iterator[str]:
    """One line for each thing that is wrong with the examples, given the messages for tests.

    Two that share nine tenths of their words are nearly the same, and so are two of the same words
    in another order. A word said twice is another example ("hej hej"), and so are nearly the same
    words that tell something else of a case.
    """
    index = index_of(messages)
    for example in examples:
        here = f"{example.where}: {example.text!r}"
        is_word = len(key_of(example.text)[1]) == 1
        for row, same in index.close_to(example.text):
            if row.label is not None and row.state != example.state:
                continue  # in another state the same words are another message
            if row.label is None:
                yield f"{here} står {'' if same else 'nästan likadant '}i {row.where}"
            elif same:
                yield f"{here} står också i {row.where}"
            elif row.label != example.label:
                yield f"{here} är nästan lika med ett exempel för {row.label} i {row.where}"
            elif row.told == example.told and not is_word:
                yield f"{here} är nästan lika med {row.text!r} i {row.where}"
        index.add(example)


def index_of(messages: Iterable[LabelledText]) -> Index:
    """Return the messages as an index."""
    index = Index()
    for message in messages:
        index.add(message)
    return index


def without_writer(examples: Iterable[tuple[Path, Example]]) -> Iterator[str]:
    """One line for each example that does not say who wrote it; what trainers taught is theirs."""
    for path, example in examples:
        if not example.writer and path.stem != REVIEWED:
            yield f"{path.name}: {example.text!r} saknar skribent (writer i metadata)"


def in_another_language(examples: Iterable[tuple[Path, Example]]) -> Iterator[str]:
    """One line for each English example that does not say so, for one that says so elsewhere, and
    for each whose small words, two at least, are all of the other language.

    What is nobody's business here may be anything, and a Swedish letter makes a mixture.
    """
    for path, example in examples:
        is_english, here = example.language == _ENGLISH, f"{path.name}: {example.text!r}"
        if is_english != (_ENGLISH in path.parts):
            yield f"{here} säger inte det språk som dess mapp har"
        own, other = _SMALL_WORDS[is_english], _SMALL_WORDS[not is_english]
        words = set(_WORD.findall(example.text.lower()))
        is_other = len(words & other) > 1 and words.isdisjoint(own)
        is_mixed = not is_english and _SWEDISH_LETTER.search(example.text)
        if is_other and not is_mixed and example.label != OUT_OF_SCOPE:
            yield f"{here} är på ett annat språk"


def in_exchanges(folder: Path, kept: Index) -> Iterator[str]:
    """Yield a line for each message of an exchange whose label is none, or that is kept apart.

    A word or two is anybody's.
    """
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for turn in json.loads(line)["turns"]:
                here = f"{path.name}, rad {number}: {turn['say']!r}"
                for name, value in turn.get("tell", {}).items():
                    if value not in _TOLD.get(name, ()):
                        yield f"{here} säger {name}: {value}, som inte finns"
                if len(key_of(turn["say"])[1]) > _ANYBODYS:
                    rows = [row.where for row, _ in kept.close_to(turn["say"])]
                    yield from (f"{here} står i {where}" for where in rows)


def main() -> int:
    """0 if nothing is wrong."""
    domain = YAML(typ="safe").load(DOMAIN.read_text(encoding="utf-8"))
    lines = [f"{DOMAIN.name}: {line}" for line in problems_of(domain, load_facts().topics)]
    kept = (*holdout_messages(), *measured_texts())
    lines += problems(kept, training_examples())
    lines += in_exchanges(EXCHANGES, index_of(kept))
    lines += in_exchanges(DRAFTS, index_of(kept))
    lines += in_exchanges(ANSWERS, index_of(kept))
    examples = list(examples_in())
    lines += without_writer(examples)
    lines += in_another_language(examples)
    lines += crossings(examples, read_borders())
    print("\n".join(lines) or "Träningsexemplen är utan dubbletter och läckor, domänen är hel.")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
