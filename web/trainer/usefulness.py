"""Says how much the bot would learn from a message being reviewed, and why.

A message is worth, in this order of the sum:

    1 - margin      how near the runner-up came: the confidence of the likeliest label less that
                    of the next. For two wishes, which stand apart by themselves: twice what is
                    lacking in the confidence of the less certain one.
    + 0.5           the bot asked back.
    + 1.0           the writer said that the answer did not help.
    + 0.7           the topic was corrected afterwards: the writer at once said no, chose something
                    else, or asked the same in other words and was answered about another topic.
    + 0.1 a word    for words that stand in no training example, at most three.
    × 0.25          the same words wait, or have been reviewed, already.

The weights are a judgement: what somebody complained of comes first, then what the model doubts.
Equal values are ordered by age, the newest first.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from contracts.intents import FALLBACK
from contracts.nlu_files import examples_in
from contracts.paths import NLU
from contracts.placeholders import PLACEHOLDER
from web.trainer.labels import is_topic

# Below it the two likeliest are called near each other.
_NEAR = 0.5
_MOST_NEW_WORDS = 3
_CORRECTED_WITHIN_SECONDS = 180.0
_LEAST_SHARED = 2

_WORD = re.compile(r"[^\W\d_]+")
_ENTITY = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")
_NO = re.compile(r"(?:nej|nä|nej men|no|inte det|jag menar|jag menade|i mean|i meant|fel)\b")
_OTHERWISE = ("something_else", "start_over")


@dataclass(frozen=True)
class Prediction:
    """A message as it was understood; `ranking` is (label, confidence), the likeliest first."""

    text: str
    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...]


def usefulness(
    prediction: Prediction,
    vocabulary: Collection[str],
    *,
    helped: bool | None = None,
    corrected: bool = False,
    is_repeat: bool = False,
) -> tuple[float, list[str]]:
    """The value, from 0 to about 4, and the reasons for it, as codes."""
    margin = _margin(prediction)
    asked_back, thumbed_down = prediction.intent == FALLBACK, helped is False
    new = len({w for w in words(prediction.text) if len(w) > 2 and w not in vocabulary})
    value = (
        (1 - margin)
        + 0.5 * asked_back
        + 1.0 * thumbed_down
        + 0.7 * corrected
        + 0.1 * min(new, _MOST_NEW_WORDS)
    )
    reasons = {
        "thumbed_down": thumbed_down,
        "corrected": corrected,
        "asked_back": asked_back,
        "uncertain": margin < _NEAR and not asked_back,
        "new_words": new > 0,
        "seen_before": is_repeat,
    }
    value = round(value * (0.25 if is_repeat else 1), 6)
    return value, [reason for reason, holds in reasons.items() if holds]


def corrects(earlier: Prediction, text: str, intent: str, seconds: float) -> bool:
    """Whether a text `seconds` after a message says that its answer was about another thing.

    `text` may be the payload of a button.
    """
    if seconds > _CORRECTED_WITHIN_SECONDS or not is_topic(earlier.intent):
        return False
    if intent in _OTHERWISE:
        return True
    said = " ".join(words(text))
    if intent == "deny" or _NO.match(said):
        return True
    return is_topic(intent) and intent != earlier.intent and _says_the_same(earlier.text, text)


def alike(text: str) -> str:
    """The same for texts that differ in case, marks and spaces only; 16 characters."""
    return hashlib.sha256(plain(text).encode(errors="replace")).hexdigest()[:16]


def plain(text: str) -> str:
    """The text without what `alike` passes over."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def words(text: str) -> list[str]:
    """The words, folded; what is masked is none."""
    plain = unicodedata.normalize("NFC", PLACEHOLDER.sub(" ", text)).casefold()
    return _WORD.findall(plain)


@cache
def taught_words(folder: Path = NLU) -> frozenset[str]:
    """Every word of the training examples; none when they are not here."""
    vocabulary: set[str] = set()
    for _, example in examples_in(folder):
        vocabulary.update(words(_ENTITY.sub(r"\1", example.text)))
    return frozenset(vocabulary)


def _margin(prediction: Prediction) -> float:
    if "+" in prediction.intent:
        return max(0.0, 2 * prediction.confidence - 1)
    first, second = ([c for _, c in prediction.ranking] + [0.0, 0.0])[:2]
    return min(1.0, max(0.0, first - second))


def _says_the_same(one: str, other: str) -> bool:
    first, second = (set(_content(text)) for text in (one, other))
    shared = len(first & second)
    return shared >= _LEAST_SHARED and 2 * shared >= min(len(first), len(second))


def _content(text: str) -> list[str]:
    return [word for word in words(text) if len(word) > 3]
