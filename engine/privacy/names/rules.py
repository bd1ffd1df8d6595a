"""The rules that say where a person's name starts."""

import re

from engine.privacy.names.cues import (
    PERSON_CUES,
    STRONG_CUES,
    has_a_surname,
    has_an_age,
    is_a_relatives,
    is_beside_a_given_name,
    is_clear_surname,
    is_from_a_town,
    is_named,
    says_too_little,
)
from engine.privacy.names.lists import ORGANISATION, TERM
from engine.privacy.names.message_words import Cursor, Word
from engine.privacy.names.rule import NameRule

CODE = re.compile(r"[=<>{}()\\/_@#|]")
SURE_ENDING = re.compile(r".{2,}(?:qvist|quist|sson|stedt|feldt|crantz|hielm|ović|ević)s?")
CAPITAL_ENDING = re.compile(r".{2,}(?:kvist|hjelm|sköld|dahl|gren|ström|blad)s?")


# A listed given name.


def _given(cursor: Cursor) -> bool:
    """It is no ordinary word."""
    entry = cursor.word.entry
    return entry.given and entry.clear


def _given_named(cursor: Cursor) -> bool:
    return cursor.word.entry.given and is_named(cursor)


def _given_with_surname(cursor: Cursor) -> bool:
    return cursor.word.entry.given and has_a_surname(cursor)


def _given_capital(cursor: Cursor) -> bool:
    """It has a capital inside a sentence."""
    word = cursor.word
    return _may_be_given(word) and word.capital and not word.opens and not word.entry.label


def _given_from_a_town(cursor: Cursor) -> bool:
    return _may_be_given(cursor.word) and is_from_a_town(cursor)


def _given_with_an_age(cursor: Cursor) -> bool:
    return _may_be_given(cursor.word) and has_an_age(cursor)


def _given_after_a_cue(cursor: Cursor) -> bool:
    return _may_be_given(cursor.word) and cursor.cue in STRONG_CUES


def _given_by_the_model(cursor: Cursor) -> bool:
    """The model takes it for a person, and it is no function word without a cue."""
    word = cursor.word
    return (
        word.person
        and _may_be_given(word)
        and (word.capital or not word.entry.grammar or cursor.cue in PERSON_CUES)
    )


def _may_be_given(word: Word) -> bool:
    """Whether a given name that is an ordinary word too could be meant by it here."""
    entry = word.entry
    if not entry.given or entry.label in (ORGANISATION, TERM):
        return False
    return not entry.grammar or (word.capital and (word.person or word.opens or bool(entry.label)))


# Any other word.


def _initial(cursor: Cursor) -> bool:
    return cursor.word.initial


def _ordinary_word(cursor: Cursor) -> bool:
    """It is a function word, a place, a term, or one that others are named by."""
    entry = cursor.word.entry
    return bool(entry.label) or entry.grammar or (entry.low in PERSON_CUES and not entry.surname)


def _surname(cursor: Cursor) -> bool:
    return is_clear_surname(cursor.word)


def _named(cursor: Cursor) -> bool:
    word = cursor.word
    return (word.capital or word.entry.unknown) and is_named(cursor)


def _surname_ending(cursor: Cursor) -> bool:
    """It ends as surnames do and other words hardly ever."""
    word = cursor.word
    if not word.entry.unknown:
        return False
    ending = CAPITAL_ENDING.fullmatch(word.low) if word.capital else None
    return bool(ending or SURE_ENDING.fullmatch(word.low))


# Spelling alone makes a name where it is all but certain: half of the listed names are over it,
# and 1 listed word in 400. A cue before, or a neighbour that is spelt so too, helps whatever is
# rather a name than a word. None is near an edge: 0.9 to 0.98 for the first, or 0.15 more or less
# of another, finds the same persons in the privacy and chat sets.
SURELY_A_NAME = 0.95
RATHER_A_NAME = 0.5
CUE_COUNTS = 0.4
NEIGHBOUR_COUNTS = 0.6


