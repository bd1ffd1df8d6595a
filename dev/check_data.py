"""Checks what is taught: nothing twice, against a border between intents, or kept for tests.

Checks the domain too: no intent that it has forgotten somewhere.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from ruamel.yaml import YAML

from contracts.intents import OUT_OF_SCOPE, problems_of
from contracts.nlu_files import Example, examples_in
from contracts.paths import DOMAIN
from contracts.training import REVIEWED
from desk.facts.file import load_facts
from dev.borders import crossings, read_borders
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
_WORD = re.compile(r"[\w'’]+")
_SWEDISH_LETTER = re.compile(r"[åäö]", re.IGNORECASE)


def problems(messages: Iterable[LabelledText], examples: Iterable[LabelledText]) -> Iterator[str]:
    """One line for each thing that is wrong with the examples, given the messages for tests.

    Two that share nine tenths of their words are nearly the same, and so are two of the same words
    in another order. A word said twice is another example ("hej hej"), and so are nearly the same
    words that tell something else of a case.
    """
    index = Index()
    for message in messages:
        index.add(message)
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


def main() -> int:
    """0 if nothing is wrong."""
    domain = YAML(typ="safe").load(DOMAIN.read_text(encoding="utf-8"))
    lines = [f"{DOMAIN.name}: {line}" for line in problems_of(domain, load_facts().topics)]
    kept = (*holdout_messages(), *measured_texts())
    lines += problems(kept, training_examples())
    examples = list(examples_in())
    lines += without_writer(examples)
    lines += in_another_language(examples)
    lines += crossings(examples, read_borders())
    print("\n".join(lines) or "Träningsexemplen är utan dubbletter och läckor, domänen är hel.")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
