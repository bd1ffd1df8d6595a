"""The ways of reading a message that `make ablation` measures, those not kept among them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import simplemma

from bench.clauses import last_clause, wish_clause
from bench.datasets import evaluation_sets, examples
from bench.readers import FIRST_BLOCKS, MIN_EXAMPLES, SETTINGS
from contracts.paths import NAMES
from engine.understanding.regression import views
from engine.understanding.text import normalise
from engine.understanding.tfidf_featurizer import WORDS, NgramBlock

_WORD = re.compile(r"\w+")
_LEAST_PART = 3  # letters of a compound's part


@lru_cache(maxsize=1)
def _lemmas() -> dict[str, str]:
    """Folded words to folded lemmas: simplemma needs the dots that half of the texts lack."""
    texts = [message.text for message in examples()]
    texts += [message.text for messages in evaluation_sets().values() for message in messages]
    words = {word for text in texts for word in _WORD.findall(text.lower())}
    return {normalise(w): normalise(simplemma.lemmatize(w, lang="sv")) for w in sorted(words)}


@lru_cache(maxsize=1)
def _known_words() -> frozenset[str]:
    """Words that a compound may be made of."""
    lines = (NAMES / "name_lists" / "words.txt").read_text().splitlines()
    return frozenset(normalise(w) for w in lines if len(w) >= _LEAST_PART and w[0] != "#")


def _lemmatised(text: str) -> str:
    return _WORD.sub(lambda word: _lemmas().get(word[0], word[0]), text)


def _in_parts(text: str) -> str:
    return _WORD.sub(lambda word: _parts(word[0]), text)


@lru_cache(maxsize=100_000)
def _parts(word: str) -> str:
    """The two known words that make a compound, the longest last part; or the word itself."""
    for at in range(_LEAST_PART, len(word) - _LEAST_PART + 1):
        first, last = word[:at], word[at:]
        if last in _known_words() and {first, first.removesuffix("s")} & _known_words():
            return f"{first} {last}"
    return word


@dataclass(frozen=True)
class Variant:
    """A row of the ablation: n-gram blocks, and the regression that is fitted to them."""

    title: str
    blocks: tuple[NgramBlock, ...] = FIRST_BLOCKS
    least: int = MIN_EXAMPLES
    ridge: float = SETTINGS["ridge"]
    scaled: bool = False  # in another way than the engine does


def _cut(block: NgramBlock, **other: bool) -> NgramBlock:
    return block._replace(cut={**block.cut, **other})


_SHORT_WORDS = NgramBlock(
    views.of_text(views.whole), 1.0, {"token_pattern": WORDS, "ngram_range": (1, 2)}
)
_START, _TWO = (_SHORT_WORDS, FIRST_BLOCKS[1]), FIRST_BLOCKS[:2]
_PIECES = {"analyzer": "char_wb", "ngram_range": (3, 5)}
_LAST_CLAUSE = NgramBlock(views.of_text(last_clause), 0.7, _PIECES)
_WISH_CLAUSE = NgramBlock(views.of_text(wish_clause), 0.7, _PIECES)
_WORDS_CUT = {"token_pattern": r"\w+", "ngram_range": (1, 2)}
ROWS = (
    Variant("words 1–2 and characters 2–5", _START, 1),
    Variant("words 1–3, rare n-grams left out", _TWO),
    Variant("+ negation marks", (*_TWO, FIRST_BLOCKS[2])),
    Variant("+ skipped pairs", (*_TWO, FIRST_BLOCKS[3])),
    Variant("+ last clause", (*_TWO, _LAST_CLAUSE)),
    Variant("+ wish clause", (*_TWO, _WISH_CLAUSE)),
    Variant("+ lemmas", (*_TWO, NgramBlock(views.of_text(_lemmatised), 1.0, _WORDS_CUT))),
    Variant("+ parts of compounds", (*_TWO, NgramBlock(views.of_text(_in_parts), 1.0, _WORDS_CUT))),
    Variant("all four blocks"),
    Variant("all four, both clauses", (*FIRST_BLOCKS, _LAST_CLAUSE, _WISH_CLAUSE)),
    Variant(
        "all four, lemmas", (*FIRST_BLOCKS, NgramBlock(views.of_text(_lemmatised), 1.0, _WORDS_CUT))
    ),
    Variant(
        "all four, parts of compounds",
        (*FIRST_BLOCKS, NgramBlock(views.of_text(_in_parts), 1.0, _WORDS_CUT)),
    ),
    Variant(
        "all four, characters count double",
        (FIRST_BLOCKS[0], FIRST_BLOCKS[1]._replace(weight=2), *FIRST_BLOCKS[2:]),
    ),
    Variant(
        "all four, repeats count fully",
        tuple(_cut(b, sublinear_tf=False) for b in FIRST_BLOCKS),
        scaled=True,
    ),
    Variant(
        "all four, n-grams there or not",
        tuple(_cut(b, binary=True) for b in FIRST_BLOCKS),
        scaled=True,
    ),
    Variant(
        "all four, rare n-grams count no more",
        tuple(_cut(b, use_idf=False) for b in FIRST_BLOCKS),
        scaled=True,
    ),
    Variant("all four, regularised 0.1", ridge=0.1),
    Variant("all four, regularised 1", ridge=1.0),
)
