"""Reads how many pages a question is about: `25 sidor`, `tjugofem sidor`, `a 40-page decision`."""

from __future__ import annotations

import re

MOST_PAGES = 100_000  # what is said to be more is no number of pages

_FIGURES = re.compile(r"(?<!\d)\d{1,6}(?!\d)")
_UNITS = {
    "en": 1, "ett": 1, "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7, "åtta": 8,
    "nio": 9, "tio": 10, "elva": 11, "tolv": 12, "tretton": 13, "fjorton": 14, "femton": 15,
    "sexton": 16, "sjutton": 17, "arton": 18, "nitton": 19,
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "tjugo": 20, "trettio": 30, "fyrtio": 40, "femtio": 50, "sextio": 60, "sjuttio": 70,
    "åttio": 80, "nittio": 90,
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
_HUNDREDS = {"hundra": 100, "hundred": 100}
_THOUSANDS = {"tusen": 1000, "thousand": 1000}
_DOZENS = {"dussin": 12, "dozen": 12}
_WORDS = _UNITS | _TENS | _HUNDREDS | _THOUSANDS | _DOZENS
_LONGEST_FIRST = sorted(_WORDS, key=len, reverse=True)
# A number in words, written in one or apart: tjugofem, tjugo fem, twenty-five, ett hundra.
# Of so many words at most, and looked for in so many characters: a message may be all numbers.
_WORD = "(?:" + "|".join(_LONGEST_FIRST) + "){1,6}"
_BEFORE = 60
_AND = r"(?:(?<=hundra)|(?<=hundred)|(?<=tusen)|(?<=thousand))[ \u00a0](?:and|och)[ \u00a0]"
_IN_WORDS = rf"{_WORD}(?:(?:[ \u00a0-]|{_AND}){_WORD}){{0,6}}"
_IN_DIGITS = r"\d{1,3}(?:[ \u00a0\u202f.,]\d{3}){1,3}|\d{1,12}(?!\d)"
_PAGES = r"a4-?(?:sidor|sida|pages?)?|sid(?:or|ors|er|ers|e|a|as|iga?|igt)?|pages?|pp?"
_COUNTED = re.compile(
    rf"(?:(?<![\w,.–-])|(?<=\dx))(?P<number>{_IN_DIGITS}|{_IN_WORDS})[ \u00a0-]*"
    rf"(?:st(?:ycken)?\.?[ \u00a0]+)?(?:{_PAGES})(?!\w)"
)
_JOINS = re.compile(r"[ \u00a0](?:and|och)[ \u00a0]")
# "14 st x 6 sidor", "tre beslut på tio sidor vardera": so many times as many.
_TIMES = re.compile(
    rf"(?<![\w,.–-])(?P<times>{_IN_DIGITS}|{_IN_WORDS})[ \u00a0]?(?:\w+[ \u00a0])?"
    r"(?:(?:x|×|\*|gånger|times|á|à|med|på|of|with)[ \u00a0]?)$"
)
_EACH = re.compile(r"\b(?:vardera|var|styck|per styck|each|apiece)\b")
_MULTIPLIED = re.compile(r"(?:x|×|\*|gånger|times)[ \u00a0]?$")
# "9 sidor plus en till", "9 pages plus 3".
_PLUS = re.compile(rf"[ \u00a0]?(?:plus|\+)[ \u00a0]?(?P<more>{_IN_DIGITS}|{_IN_WORDS})(?!\w)")
_AFTER_PLUS = re.compile(r"(?:plus|\+)[ \u00a0]?$")
# Before the number it is a span (10–20 sidor) or one of several: nothing is counted.
_SPAN = re.compile(
    rf"(?:\d|\b{_WORD}|\b(?:mellan|between)\b[^.?!]{{0,{_BEFORE}}})"
    r"\s*(?:[-–]|till|to|och|and|eller|or)\s*$"
)


# "Och 9?", "500 då?", "what about 10": after an answer about pages.
_BARE = re.compile(
    rf"(?:(?:och|men|om det (?:är|blir)|and|but|what about|how about|for|if it's)[ ,]+){{0,2}}"
    rf"(?P<number>{_IN_DIGITS}|{_IN_WORDS})(?: (?:då|stycken|st|then))?[ ?!.]*"
)


def bare_count(text: str) -> int | None:
    """The number that is all that a text says."""
    match = _BARE.fullmatch(text.lower().strip())
    number = _number(match["number"]) if match else 0
    return number if 0 < number <= MOST_PAGES else None


def numbers_in(text: str) -> list[int]:
    """Return the numbers that a text has in figures."""
    return [int(digits) for digits in _FIGURES.findall(text)]


def pages_in(text: str) -> int | None:
    """The number of pages that the text names; None where there is none, or more than one."""
    text = text.lower()
    numbers = set()
    for match in _COUNTED.finditer(text):
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        if _SPAN.search(before):
            return None
        if not _AFTER_PLUS.search(before):
            numbers.add(_number(match["number"]) * _times(text, match) + _more(text, match))
    number = numbers.pop() if len(numbers) == 1 else None
    return number if number and number <= MOST_PAGES else None


def _times(text: str, match: re.Match[str]) -> int:
    """How many times the pages come: once, but where it is said of each of so many."""
    before = text[max(0, match.start() - _BEFORE) : match.start()]
    times = _TIMES.search(before)
    is_each = _EACH.match(text[match.end() :].lstrip()) or _MULTIPLIED.search(before)
    return _number(times["times"]) if times and is_each else 1


def _more(text: str, match: re.Match[str]) -> int:
    """How many pages come to those that were counted, once."""
    plus = _PLUS.match(text[match.end() :])
    return _number(plus["more"]) if plus else 0


def _number(words: str) -> int:
    """A number in digits or words."""
    if words[0].isdigit():
        return int(re.sub(r"\D", "", words))
    total = part = 0
    for word in re.findall("|".join(_LONGEST_FIRST), _JOINS.sub(" ", words)):
        if word in _THOUSANDS:
            total, part = total + (part or 1) * 1000, 0
        elif word in _HUNDREDS:
            part = (part or 1) * 100
        elif word in _DOZENS:
            part = (part or 1) * 12
        else:
            part += _WORDS[word]
    return total + part
