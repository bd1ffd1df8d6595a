"""The queue of messages to review, and what a trainer says of each."""

from __future__ import annotations

from datetime import UTC, datetime

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from desk.hours import STOCKHOLM
from web import keys
from web.addresses import url_for
from web.store.conversations import feedback
from web.store.review import disputes, notes, reviews
from web.store.review import review_queue as messages
from web.store.review.messages import ReviewMessage
from web.store.review.notes import NOTE_CHARACTERS
from web.store.review.review_queue import MessageFilters, Place, place_of
from web.store.review.reviews import NotNow
from web.store.teaching import examples
from web.trainer.access.gate import needs
from web.trainer.access.pages import flash, trainer_page
from web.trainer.access.people import Person
from web.trainer.formats import iso_time, long_time
from web.trainer.inbox.filters import InboxQuery, read_place, read_query, write_place
from web.trainer.inbox.list_addresses import address_part, at, here_of
from web.trainer.inbox.notes import notes_of
from web.trainer.inbox.verdicts import (
    HELD_OUT,
    NOT_LEARNT,
    WHY_NOT,
    Unclear,
    count_alike,
    read_verdict,
    say_of_the_alike,
    store_objection,
    store_verdict,
)
from web.trainer.inbox.view import line, message_view
from web.trainer.labels import LANGUAGE_NAMES, all_labels, title_of
from web.trainer.query import number
from web.trainer.teaching.examples import MAX_TEXT_FORM_BYTES

ROWS = 40
_MOST_COMMENTS = 50
COUNT_LIMIT = 1000
_COMMENTED = MessageFilters(helped="comment")
# What the bot tells apart: Norwegian and Danish are read as Swedish.
DETECTED = ("sv", "en")
# Others may take the first ones between our reading and our opening.
_TRIES = 5


@needs("reader")
async def page(request: web.Request, person: Person) -> web.StreamResponse:
    """The list, and one message of it opened.

    `m` names the message; else it is the first of the list, or the first after the place `sedan`.
    The list begins after the place `efter`.
    """
    database, now = request.app[keys.DATABASE], datetime.now(UTC)
    query = read_query(request.query)
    after = read_place(request.query.get("efter"))
    since = read_place(request.query.get("sedan"))
    rows, after = await _list(database, person, query, after, since, now)
    lines = [
        line(row, now, _place_of(row, query), _opened_by(row, person, now)) for row in rows[:ROWS]
    ]
    row, note = await _message_to_show(request, person, rows, query, since, now)
    mine = await reviews.of(database, row.id, person.name) if row else None
    midnight = now.astimezone(STOCKHOLM).replace(hour=0, minute=0, second=0, microsecond=0)
    return await trainer_page(
        request,
        person,
        "inbox/inbox.html",
        query=query,
        labels=all_labels(),
        languages={code: LANGUAGE_NAMES[code] for code in DETECTED},
        title_of=title_of,
        rows=lines,
        here=address_part(query, after),
        is_start=after is None,
        more=lines[-1].place if len(rows) > ROWS else None,
        count=len(rows)
        if after is None and len(rows) <= ROWS
        else await messages.count(database, person.name, query.filters, now, COUNT_LIMIT),
        most=COUNT_LIMIT,
        comments=await messages.count(database, person.name, _COMMENTED, now, COUNT_LIMIT),
        button_comments=await feedback.of_buttons(database, _MOST_COMMENTS),
        most_comments=_MOST_COMMENTS,
        new_examples=await examples.count_new(database) if not row and person.may("trainer") else 0,
        done=await reviews.count_since(database, person.name, midnight),
        note=note,
        asked=await notes.count_open(database, person.name),
        message=await message_view(database, row) if row else None,
        place=_place_of(row, query) if row else "",
        alike=len(await messages.alike_waiting(database, row)) if row and _waits(row) else 0,
        mine=mine,
        notes=await notes_of(database, row, person, has_reviewed=bool(mine)) if row else None,
        note_characters=NOTE_CHARACTERS,
        long_time=long_time,
        iso_time=iso_time,
        was_disputed=await disputes.was_settled(database, row.id) if row else False,
    )


@needs("trainer", most_bytes=MAX_TEXT_FORM_BYTES, keeps=True)
async def judge(request: web.Request, person: Person) -> web.StreamResponse:
    """Store a trainer's verdict on a message, and go on to the next."""
    form = await request.post()
    app, here = request.app, here_of(form)
    row = await messages.read(app[keys.DATABASE], int(request.match_info["number"]))
    if row is None:
        await flash(request, WHY_NOT["gone"])
        return at(request, here)
    try:
        verdict, now = read_verdict(form, row), datetime.now(UTC)
        notice = await store_verdict(app, person, row, verdict, now)
        if "alike" in form:
            notice += await say_of_the_alike(app, person, row, verdict, now)
    except Unclear as unclear:
        await flash(request, f"{unclear} Inget är sparat.")
        return at(request, here, m=row.id)
    except NotNow as error:
        notice = WHY_NOT[error.why]
    # Once the next message is shown, what stands in the way of this one is a click away.
    near = ("Exempel som liknar", url_for(app, "near", query={"m": row.id}))
    refused = NOT_LEARNT in notice and HELD_OUT not in notice
    await flash(request, notice, row.text, near if refused else None)
    place = read_place(str(form.get("place", "")))
    return at(request, here, sedan=write_place(*place) if place else "")


