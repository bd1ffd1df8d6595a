"""Reads out of a message the moment by which its writer needs an answer.

Swedish and English, with or without the dots of å, ä and ö. Days and hours are those of the zone
of the clock that is passed in. Vague words get the hours below; what is ambiguous is read so:

- A clock time without a day is the next one: past today, it is tomorrow's. A time past on a day
  named as today is `now`: it has run out, and tomorrow is not what was written.
- One to six o'clock is the afternoon, unless a morning is named or the hour has a leading zero.
  Seven to eleven is whichever comes first; with minutes ("7.15") or on another day, the morning.
- A weekday is the next one whose hour is still ahead; "nästa fredag" is next week's.
- A date without a year is the next one. Passed this year and over three months off, with no word
  of a deadline and no clock time beside it, it is the past. A weekday beside a date is that date.
  The clock time of a day that does not count is none. Nothing over a year off is a deadline.
- Of several moments a stated deadline wins, then "at once", then any other; the earliest of each.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

URGENT = timedelta(hours=24)
_JUST_PASSED = timedelta(hours=3)
NOON = time(12)  # lunch, and a day without an hour
END_OF_DAY = time(23, 59)  # "i dag" without an hour, and midnight
_A_QUARTER, _A_YEAR = timedelta(days=92), timedelta(days=366)

# The vocabulary, as `_fold` writes it: lower case, no accents.
PARTS = {
    word: hour
    for hour, words in {
        8: "bitti|morgon|morning", 12: "formiddag|fm",
        17: "eftermiddag|em|afternoon|end of day|eod|weekend",  # of the Friday before it
        21: "kvall|kval|kvell|kvel|aften|evening|tonight", 23: "natt|night",
    }.items()
    for word in words.split("|")
}  # fmt: skip
_NUMBERS = {
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
_SPOKEN_HOURS = {w for w, n in _NUMBERS.items() if n in range(1, 13)} - {"en", "an", "a", "the"}
_UNIT_MINUTES = {"t": 60, "h": 60, "m": 1, "k": 15}
_BESIDE_THE_HOUR = {
    "halv": -30, "kvart i": -15, "kvart over": 15,
    "half past": 30, "quarter to": -15, "quarter past": 15,
}  # fmt: skip
_STATED = (
    "dead ?line(?:n|s)?|dl|publicera[rs]?|publicering|sander|sands|sandning(?:en)?|direktsand|"
    "trycks?|trycker|live|slapps|senast|latest|due|publish(?:es|ing)?|publication|airs?|airing|"
    "broadcast(?:s|ing)?|to print|to press"
)
_ASKED = (
    "behov(?:er|s)|svara|hor av|bemota|aterkom|aterkoppling|needs?|reply|respond|response|answer|"
    "svar(?= (?:innan|fore|till))"
)
_BEFORE = "innan|fore|infor|till|by|before"
_SINCE = (
    r"sedan(?! pa)|sen(?= \d| den| kl| kvart| halv)|since|fran(?: och med)?|from|efter|after|"
    "tidigast|(?:klockan|kl) ar"
)
_NOT_COMING = (
    f"{_SINCE}|fram till|till och med|until|through|per|as of|forra|last|varje|varannan|every|"
    "det ar|it is|it's|today is|fodd|born"
)
_PAST_OR_STATISTICS = re.compile(
    r"(?<!bemann)ades?\b|\b(?:var|fick|hade|blev|kom|skrev|sokte|was|were|got|did|had|received|"
    r"fjol|forra|sent|dated|daterat|last|ago|antal(?:et)?|andel(?:en)?|snitt|genomsnitt|average|"
    r"statistik(?:en)?|fodd|born|hur (?:manga|mycket|stor|lang|ofta|ser)|"
    r"how (?:many|much|long|often))\b"
)
_AT_ONCE = re.compile(
    r"(?<!inte )(?<!not )\b(?:nu (?:direkt|genast|med en gang)|direkt nu|omgaende|genast|asap|"
    r"snarast|right (?:now|away)|immediately|straight away|as soon as possible|"
    r"sa (?:snart|fort|snabbt) som mojligt)\b"
)
_MORNING = re.compile(r"\bmorgon(?!dag)[a-z]|\bmorning (?:show|news|programme|broadcast)\b")
_WEEKDAY = (
    "mandag|ti(?:s|rs)dag|onsdag|torsdag|fredag|loe?rdag|soe?ndag|"
    "(?:mon|tues|wednes|thurs|fri|satur|sun)day"
)
_WEEKDAYS = ("m", "t(?:i|u)", "o|w", "t(?:o|h)", "f", "l|sa", "s")
_MONTH = (
    "jan(?:uari|uary)?|feb(?:ruari|ruary)?|mars|march|apr(?:il)?|maj|may(?! (?:be|have|get|not))|"
    "jun[ie]?|jul[iy]?|aug(?:usti?)?|sep(?:t(?:ember)?)?|o[kc]t(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_MONTHS = ("jan", "feb", "mar", "apr", "ma", "jun", "jul", "aug", "sep", "o", "nov", "dec")
_FRACTIONS = {"1/2", "1/3", "2/3", "1/4", "3/4", "24/7"}
_OTHER_UNIT = re.compile(r" ?(?:kr|sek|procent|per ?cent|%|mil[jl]|tusen|kap|§|tim|h\b)")
_HOUR_ENDS = re.compile(
    r" ?(?:$|[,)(\"'-])| (?:i|pa|om|och|men|sa|to|on|and|idag|today|imorgon|tomorrow|ikvall|cet)\b"
)


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_PART = rf"(?:,? (?:pa |in the |at |by )?(?P<part>{_any(PARTS)})(?:en)?\b)?"
_NUMBER = rf"{_any(_NUMBERS)}|\d{{1,3}}(?:[.,]5)?"
_UNIT = "halv ?timmen?|timm(?:e|ar|en)|tim|h|hours?|hrs?|min(?:uter|utes?|s)?|kvart"
_RANGE = re.compile(
    rf"\b(?:{_WEEKDAY}) ?(?:-|till|to|through) ?(?:{_WEEKDAY})\b"
    rf"|\b(?:mellan|between|fran|from) (?:(?:den|kl|the) )?(?:\d|{_WEEKDAY})[^,]{{0,30}}?"
    rf"(?: (?:och|and|till|to) | ?- ?)(?:(?:den|kl|the) )?[^ ]+(?: (?:{_MONTH})\b)?"
)
_CUE = re.compile(rf"\b(?:{_STATED}|{_ASKED})\b")
_SAID = re.compile(rf"\b(?:{_STATED})\b")
_BESIDE_A_DAY = re.compile(
    r"[ ,()]{1,3}(?:(?:at|vid|kl|ca|runt|around|omkring|about|efter|after|fran|from) ){0,3}"
)
_NAMED_DAY = re.compile(
    rf"(?:\b(?P<no>{_NOT_COMING}) )?(?:\b(?P<cue>{_BEFORE}|for) )?"
    r"(?P<on>\b(?:pa|on|den|the|i|this) (?:the )?)?(?:"
    r"\b(?P<today>i ?dag|today)\b|\b(?P<tomorrow>i ?mo+r+g?[oe]?n|tomm?orr?ow|tmrw|morgondagens)\b"
    r"|\b(?P<overmorrow>(?:i ?)?overmorgon|day after tomorrow)\b"
    r"|(?:\bi ?|(?<=\bi )|(?<=till )|(?<=innan )|(?<=this ))(?P<this>kv[ae]ll?|aften|natt|"
    r"(?:for|efter)middag|afternoon|evening)(?:en)?\b|\b(?P<that>kvall|eftermiddag)ens\b"
    r"|\b(?P<night>tonight|eod|end of day)\b(?! (?:tomorrow|on )\b)"
    rf"|\b(?P<next>(?:nasta|next) )?(?P<weekday>{_WEEKDAY}|(?<=pa )(?:tis|ons|tors|fre|lor))"
    r"(?P<of>ens|'s)?\b"
    r"|\b(?P<weekend>helgen|weekend|end of (?:the )?week|slutet av veckan)\b"
    r"|\b(?P<week>nasta vecka|next week)\b"
    r"|(?<![\d-])(?P<iso>20\d\d-\d\d-\d\d)(?![\d-])"
    rf"|(?<![\w.,:/-])(?P<d>\d\d?)(?::?[ea]|st|nd|rd|th)?(?: of)? (?P<month>{_MONTH})\b"
    rf"|\b(?P<month2>{_MONTH}) (?P<d2>\d\d?)(?:st|nd|rd|th)?(?![\w.:%/-])"
    r"(?! (?!at |by |kl )[a-z%])"
    r"|(?<![\w.,:/-])(?P<dm>(?P<d3>\d\d?)/(?P<m3>\d\d?))(?!\w|/(?!20\d\d\b))"
    r")(?:(?:,? |(?<=\d)/)(?P<year>(?:19|20)\d\d)\b)?"
    r"(?P<nextweek>(?: i)? (?:nasta vecka|next week)\b)?" + _PART
)
_SPAN = re.compile(
    r"\b(?:om|inom|within|in(?! (?:\w+ )?(?:veck|dag|dygn|tim|kvart))) "
    r"(?:(?:bara|ca|cirka|max|hogst|about|next|the next) )?(?:(?P<hour>timmen)|"
    rf"(?P<n>{_NUMBER}) ?(?:(?P<unit>{_UNIT})|(?P<days>dag(?:ar)?|dygn|days?)|veck[ao]r?|weeks?))\b"
    rf"|(?<![\w.,])(?P<n2>{_NUMBER}) ?(?P<unit2>{_UNIT}) "
    r"(?:pa mig|pa oss|kvar|left|(?:to|till) (?:deadline|sandning|tryck|publicering|air))\b"
)
_CLOCK = re.compile(
    rf"(?:\b(?P<no>{_SINCE}) )?(?:\b(?P<cue>{_STATED}|{_BEFORE}|at|vid)[ :=-]{{1,3}}"
    r"(?:(?:ar|e|is|at|vid|around|runt|ca|innan|fore|before|by|till)[ :]{1,2}){0,3})?"
    r"(?P<kl>\bkl (?:ca |runt )?)?"
    rf"(?P<clock>(?:(?P<beside>{_any(_BESIDE_THE_HOUR)}) )?(?<![\w.,:/+-])"
    r"(?:(?P<noon>lunch|noon|midday)\b|(?P<midnight>midnatt|midnight)\b|"
    rf"(?P<h>\d\d?|{_any(_SPOKEN_HOURS)})(?:(?P<sep>[.:])(?P<m>[0-5]\d))?"
    r"(?![.:/]?\d| ?- ?\d| \d{3}\b|[:/%])(?: ?(?P<ap>[ap]m|o'?clock)\b|(?!\w))))" + _PART
)
_CLAUSE_END = re.compile(r"[!?;]+|\.(?= |$)|\.{2,}")
_LETTERS = str.maketrans("øæ–—−’", "oa---'")
_ABBREVIATIONS = [
    (re.compile(r"\b(kl|ca|jan|feb|apr|aug|sept?|o[kc]t|nov|dec)\.(?!\d)"), r"\1"),
    (re.compile(r"\b(?:kl|klockan|klocka)\b(?! ar\b) ?[.:]? ?(?=\w)"), "kl "),
    (re.compile(r"\bkl(?: ?)([01]\d|2[0-3])([0-5]\d)\b"), r"kl \1.\2"),
    (re.compile(r"\bkl(?=\d)"), "kl "),
    (re.compile(r"\b([ap])\. ?m\b\.?"), r"\1m"),
    (re.compile(r"(?<=\d)([ap]m\b)"), r" \1"),
    (re.compile(r"\b(?:fr|t)\.? ?o\.? ?m\b\.?"), "fran"),
    (re.compile(r"\ba\.s\.a\.p\b"), "asap"),
]


def is_urgent(deadline: datetime, now: datetime) -> bool:
    """Whether `deadline` is at most 24 hours ahead, or passed by no more than three.

    Raises:
        ValueError: a moment has no time zone.
    """
    if deadline.utcoffset() is None or now.utcoffset() is None:
        raise ValueError("a moment must carry a time zone")
    return -_JUST_PASSED <= deadline.astimezone(UTC) - now.astimezone(UTC) <= URGENT


def find_deadline(text: str, now: datetime) -> datetime | None:
    """The moment, to the minute and in the zone of `now`, that `text` needs an answer by, if any.

    Raises:
        ValueError: `now` has no time zone.
    """
    if now.utcoffset() is None:
        raise ValueError("now must carry a time zone")
    now = now.replace(second=0, microsecond=0)
    found = [f for clause in _CLAUSE_END.split(_fold(text)) for f in _moments(clause, now)]
    near = [f for f in found if f[1] - now.astimezone(UTC) <= _A_YEAR]
    return min(near)[1].astimezone(now.tzinfo) if near else None


def names_hour(text: str, deadline: datetime) -> bool:
    """Whether `text` itself names the clock time of `deadline`, in its zone, or a span up to it.

    Raises:
        ValueError: `deadline` has no time zone.
    """
    if deadline.utcoffset() is None:
        raise ValueError("deadline must carry a time zone")
    for clause in _CLAUSE_END.split(_fold(text)):
        clause = _RANGE.sub(" ", clause)
        if any(m["hour"] or m["unit"] or m["unit2"] for m in _SPAN.finditer(clause)):
            return True
        asked = bool(_CUE.search(clause))
        clocks = _clocks(clause, _days(clause, deadline.date(), asked), asked)
        if any(_names(match, deadline.hour * 60 + deadline.minute) for match, _ in clocks):
            return True
    return False


def states_deadline(text: str) -> bool:
    """Whether `text` says the word: deadline, publishes, on air, to print, at the latest."""
    return bool(_SAID.search(_fold(text)))


class _Day(NamedTuple):
    """A day that a clause names, and where. A `weekly` one, past its hour, is the next week's.

    One that is not `alone` counts with a clock time beside it only; one not `coming`, never.
    """

    start: int
    end: int
    day: date
    part: str | None
    weekly: bool
    stated: bool
    weekday: bool
    dated: bool
    alone: bool
    coming: bool


def _fold(text: str) -> str:
    """Lower case without accents, abbreviations without their points; letter by letter: linear."""
    text = text.casefold().replace("\n", " . ").translate(_LETTERS)
    bare = "".join(unicodedata.normalize("NFKD", letter) for letter in text)
    bare = " ".join("".join(c for c in bare if not unicodedata.combining(c)).split())
    for pattern, plain in _ABBREVIATIONS:
        bare = pattern.sub(plain, bare)
    return bare


def _moments(clause: str, now: datetime) -> Iterator[tuple[int, datetime]]:
    """Rank (0 a stated deadline, 1 at once, 2 another moment) and moment, in UTC."""
    clause = _RANGE.sub(" ", clause)
    asked = bool(_CUE.search(clause))
    if _AT_ONCE.search(clause):
        yield 1, now.astimezone(UTC)
    yield from _spans(clause, now, asked)
    morning = bool(_MORNING.search(clause))
    days = _days(clause, now.date(), asked)
    timed: set[_Day] = set()
    for match, day in _clocks(clause, days, asked):
        hour = _hour(match, day, now, morning)
        if hour is not None:
            timed |= {day} if day else set()
            stated = asked or bool(day and day.stated) or match["cue"] not in (None, "at", "vid")
            yield (0 if stated else 2), _next(day, hour, now)
    for day in days:
        if day.alone and day not in timed:
            vague = END_OF_DAY if day.day == now.date() and not day.weekly else NOON
            hour = time(PARTS[day.part]) if day.part else vague
            yield (0 if day.stated else 2), _next(day, hour, now)


def _spans(clause: str, now: datetime, asked: bool) -> Iterator[tuple[int, datetime]]:
    for match in _SPAN.finditer(clause):
        words = match["n"] or match["n2"] or "1"
        unit = match["hour"] or match["unit"] or match["unit2"]
        number = _NUMBERS.get(words) or float(words.replace(",", "."))
        if unit:
            half = 0.5 if unit.startswith("halv") else 1
            minutes = number * half * _UNIT_MINUTES[unit.removeprefix("halv").strip()[0]]
            yield 0, now.astimezone(UTC) + timedelta(minutes=int(minutes))
        elif asked or not _PAST_OR_STATISTICS.search(clause):
            days = timedelta(days=int(number * (1 if match["days"] else 7)))
            yield (0 if asked else 2), _on(now.date() + days, NOON, now)


def _days(clause: str, today: date, asked: bool) -> list[_Day]:
    past = bool(_PAST_OR_STATISTICS.search(clause))
    days: list[_Day] = []
    for match in _NAMED_DAY.finditer(clause):
        stated = asked or bool(match["cue"])
        weekly = bool(match["weekday"] and not match["next"])
        this = match["this"] or match["that"] or match["night"]
        part, ahead = match["part"] or this, None
        dated = bool(match["iso"] or match["d"] or match["d2"] or match["d3"])
        same = _same_day(match, days[-1] if days else None, dated)
        firm = bool(part or match["weekday"] or match["tomorrow"] or match["overmorrow"] or same)
        if match["today"] or this:
            ahead = 0
        elif match["tomorrow"] or match["overmorrow"]:
            ahead = 1 if match["tomorrow"] else 2
        elif match["week"]:
            ahead = 7 - today.weekday()
        elif match["weekday"] and (match["cue"] or not match["of"]):  # not "i fredagens tidning"
            ahead = _to_weekday(match, today)
        elif match["weekend"] and (match["cue"] or match["weekend"][0] in "es"):
            ahead, part, weekly = (4 - today.weekday()) % 7, "weekend", True
        elif match["weekend"] and match["on"] in ("i ", "this "):
            ahead = max(5 - today.weekday(), 0)
        day = _date(match, today) if ahead is None else today + timedelta(days=ahead)
        near = not dated or (day is not None and _is_near(match, day, today, stated))
        unsure = this == "natt" or (past and not firm)  # "skjutningen i natt"
        coming = day is not None and not match["no"] and (stated or not unsure)
        coming = coming and (near or not past)
        if not coming and not dated and not match["weekday"]:
            continue
        start = match.end("no") if match["no"] else match.start()
        new = _Day(
            start, match.end(), day or today, part, weekly, stated,
            bool(match["weekday"]), dated, coming and near, coming,
        )  # fmt: skip
        agree = same is not None and new.day.weekday() == same.day.weekday()
        if same and dated and (agree or "," not in clause[same.end : start]):
            days[-1] = new._replace(
                start=same.start,
                part=part or same.part,
                stated=stated or same.stated,
                alone=new.alone and same.coming,
                coming=coming and same.coming,
            )
        elif same and agree and not dated:
            days[-1] = same._replace(end=new.end, part=same.part or part)
        else:
            days.append(new)
    return days


def _same_day(match: re.Match[str], last: _Day | None, dated: bool) -> _Day | None:
    """The weekday just before this date, or the date just before this weekday."""
    if last is None or last.dated == dated or not (dated or match["weekday"]):
        return None
    start = match.end("no") if match["no"] else match.start()
    beside = match.string[last.end : start] in (" ", ", ", " (")
    return last if beside and (last.dated or last.weekday) else None


def _to_weekday(match: re.Match[str], today: date) -> int:
    number = next(n for n, start in enumerate(_WEEKDAYS) if re.match(start, match["weekday"]))
    next_week = match["next"] or match["nextweek"]
    return number - today.weekday() + 7 if next_week else (number - today.weekday()) % 7


def _date(match: re.Match[str], today: date) -> date | None:
    name, number = match["month"] or match["month2"], match["d"] or match["d2"] or match["d3"]
    if match["iso"]:
        first, month, number = match["iso"].split("-")
        years = [int(first)]
    elif number:
        month = match["m3"] or next(n for n, m in enumerate(_MONTHS, 1) if name.startswith(m))
        years = [int(match["year"])] if match["year"] else [today.year, today.year + 1]
    else:
        return None
    for year in years:
        with suppress(ValueError):
            day = date(year, int(month), int(number))
            if day >= today:
                return day
    return None


def _is_near(match: re.Match[str], day: date, today: date, stated: bool) -> bool:
    """Whether the date is a coming day without a clock time beside it too."""
    if match["dm"] in _FRACTIONS and not match["cue"] and match["on"] != "den ":
        return False
    with_year = bool(match["iso"] or match["year"])
    return stated or with_year or day.year == today.year or day - today <= _A_QUARTER


def _clocks(
    clause: str, days: list[_Day], asked: bool
) -> Iterator[tuple[re.Match[str], _Day | None]]:
    """The clock times, each with the day it belongs to; not those of a day that does not count."""
    firm, others = [d for d in days if d.alone], [d for d in days if not d.alone]
    firm_ends, other_ends = [d.end for d in firm], [d.end for d in others]
    for match in _CLOCK.finditer(clause):
        day = _beside(match, others, other_ends)
        if day:
            touching = match["h"] is None or bool(match["m"] or match["cue"])
        else:
            day, touching = _day_of(match, firm, firm_ends)
        if (day is None or day.coming) and _is_clock(match, asked, touching):
            yield match, day


def _beside(match: re.Match[str], days: list[_Day], ends: list[int]) -> _Day | None:
    start = match.start("clock")
    number = bisect(ends, start)
    end = ends[number - 1] if number else start
    if start - end <= 24 and _BESIDE_A_DAY.fullmatch(match.string, end, start):
        return days[number - 1]
    after = days[number] if number < len(days) else None
    return after if after and match.string[match.end() : after.start] == " " else None


def _day_of(match: re.Match[str], days: list[_Day], ends: list[int]) -> tuple[_Day | None, bool]:
    """The day that a clock time belongs to, and whether the two stand side by side."""
    start, end = match.start("clock"), match.end()
    number = bisect(ends, start)
    after = days[number] if number < len(days) and days[number].start - end <= 10 else None
    gap = match.string[end : after.start] if after else ","
    if number:
        return days[number - 1], start - days[number - 1].end <= 6 or gap == " "
    # "kl 7.15 redan på måndag", but not "svar kl 14, publicerar på måndag".
    return (None if "," in gap else after), bool(match["cue"]) and gap == " "


def _is_clock(match: re.Match[str], asked: bool, touching: bool) -> bool:
    """Whether the number is a time: by its form, or by the words beside it."""
    end = match.end("clock")
    if match["no"] or (not match["kl"] and _OTHER_UNIT.match(match.string, end)):
        return False
    if match["cue"] in ("by", "at") and match["h"] == "sex":
        return False
    if match["kl"] or match["ap"] or match["beside"]:
        return True
    if match["noon"] or match["midnight"] or match["m"]:
        return bool(match["cue"] or touching or (match["sep"] == ":" and len(match["h"]) == 2))
    return bool((touching or (match["cue"] and asked)) and _HOUR_ENDS.match(match.string, end))


def _hour(match: re.Match[str], day: _Day | None, now: datetime, morning: bool) -> time | None:
    if match["noon"] or match["midnight"]:
        return NOON if match["noon"] else END_OF_DAY
    total = _minutes(match)
    part = match["part"] or (day.part if day else None)
    if match["ap"] in ("am", "pm"):
        total = total % 720 + (720 if match["ap"] == "pm" else 0)
    elif total < 60 and match["beside"]:  # "halv ett"
        total += 720
    elif 60 <= total < 720 and match["h"][0] != "0":
        if part:
            at_night = PARTS[part] == 23 and total < 360
            total += 720 if PARTS[part] > 12 and not at_night else 0
        elif not morning and (total < 420 or (not match["m"] and _later(total, day, now))):
            total += 720
    if total == 1440:
        return END_OF_DAY
    return time(*divmod(total, 60)) if 0 <= total < 1440 else None


def _names(match: re.Match[str], minutes: int) -> bool:
    """Whether the clock time is that of the day's `minutes`, on a 24 or a 12 hour clock."""
    if match["noon"] or match["midnight"]:
        return minutes in ((720,) if match["noon"] else (0, 1439))
    total = _minutes(match)
    if match["ap"] in ("am", "pm"):
        return total % 720 + (720 if match["ap"] == "pm" else 0) == minutes
    if total == 1440:
        return minutes in (0, 1439)
    exact = total >= 780 or match["h"][0] == "0"
    return total == minutes if exact else total % 720 == minutes % 720


