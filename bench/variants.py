"""The ways of reading a message that `make ablation` measures, those not kept among them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import simplemma

from bench.datasets import evaluation_sets, examples
from bench.dropped_views import last_clause, of_text, scoped, skipped_pairs, wish_clause
from bench.readers import FIRST_BLOCKS, MIN_EXAMPLES, SETTINGS
from contracts.paths import NAMES
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
    """A row of the ablation: n-gram blocks, and the regression that is fitted to them.

    `weights` say how much each block counts; without them all count alike.
    """

    title: str
    blocks: tuple[NgramBlock, ...] = FIRST_BLOCKS
    weights: tuple[float, ...] = ()
    least: int = MIN_EXAMPLES
    ridge: float = SETTINGS["ridge"]
    scaled: bool = False  # in another way than the engine does


def _beside(title: str, *more: NgramBlock, weight: float = 1.0) -> Variant:
    """What is shipped, and more blocks that count so much each."""
    weights = (*[1.0] * len(FIRST_BLOCKS), *[weight] * len(more))
    return Variant(title, (*FIRST_BLOCKS, *more), weights)


def _cut(**other: bool) -> tuple[NgramBlock, ...]:
    """What is shipped, cut in another way."""
    return tuple(block._replace(cut={**block.cut, **other}) for block in FIRST_BLOCKS)


_WORDS, _PIECES = FIRST_BLOCKS
_SHORT_WORDS = _WORDS._replace(cut={"token_pattern": WORDS, "ngram_range": (1, 2)})
_LONG_PIECES = {"analyzer": "char_wb", "ngram_range": (3, 5)}
_WORD_PAIRS = {"token_pattern": r"\w+", "ngram_range": (1, 2)}
_NEGATIONS = NgramBlock(of_text(scoped), _WORD_PAIRS)
_PAIRS = NgramBlock(of_text(skipped_pairs), {"token_pattern": r"\S+"})
_LAST_CLAUSE = NgramBlock(of_text(last_clause), _LONG_PIECES)
_WISH_CLAUSE = NgramBlock(of_text(wish_clause), _LONG_PIECES)
_SHIPPED = "words 1–3 and characters 2–5, rare n-grams left out: shipped"
ROWS = (
    Variant(_SHIPPED),
    Variant("words 1–2, all n-grams", (_SHORT_WORDS, _PIECES), least=1),
    _beside("+ negation marks", _NEGATIONS),
    _beside("+ skipped pairs", _PAIRS, weight=0.5),
    _beside("+ both", _NEGATIONS, _PAIRS),
    _beside("+ last clause", _LAST_CLAUSE, weight=0.7),
    _beside("+ wish clause", _WISH_CLAUSE, weight=0.7),
    _beside("+ lemmas", NgramBlock(of_text(_lemmatised), _WORD_PAIRS)),
    _beside("+ parts of compounds", NgramBlock(of_text(_in_parts), _WORD_PAIRS)),
    Variant("characters count double", weights=(1, 2)),
    Variant("repeats count fully", _cut(sublinear_tf=False), scaled=True),
    Variant("n-grams there or not", _cut(binary=True), scaled=True),
    Variant("rare n-grams count no more", _cut(use_idf=False), scaled=True),
    Variant("regularised 1", ridge=1.0),
    Variant("regularised 3", ridge=3.0),
)
