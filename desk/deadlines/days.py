"""Reads the days that a clause names, each kind by a pattern and a reader of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from desk.deadlines.calendar_dates import DATES, coming_date, is_near
from desk.deadlines.clause import Clause
from desk.deadlines.feast_days import FEAST, coming_feast
from desk.deadlines.mention import Certainty, Day, DayKind
from desk.deadlines.vocabulary import BEFORE, NOT_COMING, PART, WEEKDAY

_WEEKDAYS = ("m", "t(?:i|u)", "o|w", "t(?:o|h)", "f", "l|sa", "s")
_BESIDE = (" ", ", ", " (")


class _Reading(NamedTuple):
    """What the words of a kind say; no day where they name none that is waited for."""

    day: date | None
    part: str | None
    firm: bool  # told from the past even in a clause that speaks of it
    weekly: bool = False
    doubtful: bool = False  # "skjutningen i natt"


Reader = Callable[[re.Match[str], date], _Reading]


@dataclass(frozen=True)
class _Kind:
    name: str  # of the group around its pattern
    pattern: str
    read: Reader
    kind: DayKind = DayKind.OTHER


def _ahead(days: int, *, firm: bool = False) -> Reader:
    """A reader of a day so many days from now."""
    return lambda match, today: _Reading(
        today + timedelta(days=days), match["part"], firm or bool(match["part"])
    )


def _part_of_today(match: re.Match[str], today: date) -> _Reading:
    named = match["this"] or match["that"] or match["night"]
    return _Reading(today, match["part"] or named, firm=True, doubtful=named == "natt")


def weekday_number(name: str) -> int:
    """The number of a folded weekday's name, in Swedish or English; Monday is 0."""
    return next(n for n, start in enumerate(_WEEKDAYS) if re.match(start, name))


def _weekday(match: re.Match[str], today: date) -> _Reading:
    weekly = not match["next"]
    if match["of"] and not match["cue"]:  # "i fredagens tidning"
        return _Reading(None, match["part"], firm=True, weekly=weekly)
    ahead = weekday_number(match["day"]) - today.weekday()
    ahead = ahead + 7 if match["next"] or match["nextweek"] else ahead % 7
    return _Reading(today + timedelta(days=ahead), match["part"], firm=True, weekly=weekly)


def _weekend(match: re.Match[str], today: date) -> _Reading:
    """The Friday before it as a deadline, else the first day of it that is left."""
    part, firm = match["part"], bool(match["part"])
    if match["cue"] or match["weekend"] not in ("helgen", "weekend"):
        friday = today + timedelta(days=(4 - today.weekday()) % 7)
        return _Reading(friday, "weekend", firm, weekly=True)
    if match["on"] in ("i ", "this "):
        return _Reading(today + timedelta(days=max(5 - today.weekday(), 0)), part, firm)
    return _Reading(None, part, firm)


def _next_week(match: re.Match[str], today: date) -> _Reading:
    monday = today + timedelta(days=7 - today.weekday())
    return _Reading(monday, match["part"], bool(match["part"]))


def _date(match: re.Match[str], today: date) -> _Reading:
    return _Reading(coming_date(match, today), match["part"], bool(match["part"]))


def _feast(match: re.Match[str], today: date) -> _Reading:
    return _Reading(coming_feast(match["feast"], today), match["part"], bool(match["part"]))


