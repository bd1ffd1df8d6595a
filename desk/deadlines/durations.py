"""Reads spans: "om två timmar", "in 20 minutes", "jag har en kvart på mig"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from desk.deadlines.mention import Duration
from desk.deadlines.vocabulary import NUMBERS, any_of

_MINUTES = {"t": 60, "h": 60, "m": 1, "k": 15}
_NUMBER = rf"{any_of(NUMBERS)}|\d{{1,3}}(?:[.,]5)?"
_UNIT = "halv ?timmen?|timm(?:e|ar|en)|tim|h|hours?|hrs?|min(?:uter|utes?|s)?|kvart"
_SPAN = re.compile(
    r"\b(?:om|inom|within|in(?! (?:\w+ )?(?:veck|dag|dygn|tim|kvart))) "
    r"(?:(?:bara|ca|cirka|max|hogst|about|next|the next|(?:den )?narmaste) )?"
    r"(?:(?P<hour>timmen|(?<=next )hour)|"
    rf"(?P<n>{_NUMBER}) ?(?:(?P<unit>{_UNIT})|(?P<days>dag(?:ar)?|dygn|days?)|veck[ao]r?|weeks?))\b"
    rf"|(?<![\w.,])(?P<n2>{_NUMBER}) ?(?P<unit2>{_UNIT}) "
    r"(?:pa mig|pa oss|kvar|left|(?:to|till) (?:deadline|sandning|tryck|publicering|air))\b"
)


def read_durations(clause: str) -> Iterator[Duration]:
    """The spans of a clause, in their order."""
    for match in _SPAN.finditer(clause):
        words = match["n"] or match["n2"] or "1"
        number = NUMBERS.get(words) or float(words.replace(",", "."))
        unit = match["hour"] or match["unit"] or match["unit2"]
        if unit:
            half = 0.5 if unit.startswith("halv") else 1
            minutes = number * half * _MINUTES[unit.removeprefix("halv").strip()[0]]
            yield Duration(timedelta(minutes=int(minutes)), by_clock=True)
        else:
            days = int(number * (1 if match["days"] else 7))
            yield Duration(timedelta(days=days), by_clock=False)
