"""Reads the time zones that journalists write beside a clock time: "EST", "GMT", "finsk tid"."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

# "EST" in summer is New York's own time all the same: who writes it looks at the wall.
# GMT and UTC are what they are all the year, as news agencies write them.
_ZONES = {
    "America/New_York": (
        r"e[sd]t|et|eastern(?: (?:standard |daylight )?time)?|new york[- ]ti(?:me|d)"
    ),
    "America/Chicago": r"c[sd]t|central(?: standard| daylight)? time",
    "America/Denver": r"m[sd]t|mountain(?: standard| daylight)? time",
    "America/Los_Angeles": r"p[sd]t|pt|pacific(?: (?:standard |daylight )?time)?",
    "Europe/London": r"bst|(?:uk|british|london) time|(?:brittisk|engelsk|london)[- ]?tid",
    "Etc/GMT": "gmt",
    "UTC": "utc",
    "Europe/Stockholm": r"ces?t|(?:svensk|norsk|dansk) tid|(?:swedish|stockholm) time",
    "Europe/Helsinki": r"eest|eet|finsk tid|(?:finnish|helsinki) time",
    "Europe/Moscow": r"msk",
    "Asia/Tokyo": r"jst|japansk tid",
    "Australia/Sydney": r"ae[sd]t|sydney[- ]ti(?:me|d)",
}
_NAME = "|".join(_ZONES.values())
_READERS = [(re.compile(pattern), ZoneInfo(name)) for name, pattern in _ZONES.items()]
# With words between: "3 pm on Friday (EST)". Two letters alone are too little there.
_LATER = re.compile(
    rf"(?:,? (?!(?:{_NAME})\b)[a-z]+){{1,3}},? \(?(?P<zone>(?![ep]t\b)(?:{_NAME}))\b"
)

# What may follow a clock time.
ZONE = rf"(?:,? \(?(?P<zone>{_NAME})\b(?![+-]?\d)\)?)?"


def zone_named(words: str | None) -> ZoneInfo | None:
    """The zone that `ZONE` has matched."""
    return (
        next((zone for names, zone in _READERS if names.fullmatch(words)), None) if words else None
    )


def zone_after(clause: str, position: int) -> ZoneInfo | None:
    """The zone that stands up to three words after a position of the clause."""
    match = _LATER.match(clause, position)
    return zone_named(match["zone"]) if match else None
