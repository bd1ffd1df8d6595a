"""Finds street addresses, boxes and postcodes in every form that Swedes write them in.

Each number that can be a house's is found first; a few words before it say whether it is one.
Those words are few, so that the work grows with the text's length alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.privacy.spans import Span

_SIDE = re.compile(
    r"norra|södra|östra|västra|nordöstra|nedre|övre|yttre|inre|mellersta|stora|lilla|gamla|nya"
    r"|långa|korta|höga|breda|s:ta?|sankta?",
    re.IGNORECASE,
)
# What a street is called, as the end of a word or a word by itself.
_STREET = re.compile(
    r"(?P<of>\w{2,40})?(?:gatan?|väg(?:en)?|gränd(?:en)?|stig(?:en)?|torget|torg|allén?|esplanaden"
    r"|liden|kajen|backen?|stranden|gärdet|stråket|promenaden|slingan)",
    re.IGNORECASE,
)
# The same of words that mean other things as well: "handlingsplan 3" is no street.
_PLACE = re.compile(
    r"(?P<of>[^\W\d_]{2,40})?(?:plan|planen|platsen|plats|leden|led|ringen|gården|gård|höjden|strand"
    r"|hamnen|hamn|hamnplan|parken|bron|kullen|ängen|svängen|kroken|åsen|lunden|dalen|berget|näset"
    r"|udden|viken|tunet|vången|terrassen|rundeln|holmen|skogen|bäcken|åkern|hagen|gläntan|marken"
    r"|tomten|byn|torpet|kulla|hult|stad|by)",
    re.IGNORECASE,
)
# Whatever follows such words is where somebody lives.
_LIVES = re.compile(
    r"\b(?:adress(?:en)?(?:\s(?:är|var|blir))?:?|(?:bor|bodde|bosatt|bo|skriven|hyr)"
    r"(?:\s(?:nu|kvar|ensam|själv|fortfarande|idag|i\sdag))?\s(?:på|i|vid)"
    r"|(?:flyttat?|flyttar|flyttade|hem|ända|ut)\still|hemma\s(?:på|i|vid))\s$",
    re.IGNORECASE,
)
# fmt: off
# What a number is counted of, or how: no house has these before or after its number.
_COUNTS_BEFORE = frozenset([
    "rum", "avdelning", "avdelningen", "avd", "plan", "våning", "våningen", "nivå", "trappa",
    "sida", "sid", "kapitel", "kap", "klass", "grupp", "minst", "högst", "ungefär", "cirka", "ca",
    "drygt", "knappt", "över", "under", "nästan", "kanske", "totalt", "bara", "typ", "runt", "år",
    "den", "de", "det", "ett", "en", "om", "i", "på", "till", "från", "och", "med", "för", "var",
    "vart", "varje", "sedan", "kl", "klockan", "nr", "nummer", "paragraf", "punkt", "artikel",
    "dag", "vecka", "version", "fas", "steg", "del", "nivån", "bilaga", "region", "zon", "box",
])
_COUNTS_AFTER = frozenset([
    "%", "§", "€", "$", "procent", "promille", "kronor", "kr", "sek", "tkr", "mkr", "mnkr",
    "tusen", "miljon", "miljoner", "miljard", "miljarder", "år", "åring", "åringar", "års", "dag",
    "dagar", "dagars", "dygn", "vecka", "veckor", "månad", "månader", "timme", "timmar", "minut",
    "minuter", "sekunder", "gånger", "gång", "personer", "stycken", "st", "sidor", "sid", "mil",
    "km", "kilometer", "meter", "m", "kvm", "hektar", "rum", "rok", "barn", "kvinnor", "män",
    "handläggare", "ärenden", "fall", "beslut", "anställda", "platser", "poäng", "januari",
    "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober",
    "november", "december", "jan", "feb", "apr", "jun", "jul", "aug", "sep", "sept", "okt", "nov",
    "dec",
])
# fmt: on
_NEXT = re.compile(r"\s?([%§€$]|[^\W\d_]+)")
# A house's number stands after a word and a space.
_HOUSE = re.compile(
    r"(?<=[^\W\d_]\s)(?P<number>\d{1,4})(?:\s?(?P<letter>[a-hA-H])\b)?(?![\w/:]|[.,-]\d)"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_TOWN_NAME = r"(?:[^\W\d_]\w+(?:\s(?-i:[A-ZÅÄÖ])\w+)?)"
# Blanks are so many at most: without a bound a run of them is read anew at each of its places.
_POSTCODE_AND_TOWN = rf",?\s{{0,4}}(?:SE?-)?[1-9]\d{{2}}\s?\d{{2}},?\s{{1,4}}{_TOWN_NAME}"
_REST = re.compile(
    r"(?:,?\s{0,3}\d{1,2}\s?tr\b\.?(?:\s{0,4}(?:ö\.?\s?g|n\.?\s?b)\b\.?)?)?"
    r"(?:,?\s{0,4}(?:lgh|lägenhet|uppg(?:ång)?|port|ing(?:ång)?)\b\.?\s{0,4}\w{1,4}\b)?"
    rf"(?P<town>{_POSTCODE_AND_TOWN})?",
    re.IGNORECASE,
)
_BOX = re.compile(
    r"\b(?:post\s?box|p\.?\s?o\.?\s?box|box|postlåda|postfack|fack)\s+\d{1,5}\b"
    rf"(?:{_POSTCODE_AND_TOWN})?",
    re.IGNORECASE,
)
_POSTCODE = re.compile(
    r"\b(?:postnr|postnummer(?:et)?)\W{0,2}(?:(?:är|:)\s*)?\d{3}\s?\d{2}\b(?:\s+\w+)?"
    rf"|(?<![\d.,-])(?<!\d\s)(?<!nr\s)(?:(?-i:SE?)-)?[1-9]\d{{2}}\s?\d{{2}}\s+(?!(?:kr|kronor|sek|euro)\b)"
    rf"(?-i:[A-ZÅÄÖ]){_TOWN_NAME}",
    re.IGNORECASE,
)
_LOOK_BACK = 70  # characters: longer than a street's name
_LONGEST_NAME = 4  # words


def street_addresses(text: str) -> Iterator[Span]:
    """The addresses in the text, as spans of the kind `adress`; they may overlap."""
    for house in _HOUSE.finditer(text):
        start = _start(text, house)
        if start is not None:
            rest = _REST.match(text, house.end())
            yield Span(start, rest.end() if rest else house.end(), "adress")
    for pattern in (_BOX, _POSTCODE):
        for match in pattern.finditer(text):
            yield Span(*match.span(), "adress")


def _start(text: str, house: re.Match[str]) -> int | None:
    """Where the name of the street before a house's number begins; None where it is no house."""
    at = max(0, house.start() - _LOOK_BACK)
    before = text[at : house.start()]
    words = _last_words(before)
    begins = [start + at for start, _ in words]
    named = [word for _, word in words]
    is_side = len(named) > 1 and bool(_SIDE.fullmatch(named[-2]))
    if street := _STREET.fullmatch(named[-1]):
        if street["of"]:
            return begins[-2 if is_side else -1]
        if begin := _first_of(named, is_side):
            return begins[begin]
    is_year = bool(_YEAR.fullmatch(house["number"])) and not house["letter"]
    following = _NEXT.match(text, house.end())
    is_count = named[-1].lower() in _COUNTS_BEFORE or (
        following is not None and following[1].lower() in _COUNTS_AFTER
    )
    if is_year or is_count:
        return None
    if place := _PLACE.fullmatch(named[-1]):
        if place["of"] and named[-1][0].isupper():
            return begins[-2 if is_side else -1]
        if not place["of"] and (begin := _first_of(named, is_side)):
            return begins[begin]
    for begin in range(len(named)):
        if _LIVES.search(before[: words[begin][0]]):
            return begins[begin]
    rest = _REST.match(text, house.end())
    if rest and rest["town"]:
        is_of_two = len(named) > 1 and named[-1][0].isupper() and named[-2][0].isupper()
        return begins[-2 if is_of_two else -1]
    return None


def _last_words(before: str) -> list[tuple[int, str]]:
    """The words that may be one name, with where they begin; the last one at least."""
    words: list[tuple[int, str]] = []
    end = len(before)
    for word in reversed(before.split()[-_LONGEST_NAME:]):
        if words and (word[-1] in ",;!?()" or (word[-1] in ".:" and len(word) > len("Sta."))):
            break
        end = before.rindex(word, 0, end)
        words.insert(0, (end, word))
    return words


def _first_of(named: list[str], is_side: bool) -> int | None:
    """Which word a name begins with whose last word is "väg" alone; None where that is no name.

    "Västra Gatan", "Klippans torg", "Dag Hammarskjölds väg".
    """
    if is_side:
        return -2
    if len(named) < 2 or not named[-2].endswith("s") or len(named[-2]) < len("Lids"):
        return None
    first = -2
    while -first < len(named) and named[-2][0].isupper() and named[first - 1][0].isupper():
        first -= 1
    return first
