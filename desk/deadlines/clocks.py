"""Reads clock times: "kl 17", "16.30", "halv sex", "5 pm", "lunch"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time
from typing import NamedTuple

from desk.deadlines.mention import ClockTime
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
from desk.deadlines.zones import ZONE, zone_after, zone_named

NOON = time(12)  # lunch, and a day without an hour
END_OF_DAY = time(23, 59)  # "i dag" without an hour, and midnight
_HALF_DAY, _DAY = 720, 1440  # minutes

_BEFORE_IT = (
    rf"(?:\b(?P<no>{SINCE}) )?(?:\b(?P<cue>{DEADLINE_WORDS}|{BEFORE}|at|vid)[ :=-]{{1,3}}"
    r"(?:(?:ar|e|is|at|vid|around|runt|ca|innan|fore|before|by|till)[ :]{1,2}){0,3})?"
    r"(?P<kl>\bkl (?:ca |runt )?)?"
)
_WORDS = r"(?P<noon>lunch(?:tid|dags|time)?|noon|midday)\b|(?P<midnight>midnatt|midnight)\b"
_NUMBERS = (
    rf"(?P<h>\d\d?|{any_of(SPOKEN_HOURS)})(?:(?P<sep>[.:])(?P<m>[0-5]\d))?"
    r"(?![.:/]?\d| ?- ?\d| \d{3}\b|[:/%])(?: ?(?P<ap>[ap]m|o'?clock)\b|(?!\w))"
)
_CLOCK = re.compile(
    rf"{_BEFORE_IT}(?P<clock>(?:(?P<beside>{any_of(BESIDE_THE_HOUR)}) )?"
    rf"(?<![\w.,:/+-])(?:{_WORDS}|{_NUMBERS})){ZONE}{PART}"
)
_OTHER_UNIT = re.compile(r" ?(?:kr|sek|procent|per ?cent|%|mil[jl]|tusen|kap|§|tim|h\b)")
_HOUR_ENDS = re.compile(
    r" ?(?:$|[,)(\"'-])| (?:i|pa|om|och|men|sa|to|on|and|idag|today|imorgon|tomorrow|ikvall|cet"
    r"|med|angaende|eller|tack|about|regarding|for|with|or|but|please"
    r"|in the (?:morning|afternoon|evening)|tonight|this (?:morning|afternoon|evening))\b"
)


def read_clocks(clause: str) -> Iterator[ClockTime]:
    """The clock times of a clause, and the numbers that may be some, in their order."""
    for match in _CLOCK.finditer(clause):
        named = match["noon"] or match["midnight"]
        if not match["kl"] and _OTHER_UNIT.match(clause, match.end("clock")):
            continue
        if match["cue"] in ("by", "at") and match["h"] == "sex":  # "figures by sex"
            continue
        yield ClockTime(
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
            marked=bool(match["kl"] or match["ap"] or match["beside"] or match["zone"]),
            from_hour=bool(match["beside"]),
            colon=match["sep"] == ":",
            has_minutes=bool(match["m"]),
            zone=zone_named(match["zone"]) or zone_after(clause, match.end()),
        )


def is_time(clock: ClockTime, clause: str, *, beside_day: bool, has_cue: bool) -> bool:
    """Whether the number is a time: by its form, or by the words beside it."""
    if clock.since or clock.marked:
        return not clock.since
    if clock.word or clock.has_minutes:
        four_digits = clock.colon and len(clock.hour_text) == 2
        return bool(clock.cue) or beside_day or four_digits
    nothing_else = clause.strip() == f"{clock.cue} {clock.hour_text}"
    by_words = beside_day or (bool(clock.cue) and (has_cue or nothing_else))
    return by_words and bool(_HOUR_ENDS.match(clause, clock.time_end))


class Today(NamedTuple):
    """The day on which a clock time is read, where it is this one or none is named."""

    minutes: int  # of now, after midnight
    named: bool


def hours_of(
    clock: ClockTime, part: str | None, today: Today | None, *, in_english: bool
) -> tuple[time, ...]:
    """The times of the day that it may be, two where it may be either; none where no day has it.

    `part` is that of the day it belongs to, or of the clause; `today` is None on another day. In
    English a time with minutes is read as one without, but on another day.
    """
    minutes, part = clock.minutes, clock.part or part
    halves: tuple[int, ...] = (0,)
    if clock.meridiem in ("am", "pm"):
        minutes = _with_meridiem(clock)
    elif minutes < 60 and clock.from_hour:  # "halv ett"
        minutes += _HALF_DAY
    elif 60 <= minutes < _HALF_DAY and clock.hour_text[0] != "0":
        if part:
            small_hours = PARTS[part] == 23 and minutes < 360
            halves = (_HALF_DAY if PARTS[part] > 12 and not small_hours else 0,)
        else:
            twelve_hours = in_english and today is not None
            halves = _halves(minutes, today, exact=clock.has_minutes and not twelve_hours)
    times = (minutes + half for half in halves)
    return tuple(END_OF_DAY if m == _DAY else time(*divmod(m, 60)) for m in times if 0 <= m <= _DAY)


def _halves(minutes: int, today: Today | None, *, exact: bool) -> tuple[int, ...]:
    """What is added to a time of one to eleven o'clock; `exact` if it has minutes.

    One to six may be either, seven to eleven is the morning. With minutes, it is the morning from
    five on, and either before. What is past this morning is this evening's; from seven on it may
    be tomorrow morning's too, where no day is named.
    """
    morning, evening, either = (0,), (_HALF_DAY,), (0, _HALF_DAY)
    past = today is not None and minutes < today.minutes
    if past and today and today.named:
        return morning if exact and minutes >= 420 else evening
    if exact:
        return either if minutes < 300 else morning
    this_evening = past and today is not None and today.minutes <= minutes + _HALF_DAY
    return either if this_evening or minutes < 420 else morning


def may_be(clock: ClockTime, minutes: int) -> bool:
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


def _with_meridiem(clock: ClockTime) -> int:
    return clock.minutes % _HALF_DAY + (_HALF_DAY if clock.meridiem == "pm" else 0)
