"""Reads the time zones that journalists write beside a clock time: "EST", "GMT", "finsk tid"."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

# "EST" in summer is New York's own time all the same: who writes it looks at the wall.
# GMT and UTC are what they are all the year, as news agencies write them.
_WRITTEN = {
    "America/New_York": r"e[sd]t|et|eastern(?: (?:standard |daylight )?time)?",
    "America/Chicago": r"c[sd]t|central(?: standard| daylight)? time",
    "America/Denver": r"m[sd]t|mountain(?: standard| daylight)? time",
    "America/Los_Angeles": r"p[sd]t|pt|pacific(?: (?:standard |daylight )?time)?",
    "Europe/London": r"bst|(?:brittisk|engelsk)[- ]?tid",
    "Etc/GMT": "gmt",
    "UTC": "utc",
    "Europe/Stockholm": r"ces?t|(?:svensk|norsk|dansk|tysk|fransk) tid",
    "Europe/Helsinki": "eest|eet|finsk tid",
    "Europe/Istanbul": "turkisk tid",
    "Europe/Moscow": "msk",
    "Africa/Johannesburg": "sast",
    "Asia/Kolkata": "indisk tid",
    "Asia/Shanghai": "kinesisk tid",
    "Asia/Tokyo": "jst|japansk tid",
    "Australia/Sydney": "ae[sd]t",
}
# What stands before "time", or after "in".
_PLACES = {
    "America/New_York": r"new york|boston|washington|miami|toronto|d\.?c\.?",
    "America/Chicago": "chicago|houston",
    "America/Denver": "denver",
    "America/Los_Angeles": "los angeles|san francisco|seattle|california|vancouver",
    "America/Sao_Paulo": "sao paulo|rio|brasilia|brazil",
    "America/Mexico_City": "mexico city|mexico",
    "Europe/London": "uk|british|london|dublin|irish|lisbon",
    "Europe/Stockholm": (
        "swedish|stockholm|oslo|copenhagen|berlin|german|paris|french|brussels|madrid|rome|vienna"
        "|warsaw|amsterdam|central european"
    ),
    "Europe/Helsinki": "finnish|helsinki|tallinn|riga",
    "Europe/Kyiv": "kyiv|kiev|ukrainian",
    "Europe/Istanbul": "istanbul|ankara|turkish",
    "Europe/Moscow": "moscow|moskva",
    "Africa/Cairo": "cairo|kairo|egyptian",
    "Africa/Johannesburg": "johannesburg|cape town|south african",
    "Africa/Lagos": "lagos|abuja|nigerian",
    "Africa/Nairobi": "nairobi|addis ababa|kenyan|kenya",
    "Asia/Jerusalem": "jerusalem|tel aviv|israeli|israel",
    "Asia/Dubai": "dubai|abu dhabi|gulf",
    "Asia/Qatar": "doha|qatar|riyadh",
    "Asia/Karachi": "karachi|islamabad|pakistan",
    "Asia/Kolkata": "new delhi|delhi|mumbai|indian|india|kolkata|bangalore",
    "Asia/Bangkok": "bangkok|hanoi|jakarta",
    "Asia/Singapore": "singapore|kuala lumpur|manila",
    "Asia/Shanghai": "beijing|peking|shanghai|hong ?kong|chinese|china|taipei",
    "Asia/Seoul": "seoul|korean",
    "Asia/Tokyo": "tokyo|tokio|japanese|japan",
    "Australia/Sydney": "sydney|melbourne",
    "Pacific/Auckland": "auckland|wellington|new zealand",
}
_ZONES = _WRITTEN | {
    zone: "|".join(
        filter(
            None,
            (
                _WRITTEN.get(zone),
                rf"(?:{places})[- ]?ti(?:me|d)|(?:local time )?in (?:{places})(?: time)?",
            ),
        )
    )
    for zone, places in _PLACES.items()
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
