"""What the words around a word say of it: that a name stands there, or follows."""

import re

from engine.privacy.names.lists import PLACE
from engine.privacy.names.message_words import Cursor, Word


def _words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


NAMING = _words("heter hette heta kallas")
NAME_NOUNS = _words("namn namnet name")
SPEAKERS = _words("jag hon han hen som och personen barnet mannen kvinnan sonen dottern")
# Words that tell of a name by themselves, and with a little more.
STRONG_CUES = _words(
    "fallet intervjuperson intervjupersonen handläggare handläggaren son sonen dotter dottern "
    "mamma mamman pappa pappan mor far fru make maka sambo bror syster kollega kollegan läkare "
    "läkaren advokat advokaten patienten klient klienten familjen herr fröken barnet "
    "pojken flickan kille tjej kvinna mvh hälsningar hälsning hälsar reporter reportern fotograf "
    "journalisten brukaren moster faster morbror farbror mormor farmor morfar farfar kompis vän "
    "brorsa brorsan syrra syrran morsa morsan farsa farsan polare polaren kusin svärmor svärfar"
)
WEAK_CUES = _words(
    "man barn åt med till för av från hos mot och kring om tack hej hejsan hallå tjena"
)
PERSON_CUES = STRONG_CUES | WEAK_CUES
RELATIVES = _words(
    "mamma pappa mor far förälder föräldrar bror syster son dotter man fru sambo make maka vän "
    "granne ombud kontaktperson anhörig kollega moster faster morbror farbror mormor morfar farmor "
    "farfar assistent handläggare chef"
)
TO_OR_FOR = _words("till åt för")
TOWN_JOINTS = _words("i från")
AGE = re.compile(r",? \(?\d{1,2}[,) ]")
VOWEL = re.compile(r"[aeiouyåäöéèáíóúüøæ]")
# Surnames no longer than this ("lin", "sun", "bal") are other things too, in other languages or cut
# short, so that one alone makes no person.
LONGEST_SHORT_NAME = 3


def is_named(cursor: Cursor) -> bool:
    """Whether the words before say that a name follows: "namn är", "hon heter"."""
    last, second = cursor.before(), cursor.before(2)
    if last is None or cursor.word.gap.strip() not in ("", ":"):
        return False
    if last.low in NAME_NOUNS:
        return True
    if second is None:
        return False
    if last.low in ("är", "is"):
        return second.low in NAME_NOUNS
    return last.low in NAMING and second.low in SPEAKERS


def is_a_relatives(cursor: Cursor) -> bool:
    """Whether somebody of the person's is named before: "mamma till"."""
    relative = cursor.before(2)
    return bool(relative and cursor.cue in TO_OR_FOR and relative.low in RELATIVES)


def is_from_a_town(cursor: Cursor) -> bool:
    """Whether "i" or "från" and a place follow."""
    joint, place = cursor.near(), cursor.near(2)
    return bool(joint and place and joint.low in TOWN_JOINTS and place.entry.label == PLACE)


def has_an_age(cursor: Cursor) -> bool:
    """Whether an age between commas or brackets follows."""
    after = cursor.after()
    return bool(after and AGE.match(after.gap))


def has_a_surname(cursor: Cursor) -> bool:
    """Whether a surname follows that leaves no doubt."""
    word, after = cursor.word, cursor.near()
    if after is None or not after.entry.surname or after.entry.grammar:
        return False
    if word.capital and after.capital:
        return True
    return after.entry.clear or (word.person and after.person and not word.entry.grammar)


def is_clear_surname(word: Word) -> bool:
    """Whether a word is a surname and nothing else."""
    entry = word.entry
    return entry.surname and entry.clear and len(entry.low) > LONGEST_SHORT_NAME


def is_beside_a_given_name(cursor: Cursor) -> bool:
    """Whether a comma or "och" joins a word to a listed given name."""
    return any(_is_given_name_beside(cursor, side) for side in (-1, 1))


def _is_given_name_beside(cursor: Cursor, side: int) -> bool:
    words, other = cursor.words, cursor.at + side
    if 0 <= other < len(words) and words[other].low == "och":
        other += side
    elif not 0 <= other < len(words) or words[max(cursor.at, other)].gap.strip() != ",":
        return False
    return 0 <= other < len(words) and words[other].entry.given and words[other].entry.clear


def says_too_little(cursor: Cursor) -> bool:
    """Whether an unlisted word stands alone, or has no vowel: "info", "qwrt"."""
    return len(cursor.words) == 1 or not VOWEL.search(cursor.word.low)
