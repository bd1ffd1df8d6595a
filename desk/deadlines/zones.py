"""Reads the time zones that journalists write beside a clock time: "EST", "GMT", "finsk tid"."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo


def _of(*places: str) -> str:
    """What a clock time in a place is called: "Delhi time", "local time in Delhi", "Delhitid"."""
    names = "|".join(places)
    return rf"(?:{names})[- ]?(?:ti(?:me|d))|(?:local time )?in (?:{names})(?: time)?"


# "EST" in summer is New York's own time all the same: who writes it looks at the wall.
# GMT and UTC are what they are all the year, as news agencies write them.
_ZONES = {
    "America/New_York": rf"e[sd]t|et|eastern(?: (?:standard |daylight )?time)?|{
        _of('new york', 'boston', 'washington', 'miami', 'toronto', 'd[.]?c[.]?')
    }",
    "America/Chicago": rf"c[sd]t|central(?: standard| daylight)? time|{_of('chicago', 'houston')}",
    "America/Denver": r"m[sd]t|mountain(?: standard| daylight)? time|denver time",
    "America/Los_Angeles": rf"p[sd]t|pt|pacific(?: (?:standard |daylight )?time)?|{
        _of('los angeles', 'san francisco', 'seattle', 'california', 'vancouver')
    }",
    "America/Sao_Paulo": _of("são paulo", "sao paulo", "rio", "brasilia", "brazil"),
    "America/Mexico_City": _of("mexico city", "mexico"),
    "Europe/London": rf"bst|{
        _of('uk', 'british', 'london', 'dublin', 'irish', 'lisbon')
    }|(?:brittisk|engelsk)[- ]?tid",
    "Etc/GMT": "gmt",
    "UTC": "utc",
    "Europe/Stockholm": rf"ces?t|(?:svensk|norsk|dansk|tysk|fransk) tid|{
        _of(
            'swedish',
            'stockholm',
            'oslo',
            'copenhagen',
            'berlin',
            'german',
            'paris',
            'french',
            'brussels',
            'madrid',
            'rome',
            'vienna',
            'warsaw',
            'amsterdam',
            'central european',
        )
    }",
    "Europe/Helsinki": rf"eest|eet|finsk tid|{_of('finnish', 'helsinki', 'tallinn', 'riga')}",
    "Europe/Kyiv": _of("kyiv", "kiev", "ukrainian"),
    "Europe/Istanbul": rf"turkisk tid|{_of('istanbul', 'ankara', 'turkish')}",
    "Europe/Moscow": rf"msk|{_of('moscow', 'moskva')}",
    "Africa/Cairo": _of("cairo", "kairo", "egyptian"),
    "Africa/Johannesburg": rf"sast|{_of('johannesburg', 'cape town', 'south african')}",
    "Africa/Lagos": _of("lagos", "abuja", "nigerian"),
    "Africa/Nairobi": _of("nairobi", "addis ababa", "kenyan", "kenya"),
    "Asia/Jerusalem": _of("jerusalem", "tel aviv", "israel", "israeli"),
    "Asia/Dubai": _of("dubai", "abu dhabi", "gulf"),
    "Asia/Qatar": _of("doha", "qatar", "riyadh"),
    "Asia/Karachi": _of("karachi", "islamabad", "pakistan"),
    "Asia/Kolkata": rf"indisk tid|{
        _of('new delhi', 'delhi', 'mumbai', 'india', 'indian', 'kolkata', 'bangalore')
    }",
    "Asia/Bangkok": _of("bangkok", "hanoi", "jakarta"),
    "Asia/Singapore": _of("singapore", "kuala lumpur", "manila"),
    "Asia/Shanghai": rf"kinesisk tid|{
        _of('beijing', 'peking', 'shanghai', 'hong kong', 'hongkong', 'china', 'chinese', 'taipei')
    }",
    "Asia/Seoul": _of("seoul", "korean"),
    "Asia/Tokyo": rf"jst|japansk tid|{_of('tokyo', 'tokio', 'japan', 'japanese')}",
    "Australia/Sydney": rf"ae[sd]t|{_of('sydney', 'melbourne')}",
    "Pacific/Auckland": _of("auckland", "wellington", "new zealand"),
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