def _minutes(match: re.Match[str]) -> int:
    hour = int(match["h"]) if match["h"].isdecimal() else int(_NUMBERS[match["h"]])
    return hour * 60 + int(match["m"] or 0) + _BESIDE_THE_HOUR.get(match["beside"], 0)


def _later(total: int, day: _Day | None, now: datetime) -> bool:
    """Whether "kl 9" must be the evening's: this morning's is past."""
    today = day is None or (day.day == now.date() and not day.weekly)
    return today and total < now.hour * 60 + now.minute <= total + 720


def _next(day: _Day | None, hour: time, now: datetime) -> datetime:
    moment = _on(day.day if day else now.date(), hour, now)
    if moment >= now.astimezone(UTC):
        return moment
    if day is None or day.part in ("natt", "night"):
        return _on(now.date() + timedelta(days=1), hour, now)
    return _on(day.day + timedelta(days=7), hour, now) if day.weekly else now.astimezone(UTC)


def _on(day: date, hour: time, now: datetime) -> datetime:
    """In UTC; of the hour that comes twice in autumn, the one still ahead."""
    moment = datetime.combine(day, hour, now.tzinfo)
    first = moment.astimezone(UTC)
    return first if first >= now.astimezone(UTC) else moment.replace(fold=1).astimezone(UTC)