def _spelling(cursor: Cursor) -> bool:
    """It is spelt so like a name that little else has to speak for it."""
    word, after = cursor.word, cursor.after()
    entry = word.entry
    if not entry.unknown or entry.spelling <= RATHER_A_NAME or word.organisation:
        return False
    if says_too_little(cursor) or CODE.search(word.gap[-1:] + (after.gap[:1] if after else "")):
        return False
    likeness = entry.spelling
    if cursor.cue in STRONG_CUES:
        likeness += CUE_COUNTS
    if after and after.near and after.entry.unknown:
        likeness += after.entry.spelling * NEIGHBOUR_COUNTS
    return likeness > SURELY_A_NAME


# What stands alone before a town or an age is a given name: 6 % of those in the list are longer,
# and 36 % of the words. With 12, four more words of the privacy set are masked, and nobody more.
LONGEST_GIVEN_NAME = 9


def _unknown_with_surname(cursor: Cursor) -> bool:
    after = cursor.near()
    return bool(after and is_clear_surname(after) and _may_be_unknown(cursor.word))


def _unknown_relative(cursor: Cursor) -> bool:
    return _may_be_unknown(cursor.word) and is_a_relatives(cursor)


def _unknown_from_a_town(cursor: Cursor) -> bool:
    return _may_be_short_unknown(cursor.word) and is_from_a_town(cursor)


def _unknown_with_an_age(cursor: Cursor) -> bool:
    return _may_be_short_unknown(cursor.word) and has_an_age(cursor)


def _unknown_beside_a_given_name(cursor: Cursor) -> bool:
    return _may_be_unknown_capital(cursor.word) and is_beside_a_given_name(cursor)


def _unknown_after_a_cue(cursor: Cursor) -> bool:
    """A cue that is not the first word comes before."""
    if cursor.at < 2 or not _may_be_unknown_capital(cursor.word):
        return False
    return cursor.cue in STRONG_CUES or cursor.cue in ("med", "åt")


def _may_be_unknown(word: Word) -> bool:
    return word.name_like and not word.organisation


def _may_be_short_unknown(word: Word) -> bool:
    return len(word.low) <= LONGEST_GIVEN_NAME and _may_be_unknown(word)


def _may_be_unknown_capital(word: Word) -> bool:
    return word.capital and not word.opens and _may_be_unknown(word)


# A word whose spelling speaks against it is no person, whatever the model says: 99 % of the listed
# names are over this, and 7 % of the words. 0.2 to 0.5 give the same in the privacy and chat sets.
HARDLY_A_NAME = 0.35


def _model(cursor: Cursor) -> bool:
    """The model takes it for a person, and it has a capital, a name after it or a name's form."""
    word, after = cursor.word, cursor.near()
    if not word.person:
        return False
    if word.capital and not word.opens:
        return True
    entry = word.entry
    continued = bool(after and after.person and after.entry.unknown)
    if entry.known:
        return word.capital and entry.surname and continued
    if says_too_little(cursor):
        return False
    return (word.name_like and entry.spelling > HARDLY_A_NAME) or (entry.unknown and continued)


STARTS: tuple[NameRule[Cursor], ...] = (
    NameRule("given", _given),
    NameRule("given, named", _given_named),
    NameRule("given, with surname", _given_with_surname),
    NameRule("given, capital", _given_capital),
    NameRule("given, from a town", _given_from_a_town),
    NameRule("given, with an age", _given_with_an_age),
    NameRule("given, after a cue", _given_after_a_cue),
    NameRule("given, by the model", _given_by_the_model),
    NameRule("initial", _initial),
    NameRule("ordinary word", _ordinary_word, says=False),
    NameRule("surname", _surname),
    NameRule("named", _named),
    NameRule("surname ending", _surname_ending),
    NameRule("spelling", _spelling),
    NameRule("unknown, with surname", _unknown_with_surname),
    NameRule("unknown, a relative's", _unknown_relative),
    NameRule("unknown, from a town", _unknown_from_a_town),
    NameRule("unknown, with an age", _unknown_with_an_age),
    NameRule("unknown, beside a given name", _unknown_beside_a_given_name),
    NameRule("unknown, after a cue", _unknown_after_a_cue),
    NameRule("model", _model),
)
