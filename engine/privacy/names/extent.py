"""The rules that say how far a person's name goes."""

from collections.abc import Sequence
from typing import NamedTuple

from engine.privacy.names.cues import STRONG_CUES, is_named
from engine.privacy.names.message_words import Cursor, Word
from engine.privacy.names.rule import NameRule, decide

# "Anna Maria Karin Svensson": more words are rather several persons without a comma. 3 to 8 give
# the same in the privacy and chat sets.
MAX_NAME_WORDS = 4
PARTICLES = frozenset(
    (
        "von",
        "af",
        "de",
        "la",
        "di",
        "van",
        "der",
        "den",
        "bin",
        "ibn",
        "al",
        "el",
        "abu",
        "dos",
        "santa",
        "ten",
    )
)
# Letters that are words.
LETTER_WORDS = frozenset(("i", "å", "ö", "a", "o", "u"))


class NameStep(NamedTuple):
    """From a word of a name, the last so far, to one that may belong to it.

    `sure` says that the words before the name tell of one.
    """

    first: Word
    last: Word
    word: Word
    sure: bool


def _letter_word(step: NameStep) -> bool:
    """A letter that is a word, or follows the genitive that ends a name."""
    low = step.word.low
    is_word = low in LETTER_WORDS and not step.word.capital
    return len(low) == 1 and (is_word or step.last.entry.genitive)


def _initial(step: NameStep) -> bool:
    return len(step.word.low) == 1


def _ordinary_word(step: NameStep) -> bool:
    entry = step.word.entry
    return entry.grammar or (bool(entry.label) and not entry.surname)


def _capital(step: NameStep) -> bool:
    """A capital after a capital, or on what is a name anyhow."""
    word = step.word
    return word.capital and (step.first.capital or word.entry.surname or word.person)


def _capital_alone(step: NameStep) -> bool:
    return step.word.capital


def _listed_name(step: NameStep) -> bool:
    """A listed name; a given name that is a word too only if the model says so."""
    entry = step.word.entry
    return entry.surname or (entry.given and (entry.clear or step.word.person))


def _name_end(step: NameStep) -> bool:
    """A lower-case word after a capital or a genitive; the model may say that it belongs."""
    word = step.word
    believed = word.person and not word.entry.inflected
    return (step.first.capital or step.last.entry.genitive) and not believed


def _unknown(step: NameStep) -> bool:
    word = step.word
    return word.entry.unknown and (word.person or step.sure or word.name_like)


CONTINUES: tuple[NameRule[NameStep], ...] = (
    NameRule("next: letter that is a word", _letter_word, says=False),
    NameRule("next: initial", _initial),
    NameRule("next: ordinary word", _ordinary_word, says=False),
    NameRule("next: capital", _capital),
    NameRule("next: capital alone", _capital_alone, says=False),
    NameRule("next: listed", _listed_name),
    NameRule("next: name has ended", _name_end, says=False),
    NameRule("next: unknown", _unknown),
)


def end_of_person(
    words: Sequence[Word], at: int, rules: Sequence[NameRule[NameStep]] = CONTINUES
) -> int:
    """The index after the last word of the name that starts at `at`.

    A particle, or an initial's point, is stepped over to the word after it.
    """
    cursor = Cursor(words, at)
    before = cursor.before()
    sure = is_named(cursor) or bool(before and before.low in STRONG_CUES)
    end = at + 1
    while end < min(len(words), at + MAX_NAME_WORDS) and words[end].near:
        after = Cursor(words, end).near()
        skips = after is not None and (words[end].low in PARTICLES or after.gap.startswith("."))
        last = end + skips
        if not decide(rules, NameStep(words[at], words[last - 1], words[last], sure)):
            break
        end = last + 1
    return end
