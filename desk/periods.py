"""Reads out of a question the years, months or spans that it asks about."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

_FOLDED = str.maketrans("åäöé", "aaoe")
_MOST = 4  # of the periods that one question names
_BEFORE_IT = 20  # characters

_MONTH = (
    r"(?:jan(?:uari|uary)?|feb(?:ruari|ruary)?|mars|march|apr(?:il)?|maj|may|juni?|june|juli?|july"
    r"|aug(?:usti?)?|sep(?:t|tember)?|okt(?:ober)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
# Not a sum, a count, a file number or a part of one.
_COUNTED = (
    r"(?:kr|kronor|sek|tkr|euro|sidor|pages|personer|people|fall|cases|arenden|dagar|days|st"
    r"|stycken|procent|percent|ganger|times|barn|children)"
)
_BEFORE = r"(?<![\w:/§-])(?<!\d[.,])"
_AFTER = rf"(?![\w/:]|[.,]\d|-\d|\s?%|\s{_COUNTED}\b)"
_YEAR = rf"{_BEFORE}(?:19[5-9]\d|20\d\d){_AFTER}"
_NUMBER = (
    r"(?:\d{1,2}|tva|tre|fyra|fem|sex|sju|atta|nio|tio|elva|tolv|femton|tjugo|two|three|four|five"
    r"|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty)"
)
_ORDINAL = r"(?:forsta|andra|tredje|fjarde|sista|first|second|third|fourth|last)"
_SEASON = r"(?:varen|sommaren|hosten|vintern|spring|summer|autumn|fall|winter)"

_ORDER = rf"{_ORDINAL} (?:kvartalet|halvaret|quarter of|half of)|q[1-4]|kvartal [1-4]|{_SEASON}"
_SINCE = r"sedan|sen|since|fran(?: och med)?|from|f ?r ?o ?m|fr\.o\.m\.|efter|after"
_UNTIL = r"till(?: och med)?|t ?o ?m|t\.o\.m\.|to|until|through"
_SPANS = (
    r"aren|aret|manaderna|manaden|kvartalet|decenniet|decennierna"
    r"|years|months|quarters?|decades?"
)
# A day is a deadline, or the date of something.
_DAY = (
    rf"\b\d{{1,2}}(?::?[ea]|st|nd|rd|th)?(?: of)? {_MONTH},? {_YEAR}"
    rf"|\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? {_YEAR}|(?<![\d-])20\d\d-\d\d-\d\d(?!\d)"
)
_YEARS = (
    rf"(?P<between>\b(?:mellan|between) |\b(?:fran|from) )?{_BEFORE}(?P<first>19[5-9]\d|20\d\d)"
    rf"(?:(?P<dash>\s?[-–—]\s?)| (?:{_UNTIL}) | (?P<list>och|and) )"
    rf"(?P<last>(?:19|20)\d\d|(?<=\d[-–—])\d\d){_AFTER}"
)
_WORDS = (
    rf"\b(?:{_MONTH}(?:\s?[-–—]\s?| (?:till|to|och|and) ))?{_MONTH} {_YEAR}"
    rf"|\b(?:{_ORDER}|{_SINCE}) {_YEAR}"
    r"|(?<![\w-])(?:19|20)\d0(?:[-–]?talet|s)\b"
    rf"|\b(?:(?:de|den|det|dom|the) )?(?:senaste|sista|last|past) (?:{_NUMBER} )?(?:{_SPANS})\b"
    r"|\bthe past (?:year|month)\b"
)
_RELATIVE = (
    r"\b(?:(?P<ago2>forrforra aret|i forfjol)|(?P<ago1>forra aret|i ?fjol|fjolaret|last year)"
    r"|(?P<ago0>i ar|this year)|(?P<month>forra manaden|last month))\b"
)
_PERIOD = re.compile(
    rf"(?P<day>{_DAY})|(?P<years>{_YEARS})|(?P<words>{_WORDS})|{_RELATIVE}|(?P<year>{_YEAR})"
)

# "Byt 2024 mot 2023", "2023 i stället för 2022": what goes is no period that is wanted.
_SWAP = re.compile(
    rf"\b(?:byt(?: ut)?|andra|change|replace) (?:fran |from )?(?P<old>{_YEAR})"
    r"(?= (?:mot|till|to|with|by) )"
)
_GOES = re.compile(
    r"\b(?:ta bort|bort med|stryk|inte|ej|i ?stallet for|remove|drop|not|instead of|without"
    r"|byt(?: ut)?|change|replace) $"
)


def period_in(text: str, now: datetime) -> str | None:
    """The periods that a question names, as it names them: `2019–2023`, `förra året (2025)`.

    Several are set beside each other with commas. None where it names none; days are none.
    """
    # Letter by letter: one that grows in lower case would shift the positions of the rest.
    folded = "".join(c.lower() if len(c.lower()) == 1 else c for c in text).translate(_FOLDED)
    folded = _SWAP.sub(lambda swap: swap[0].replace(swap["old"], "    "), folded)
    periods = dict.fromkeys(
        period
        for match in _PERIOD.finditer(folded)
        if not _GOES.search(folded[max(0, match.start() - _BEFORE_IT) : match.start()])
        and (period := _said(match, text, now))
    )
    return ", ".join(list(periods)[:_MOST]) or None


def _said(match: re.Match[str], text: str, now: datetime) -> str | None:
    """A period in words; None for a day, and for numbers that are no years of ours."""
    words = " ".join(text[match.start() : match.end()].split())
    if match["day"]:
        return None
    if match["years"]:
        return _span(match, now.year)
    for years in range(3):
        if match[f"ago{years}"]:
            return f"{words} ({now.year - years})"
    if match["month"]:
        before = date(now.year, now.month, 1) - timedelta(days=1)
        return f"{words} ({before:%Y-%m})"
    if match["year"]:
        return words if int(words) <= now.year + 1 else None
    return words


def _span(match: re.Match[str], this_year: int) -> str | None:
    """From one year to another, or two years beside each other."""
    first = match["first"]
    last = first[:2] + match["last"] if len(match["last"]) == 2 else match["last"]
    if not int(first) < int(last) <= this_year + 1:
        return None
    beside = match["list"] and (match["between"] or "").strip() not in ("mellan", "between")
    return f"{first}, {last}" if beside else f"{first}–{last}"
