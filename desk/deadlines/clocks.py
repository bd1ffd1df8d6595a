"""Reads clock times: "kl 17", "16.30", "halv sex", "5 pm", "lunch"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time

from desk.deadlines.mention import Clock
from desk.deadlines.vocabulary import (
    BEFORE,
    BESIDE_THE_HOUR,
    DEADLINE_WORDS,
    NUMBERS,
    PART,
    PARTS,
    SINCE,
    SPOKEN_HOURS,
    any_of,
)

NOON = time(12)  # lunch, and a day without an hour
END_OF_DAY = time(23, 59)  # "i dag" without an hour, and midnight
_HALF_DAY, _DAY = 720, 1440  # minutes

_BEFORE_IT = (
    rf"(?:\b(?P<no>{SINCE}) )?(?:\b(?P<cue>{DEADLINE_WORDS}|{BEFORE}|at|vid)[ :=-]{{1,3}}"
    r"(?:(?:ar|e|is|at|vid|around|runt|ca|innan|fore|before|by|till)[ :]{1,2}){0,3})?"
    r"(?P<kl>\bkl (?:ca |runt )?)?"
)
_WORDS = r"(?P<noon>lunch|noon|midday)\b|(?P<midnight>midnatt|midnight)\b"
_NUMBERS = (
    rf"(?P<h>\d\d?|{any_of(SPOKEN_HOURS)})(?:(?P<sep>[.:])(?P<m>[0-5]\d))?"
    r"(?![.:/]?\d| ?- ?\d| \d{3}\b|[:/%])(?: ?(?P<ap>[ap]m|o'?clock)\b|(?!\w))"
)
_CLOCK = re.compile(
    rf"{_BEFORE_IT}(?P<clock>(?:(?P<beside>{any_of(BESIDE_THE_HOUR)}) )?"
    rf"(?<![\w.,:/+-])(?:{_WORDS}|{_NUMBERS})){PART}"
)
_OTHER_UNIT = re.compile(r" ?(?:kr|sek|procent|per ?cent|%|mil[jl]|tusen|kap|§|tim|h\b)")
_HOUR_ENDS = re.compile(
    r" ?(?:$|[,)(\"'-])| (?:i|pa|om|och|men|sa|to|on|and|idag|today|imorgon|tomorrow|ikvall|cet)\b"
)


def read_clocks(clause: str) -> Iterator[Clock]:
    """The clock times of a clause, and the numbers that may be some, in their order."""
    for match in _CLOCK.finditer(clause):
        named = match["noon"] or match["midnight"]
        if not match["kl"] and _OTHER_UNIT.match(clause, match.end("clock")):
            continue
        if match["cue"] in ("by", "at") and match["h"] == "sex":  # "figures by sex"
            continue
        yield Clock(
            start=match.start("clock"),
            time_end=match.end("clock"),
            end=match.end(),
            minutes=_DAY if match["midnight"] else _HALF_DAY if named else _minutes(match),
            part=match["part"],
            cue=match["cue"],
            meridiem=match["ap"],
            word=named,
            hour_text=match["h"] or "",
            since=bool(match["no"]),
            marked=bool(match["kl"] or match["ap"] or match["beside"]),
            from_hour=bool(match["beside"]),
            colon=match["sep"] == ":",
            has_minutes=bool(match["m"]),
        )


def is_time(clock: Clock, clause: str, *, beside_day: bool, has_cue: bool) -> bool:
    """Whether the number is a time: by its form, or by the words beside it."""
    if clock.since or clock.marked:
        return not clock.since
    if clock.word or clock.has_minutes:
        four_digits = clock.colon and len(clock.hour_text) == 2
        return bool(clock.cue) or beside_day or four_digits
    by_words = beside_day or (bool(clock.cue) and has_cue)
    return by_words and bool(_HOUR_ENDS.match(clause, clock.time_end))


def hour_of(clock: Clock, part: str | None, *, in_morning: bool, past: range) -> time | None:
    """The time of the day; None where no day has it.

    `part` is that of the day it belongs to, `past` the minutes of the day whose morning is over
    and whose evening is not: a time in them is the evening's.
    """
    minutes, part = clock.minutes, clock.part or part
    if clock.meridiem in ("am", "pm"):
        minutes = _with_meridiem(clock)
    elif minutes < 60 and clock.from_hour:  # "halv ett"
        minutes += _HALF_DAY
    elif 60 <= minutes < _HALF_DAY and clock.hour_text[0] != "0":
        if part:
            small_hours = PARTS[part] == 23 and minutes < 360
            afternoon = PARTS[part] > 12 and not small_hours
        else:
            unlike_morning = minutes < 420 or (not clock.has_minutes and minutes in past)
            afternoon = not in_morning and unlike_morning
        minutes += _HALF_DAY if afternoon else 0
    if minutes == _DAY:
        return END_OF_DAY
    return time(*divmod(minutes, 60)) if 0 <= minutes < _DAY else None


def may_be(clock: Clock, minutes: int) -> bool:
    """Whether the clock time is that of the day's `minutes`, on a 24 or a 12 hour clock."""
    if clock.meridiem in ("am", "pm"):
        return _with_meridiem(clock) == minutes
    if clock.minutes == _DAY:
        return minutes in (0, _DAY - 1)
    if clock.word or clock.minutes >= 780 or clock.hour_text[0] == "0":
        return clock.minutes == minutes
    return clock.minutes % _HALF_DAY == minutes % _HALF_DAY


def _minutes(match: re.Match[str]) -> int:
    hour = int(match["h"]) if match["h"].isdecimal() else int(NUMBERS[match["h"]])
    return hour * 60 + int(match["m"] or 0) + BESIDE_THE_HOUR.get(match["beside"], 0)


def _with_meridiem(clock: Clock) -> int:
    return clock.minutes % _HALF_DAY + (_HALF_DAY if clock.meridiem == "pm" else 0)