_KINDS = (
    _Kind("feast", FEAST, _feast, DayKind.DATE),
    _Kind("today", r"\bi ?dag\b|\btoday\b", _ahead(0)),
    _Kind(
        "tomorrow",
        r"\b(?:i ?mo+r+g?[oe]?n|tomm?orr?ow|tmrw|morgondagens)\b",
        _ahead(1, firm=True),
    ),
    _Kind("overmorrow", r"\b(?:(?:i ?)?overmorgon|day after tomorrow)\b", _ahead(2, firm=True)),
    _Kind(
        "part_of_today",
        r"(?:\bi ?|(?<=\bi )|(?<=till )|(?<=innan )|(?<=this ))(?P<this>kv[ae]ll?|aften|natt|"
        r"(?:for|efter)middag|afternoon|evening)(?:en)?\b|\b(?P<that>kvall|eftermiddag)ens\b"
        r"|\b(?P<night>tonight|eod|end of day)\b(?! (?:tomorrow|on )\b)",
        _part_of_today,
    ),
    _Kind(
        "weekday",
        rf"\b(?P<next>(?:nasta|next) )?(?P<day>{WEEKDAY}|(?<=pa )(?:tis|ons|tors|fre|lor))"
        r"(?P<of>ens|'s)?\b",
        _weekday,
        DayKind.WEEKDAY,
    ),
    _Kind("weekend", r"\b(?:helgen|weekend|end of (?:the )?week|slutet av veckan)\b", _weekend),
    _Kind("next_week", r"\b(?:nasta vecka|next week)\b", _next_week),
    _Kind("date", DATES, _date, DayKind.DATE),
)
_NAMED_DAY = re.compile(
    rf"(?:\b(?P<no>{NOT_COMING}) )?(?:\b(?P<cue>{BEFORE}|for) )?"
    r"(?P<on>\b(?:pa|on|den|the|i|this) (?:the )?)?(?:"
    + "|".join(f"(?P<{kind.name}>{kind.pattern})" for kind in _KINDS)
    + r")(?:(?:,? |(?<=\d)/)(?P<year>(?:19|20)\d\d)\b)?"
    r"(?P<nextweek>(?: i)? (?:nasta vecka|next week)\b)?" + PART
)


def read_days(clause: Clause, today: date) -> list[Day]:
    """The days of a clause, in their order; a date and its weekday are one."""
    days: list[Day] = []
    for match in _NAMED_DAY.finditer(clause.text):
        kind = next(kind for kind in _KINDS if match[kind.name] is not None)
        reading = kind.read(match, today)
        start = match.end("no") if match["no"] else match.start()
        same = _same_day(days[-1] if days else None, kind.kind, clause.text, start)
        certainty = _certainty(match, kind.kind, reading, clause, today, joins=same is not None)
        if certainty is Certainty.NOT_COMING and kind.kind is DayKind.OTHER:
            continue
        day = Day(
            start=start,
            end=match.end(),
            kind=kind.kind,
            day=reading.day or today,
            certainty=certainty,
            part=reading.part,
            weekly=reading.weekly,
            stated=clause.has_cue or bool(match["cue"]),
        )
        joined = _joined(same, day, clause.text) if same else None
        days[-1 if joined else len(days) :] = [joined or day]
    return days


def _certainty(
    match: re.Match[str],
    kind: DayKind,
    reading: _Reading,
    clause: Clause,
    today: date,
    *,
    joins: bool,
) -> Certainty:
    """Whether the day is waited for; one that `joins` another is told by it from the past."""
    stated = clause.has_cue or bool(match["cue"])
    if reading.day is None or match["no"]:
        return Certainty.NOT_COMING
    if not stated and (reading.doubtful or (clause.is_past and not (reading.firm or joins))):
        return Certainty.NOT_COMING
    if kind is not DayKind.DATE or is_near(match, reading.day, today, stated=stated):
        return Certainty.ALONE
    return Certainty.NOT_COMING if clause.is_past else Certainty.WITH_CLOCK


def _same_day(last: Day | None, kind: DayKind, clause: str, start: int) -> Day | None:
    """The weekday just before this date, or the date just before this weekday."""
    if last is None or {last.kind, kind} != {DayKind.WEEKDAY, DayKind.DATE}:
        return None
    return last if clause[last.end : start] in _BESIDE else None


def _joined(last: Day, day: Day, clause: str) -> Day | None:
    """A weekday and a date as the day of the date; None where they are two days."""
    agree = day.day.weekday() == last.day.weekday()
    if day.kind is DayKind.WEEKDAY:
        return last._replace(end=day.end, part=last.part or day.part) if agree else None
    if not agree and "," in clause[last.end : day.start]:
        return None
    return day._replace(
        start=last.start,
        part=day.part or last.part,
        stated=day.stated or last.stated,
        certainty=day.certainty if last.certainty else Certainty.NOT_COMING,
    )
