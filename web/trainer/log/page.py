"""The page of the log: who did what, and when."""

from __future__ import annotations

from datetime import datetime

from aiohttp import web

from desk.hours import STOCKHOLM
from web import keys
from web.addresses import url_for
from web.store.people import audit
from web.store.people.audit import LineFilters
from web.trainer.access.gate import needs
from web.trainer.access.pages import trainer_page
from web.trainer.access.people import Person
from web.trainer.log.log_words import WORK, about_in_words, in_words
from web.trainer.query import Query, midnight
from web.trainer.query import page as page_number

ROWS = 50

# The person of a login that failed with a name that no account has: the name is not kept.
_NOBODY = "okänt namn"


@needs("reader")
async def page(request: web.Request, person: Person) -> web.StreamResponse:
    """The log, newest first, in pages; a choice has an address of its own.

    How much others have reviewed and taught is for themselves and releasers: where it can be read
    off, how many lines and pages there are is not said.
    """
    query = Query(request.query, ("person", "vad", "fran", "till"))
    first, last = query.period("fran", "till")
    name = query.text("person")
    filters = LineFilters(
        person="" if name == _NOBODY else name,
        what=query.text("vad"),
        first=midnight(first) if first else None,
        last=midnight(last, days=1) if last else None,
    )
    async with request.app[keys.DATABASE].connect() as connection:
        persons, codes = await audit.choices(connection)
        persons, codes = _with(persons, filters.person), _with(codes, filters.what)
        count = 0 if query.errors else await audit.count(connection, filters)
        pages = max(1, -(-count // ROWS))
        number = min(page_number(request.query.get("sida", "")), pages)
        rows = await audit.read(connection, filters, (number - 1) * ROWS, ROWS) if count else []
    return await trainer_page(
        request,
        person,
        "log/log.html",
        422 if query.errors else 200,
        values=query.values,
        errors=query.errors,
        persons=[name or _NOBODY for name in persons],
        kinds=sorted((in_words(code), code) for code in codes),
        rows=[
            {
                "at": datetime.fromtimestamp(row.at, STOCKHOLM),
                "person": row.person or _NOBODY,
                "what": in_words(row.what),
                "about": about,
                "address": link and url_for(request.app, link[0], query=link[2], **link[1]),
            }
            for row in rows
            for about, link in [about_in_words(row.what, row.about)]
        ],
        count=count if _may_count(person, filters) else None,
        number=number,
        pages=pages,
        newer=_address(request, query, number - 1) if number > 1 else None,
        older=_address(request, query, number + 1) if number < pages else None,
    )


def _may_count(person: Person, filters: LineFilters) -> bool:
    of_all_acts = filters.person is not None and filters.what is None
    tells = of_all_acts or filters.what in WORK
    return not tells or person.may("releaser") or filters.person == person.name


def _with(choices: list[str], choice: str | None) -> list[str]:
    return choices if choice is None or choice in choices else [*choices, choice]


def _address(request: web.Request, query: Query, number: int) -> str:
    return url_for(request.app, "log", query={**query.values, "sida": number})