@needs("trainer", most_bytes=MAX_TEXT_FORM_BYTES, keeps=True)
async def contradict(request: web.Request, person: Person) -> web.StreamResponse:
    """Say that a message is settled as the wrong thing."""
    form = await request.post()
    app, here = request.app, here_of(form)
    row = await messages.read(app[keys.DATABASE], int(request.match_info["number"]))
    if row is None:
        await flash(request, WHY_NOT["gone"])
        return at(request, here)
    try:
        verdict = read_verdict(form, row)
        notice = await store_objection(app, person, row, verdict, datetime.now(UTC))
    except Unclear as unclear:
        notice = f"{unclear} Inget är sparat."
    except NotNow as error:
        notice = WHY_NOT[error.why]
    await flash(request, notice)
    return at(request, here, m=row.id)


@needs("trainer")
async def undo(request: web.Request, person: Person) -> web.StreamResponse:
    """Take back this person's verdict on a message, or the last verdict, and open it again."""
    form = await request.post()
    app, now, here = request.app, datetime.now(UTC), here_of(form)
    which = number(str(form.get("message", "")))
    try:
        undone = await reviews.undo(app[keys.DATABASE], person.name, now, which)
    except NotNow as error:
        await flash(request, WHY_NOT[error.why])
        return at(request, here)
    if undone is None:
        await flash(request, "Det finns inget att ångra.")
        return at(request, here)
    notice = f"Ångrat, också för {count_alike(undone.others)}." if undone.others else "Ångrat."
    if undone.has_unlearnt:
        notice += " Boten lär sig det inte längre."
    await flash(request, f"{notice} Du kan granska meddelandet igen.")
    return at(request, here, m=undone.message)


async def _list(
    database: AsyncEngine,
    person: Person,
    query: InboxQuery,
    after: Place | None,
    since: Place | None,
    now: datetime,
) -> tuple[list[ReviewMessage], Place | None]:
    """The rows of the list, one more than is shown, and the place that it begins after.

    Where nothing of it comes after the place `since`, the list goes on from there; at its end,
    from the start.
    """
    for start in dict.fromkeys((after, since)):
        rows = await messages.find(database, person.name, query.filters, now, start, ROWS + 1)
        if any(_comes_after(row, query, since) for row in rows[:ROWS]):
            return rows, start
    return await messages.find(database, person.name, query.filters, now, None, ROWS + 1), None


async def _message_to_show(
    request: web.Request,
    person: Person,
    rows: list[ReviewMessage],
    query: InboxQuery,
    since: Place | None,
    now: datetime,
) -> tuple[ReviewMessage | None, str | None]:
    """The message to show, kept for this person if it may be reviewed, and a note about it."""
    database, requested, note = request.app[keys.DATABASE], request.query.get("m", ""), None
    reviews_too = person.may("trainer")
    if requested:
        message = number(requested)
        row = await messages.read(database, message) if message is not None else None
        if row and message is not None:
            by = _opened_by(row, person, now)
            if reviews_too and _waits(row) and not by:
                await messages.open_for(database, message, person.name, now)
            return row, f"{by} har det öppet. Den som svarar först gäller." if by else None
        note = "Meddelandet finns inte längre. Här är nästa."
    following = [row for row in rows[:ROWS] if _comes_after(row, query, since)] or rows
    # Whoever asks about a message has it open, and is not in the way of an answer.
    if not reviews_too or query.filters.show == "asked":
        return (following[0] if following else None), note
    tries = [row for row in following if not _opened_by(row, person, now)][:_TRIES]
    for row in tries:
        if not _waits(row) or await messages.open_for(database, row.id, person.name, now):
            return row, note
    return None, note


def _waits(row: ReviewMessage) -> bool:
    return row.state in ("waiting", "second")


def _opened_by(row: ReviewMessage, person: Person, now: datetime) -> str | None:
    return messages.open_by_another(row, person.name, now) if _waits(row) else None


def _comes_after(row: ReviewMessage, query: InboxQuery, place: Place | None) -> bool:
    return place is None or place_of(row, query.filters) < place


def _place_of(row: ReviewMessage, query: InboxQuery) -> str:
    return write_place(*place_of(row, query.filters))
