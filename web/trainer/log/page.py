"""Who did what when."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from aiohttp import web

from desk.hours import STOCKHOLM
from web import keys
from web.store.people import audit
from web.store.people.audit import LineFilters
from web.trainer.access.gate import needs
from web.trainer.access.pages import trainer_page
from web.trainer.access.people import Person
from web.trainer.log.words import in_words

ROWS = 50

# The person of a login that failed with a name that no account has: the name is not kept.
_NOBODY = "okänt namn"
_NO_DATE = "Skriv datumet som 2026-03-31."


@needs("reader")
async def page(request: web.Request, person: Person) -> web.StreamResponse:
    """The log, newest first, in pages; a choice has an address of its own."""
    asked = {name: request.query.get(name, "") for name in ("person", "vad", "fran", "till")}
    first, last = _day(asked["fran"]), _day(asked["till"])
    errors = {
        field: _NO_DATE
        for field, day in (("fran", first), ("till", last))
        if asked[field] and day is None
    }
    name = "" if asked["person"] == _NOBODY else asked["person"] or None
    wanted = LineFilters(
        person=name,
        what=asked["vad"] or None,
        first=first,
        last=last and last + timedelta(days=1),
    )
    async with request.app[keys.DATABASE].connect() as connection:
        persons, codes = await audit.choices(connection)
        persons, codes = _with(persons, wanted.person), _with(codes, wanted.what)
        count = 0 if errors else await audit.count(connection, wanted)
        pages = max(1, -(-count // ROWS))
        number = min(_number(request.query.get("sida", "")), pages)
        rows = await audit.read(connection, wanted, (number - 1) * ROWS, ROWS) if count else []
    chosen = {name: value for name, value in asked.items() if value}
    return await trainer_page(
        request,
        person,
        "log/log.html",
        422 if errors else 200,
        asked=asked,
        errors=errors,
        persons=[name or _NOBODY for name in persons],
        kinds=sorted((in_words(code), code) for code in codes),
        rows=[
            {
                "at": datetime.fromtimestamp(row.at, STOCKHOLM),
                "person": row.person or _NOBODY,
                "what": in_words(row.what),
                "about": row.about,
            }
            for row in rows
        ],
        count=count,
        number=number,
        pages=pages,
        newer=_address(chosen, number - 1) if number > 1 else None,
        older=_address(chosen, number + 1) if number < pages else None,
    )


def _day(typed: str) -> datetime | None:
    """The start of a day here; None if it is no date, or none that a log could know."""
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError:
        return None
    return datetime.combine(day, time(), STOCKHOLM) if 1970 <= day.year < 3000 else None


def _with(choices: list[str], chosen: str | None) -> list[str]:
    return choices if chosen is None or chosen in choices else [*choices, chosen]


def _number(typed: str) -> int:
    return max(1, int(typed)) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 1


def _address(chosen: dict[str, str], number: int) -> str:
    return "/trana/logg?" + urlencode({**chosen, "sida": number})


ROUTES: list[web.RouteDef] = [web.get("/trana/logg", page)]
