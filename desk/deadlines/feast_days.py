"""Reads days by the names that the Swedish calendar gives them: "julafton", "Good Friday"."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache

import holidays

from desk.deadlines.vocabulary import any_of

# The pattern of a name as `clause.fold` writes it, the calendar's own name of that day or of one
# near it, and how many days it lies after that one.
_FEASTS: dict[str, tuple[str, int]] = {
    r"trettondagsafton(?:en)?": ("Trettondedag jul", -1),
    r"trettondagen|trettondedag jul|epiphany": ("Trettondedag jul", 0),
    r"skartorsdag(?:en)?|maundy thursday": ("Påskdagen", -3),
    r"langfredag(?:en)?|good friday": ("Påskdagen", -2),
    r"paskafton(?:en)?|easter (?:saturday|eve)": ("Påskdagen", -1),
    r"paskdag(?:en)?|easter (?:sun)?day": ("Påskdagen", 0),
    r"annandag pask|easter monday": ("Påskdagen", 1),
    r"valborg(?:s(?:ma|me)ssoafton(?:en)?)?": ("Första maj", -1),
    r"forsta maj|may day": ("Första maj", 0),
    r"kristi himmels ?fards?(?:dag(?:en)?)?|ascension day": ("Kristi himmelsfärdsdag", 0),
    r"pingstafton(?:en)?": ("Pingstdagen", -1),
    r"pingstdag(?:en)?|pentecost": ("Pingstdagen", 0),
    r"(?:sveriges )?nationaldag(?:en)?|swedish national day": ("Nationaldagen", 0),
    r"midsommarafton(?:en)?|midsummer'?s?'? eve": ("Midsommarafton", 0),
    r"midsommardag(?:en)?|midsummer'?s? day": ("Midsommardagen", 0),
    r"all(?:a )?helgona?(?:s )?dag(?:en)?|all saints'? day": ("Alla helgons dag", 0),
    r"julafton(?:en)?|christmas eve": ("Juldagen", -1),
    r"juldag(?:en)?|christmas day": ("Juldagen", 0),
    r"annandag(?:en)?(?: jul)?(?! pask)|boxing day": ("Annandag jul", 0),
    r"nyarsafton(?:en)?|new year'?s? eve": ("Nyårsdagen", -1),
    r"nyarsdag(?:en)?|new year'?s? day": ("Nyårsdagen", 0),
}
_READERS = [(re.compile(pattern), *day) for pattern, day in _FEASTS.items()]
FEAST = rf"\b(?:{any_of(_FEASTS)})\b"


def coming_feast(name: str, today: date) -> date:
    """The day from today on that `FEAST` has matched the name of."""
    _, of, days_after = next(reader for reader in _READERS if reader[0].fullmatch(name))
    years = range(today.year, today.year + 3)  # the eve of New Year's Day is a year before it
    days = (_calendar(year)[of] + timedelta(days_after) for year in years)
    return next(day for day in days if day >= today)


@cache
def _calendar(year: int) -> dict[str, date]:
    """The days of a year by their Swedish names."""
    categories = ("public", "de_facto")
    calendar = holidays.country_holidays("SE", years=year, categories=categories, language="sv")
    return {name: day for day, names in calendar.items() for name in names.split("; ")}
