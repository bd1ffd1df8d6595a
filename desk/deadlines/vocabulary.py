"""The words that the readers look for, as `clause.fold` writes them: lower case, no accents."""

from __future__ import annotations

import re
from collections.abc import Iterable

PARTS = {
    word: hour
    for hour, words in {
        8: "bitti|morgon|morning", 12: "formiddag|fm",
        17: "eftermiddag|em|afternoon|end of day|eod|weekend",  # of the Friday before it
        21: "kvall|kval|kvell|kvel|aften|evening|tonight", 23: "natt|night",
    }.items()
    for word in words.split("|")
}  # fmt: skip
DAY_PARTS = {8: "morning", 12: "forenoon", 17: "afternoon", 21: "evening", 23: "night"}
_NO_DAY_PARTS = ("weekend", "end of day", "eod")
NUMBERS = {
    word: number
    for number, words in {
        0.5: "en halv|half an|half a", 1: "en|ett|one|an|a|the", 1.5: "en och en halv",
        2: "tva|two|ett par|a couple of", 3: "tre|three", 4: "fyra|four", 5: "fem|five",
        6: "sex|six", 7: "sju|seven", 8: "atta|eight", 9: "nio|nine", 10: "tio|ten",
        11: "elva|eleven", 12: "tolv|twelve", 15: "femton|fifteen", 20: "tjugo|twenty",
        30: "trettio|thirty", 40: "fyrtio|forty", 45: "fyrtiofem", 50: "femtio|fifty",
    }.items()
    for word in words.split("|")
}  # fmt: skip
SPOKEN_HOURS = {w for w, n in NUMBERS.items() if n in range(1, 13)} - {"en", "an", "a", "the"}
BESIDE_THE_HOUR = {  # in minutes
    "halv": -30, "kvart i": -15, "kvart over": 15,
    "half past": 30, "quarter to": -15, "quarter past": 15,
}  # fmt: skip

# What is said of a deadline, and of what is asked for.
DEADLINE_WORDS = (
    "dead ?line(?:n|s)?|dl|publicera[rs]?|publicering|sander|sands|sandning(?:en)?|direktsand|"
    "trycks?|trycker|live|slapps|senast|latest|due|publish(?:es|ing)?|publication|airs?|airing|"
    "broadcast(?:s|ing)?|to print|to press|(?:in)?lamning(?:en)?|"
    "lamnar(?= pa| i| till| senast| \\w+dag)|"
    "filing|files?(?= (?:at|by|on|before|tomorrow|today)\\b)"
)
REQUEST_WORDS = (
    "behov(?:er|s)|svara|hor av|bemota|aterkom|aterkoppling|needs?|reply|respond|response|answer|"
    "svar(?= (?:innan|fore|till))|(?:helst|garna|preferably|ideally)"
    "(?= (?:redan )?(?:innan|fore|till|senast|vid|kl|by|before|at)\\b)"
)
BEFORE = "innan|fore|infor|till|by|before"

# What makes a day or an hour one that is not waited for.
SINCE = (
    r"sedan(?! pa)|sen(?= \d| den| kl| kvart| halv)|since|fran(?: och med)?|from|efter|after|"
    "tidigast|(?:klockan|kl) ar"
)
NOT_COMING = (
    f"{SINCE}|fram till|till och med|until|through|per|as of|forra|last|varje|varannan|every|"
    "det ar|it is|it's|today is|fodd|born"
)
PAST_OR_STATISTICS = re.compile(
    r"(?<!bemann)ades?\b|\b(?:var|fick|hade|blev|kom|skrev|sokte|was|were|got|did|had|received|"
    r"fjol|forra|sent|dated|daterat|last|ago|antal(?:et)?|andel(?:en)?|snitt|genomsnitt|average|"
    r"statistik(?:en)?|fodd|born|hur (?:manga|mycket|stor|lang|ofta|ser)|"
    r"how (?:many|much|long|often)|citeras|"
    r"(?:har|redan|har inte|nu) (?:ringt|mejlat|mailat|skrivit|sokt|forsokt|provat|vantat)|"
    r"(?:ringt|mejlat|mailat|provat|forsokt) (?:\w+ ){1,2}(?:ganger|gang))\b"
)
# The day that is named is that of a decision, or of a consent that is on its way, not one by which
# an answer is waited for.
OF_AN_ARRIVAL = re.compile(
    r"\b(?:beslut|besked|dom(?!stol)|omprov)\w* (?:\w+ ){0,2}"
    r"(?:kommer|vantas|fattas|tas|faller|meddelas|(?:ar|blir) klar[ta]?)\b|"
    r"\b(?:far|fatt|gets?) (?:ett |sitt |ditt |a |the )?(?:beslut|decision)\w*|"
    r"\b(?:begara?|sok(?:er|a)|ansok(?:er|a)) (?:om )?omprov|"
    r"\b(?:decision|ruling|verdict)s? (?:\w+ ){0,2}(?:comes?|arrives?|made|expected|due)\b|"
    r"\b(?:samtycke|blankett|skriftligt?|underskrift|medgivande|paskrivet)\w* (?:\w+ ){0,2}"
    r"(?:kommer|skickas|postas|skrivs|lamnas)\b|"
    r"\b(?:consent|form|signature) (?:\w+ ){0,2}(?:comes?|coming|arrives?|sent|signed)\b"
)
DENIED_DEADLINE = re.compile(
    r"\b(?:deadline|dl)(?:en|n)? (?:\w+ )?(?:inte|ej|not)\b|\b(?:ingen|no) (?:deadline|dl)\b"
)

WEEKDAY = (
    "mandag|ti(?:s|rs)dag|onsdag|torsdag|fredag|loe?rdag|soe?ndag|"
    "(?:mon|tues|wednes|thurs|fri|satur|sun)day"
)
MONTH = (
    "jan(?:uari|uary)?|feb(?:ruari|ruary)?|mars|march|apr(?:il)?|maj|may(?! (?:be|have|get|not))|"
    "jun[ie]?|jul[iy]?|aug(?:usti?)?|sep(?:t(?:ember)?)?|o[kc]t(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)


def part_of_day(word: str | None) -> str | None:
    """The part of the day that a word of `PARTS` means, of `DAY_PARTS`, if it means one."""
    return None if word is None or word in _NO_DAY_PARTS else DAY_PARTS[PARTS[word]]


def any_of(words: Iterable[str]) -> str:
    """A pattern of the words, the longest first."""
    return "|".join(sorted(words, key=len, reverse=True))


# A part of a day after a day or a clock time: "i morgon på eftermiddagen".
PART = rf"(?:,? (?:pa |in the |at |by )?(?P<part>{any_of(PARTS)})(?:en)?\b)?"
