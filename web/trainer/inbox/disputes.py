"""Where two trainers differ about a message, and somebody settles what it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from web import keys
from web.store.review import agreement, disputes
from web.store.review import review_queue as messages
from web.store.review.reviews import NotNow, Opinion
from web.trainer.access.gate import needs
from web.trainer.access.pages import flash, redirect, trainer_page
from web.trainer.access.people import Person
from web.trainer.formats import iso_time, long_time
from web.trainer.inbox.notes import notes_of
from web.trainer.inbox.verdicts import Unclear, learn, read_verdict
from web.trainer.inbox.view import line, message_view
from web.trainer.labels import all_labels, title_of
from web.trainer.query import number
from web.trainer.teaching.claims import notice_against
from web.trainer.teaching.examples import MAX_TEXT_FORM_BYTES

ROWS = 40
# A figure that rests on fewer says more of two persons than of the labels.
LEAST_PAIRS = 5
_WHY_NOT = {
    "taken": "Någon annan hann före. Ditt svar är inte sparat.",
    "party": (
        "Du har redan sagt ditt om meddelandet. En tränare som inte har det, eller en utgivare, "
        "avgör. Inget är sparat."
    ),
}


@needs("reader")
async def page(request: web.Request, person: Person) -> web.StreamResponse:
    """The disputes, one of them opened (`m`, or the first), and how well trainers agree.

    `avgjort` names the one that was settled last, which can be opened again.
    """
    database, now = request.app[keys.DATABASE], datetime.now(UTC)
    rows = await disputes.waiting(database, ROWS)
    message = number(request.query.get("m", ""))
    dispute = next((row for row in rows if row.message.id == message), rows[0] if rows else None)
    settled = number(request.query.get("avgjort", ""))
    agreed = await agreement.read(database)
    return await trainer_page(
        request,
        person,
        "inbox/disputes.html",
        rows=[line(row.message, now) for row in rows],
        message=await message_view(database, dispute.message) if dispute else None,
        opinions=_in_words(dispute.opinions) if dispute else [],
        # A dispute is no secret to anybody who is to settle it.
        notes=await notes_of(database, dispute.message, person, has_reviewed=True)
        if dispute
        else None,
        long_time=long_time,
        iso_time=iso_time,
        may_settle=dispute is not None
        and person.may("trainer")
        and await disputes.may_settle(
            database, dispute.message.id, person.name, is_releaser=person.may("releaser")
        ),
        missing=message is not None and (dispute is None or dispute.message.id != message),
        labels=all_labels(),
        title_of=title_of,
        count=await disputes.count_waiting(database),
        agreement=agreed if agreed.pairs >= LEAST_PAIRS else None,
        by_label=[row for row in agreed.labels if row.either >= LEAST_PAIRS],
        label_pairs=[
            row for row in agreed.label_pairs if row.mixed_up > 1 and row.either >= LEAST_PAIRS
        ],
        # Each sees their own; who answers for what is released sees all.
        trainers=[
            row for row in agreed.trainers if person.may("releaser") or row.person == person.name
        ],
        trainer_pairs=[
            row
            for row in agreed.trainer_pairs
            if row.pairs >= LEAST_PAIRS
            and (person.may("releaser") or person.name in (row.one, row.other))
        ],
        pairs=agreed.pairs,
        least=LEAST_PAIRS,
        settled=settled if settled and await disputes.was_settled(database, settled) else None,
    )


@needs("trainer", most_bytes=MAX_TEXT_FORM_BYTES, keeps=True)
async def settle(request: web.Request, person: Person) -> web.StreamResponse:
    """Say what a disputed message is, or leave it aside."""
    form = await request.post()
    app, now, message = request.app, datetime.now(UTC), int(request.match_info["number"])
    row = await messages.read(app[keys.DATABASE], message)
    if row is None:
        await flash(request, _WHY_NOT["taken"])
        return redirect(request, "disputes")
    try:
        verdict = read_verdict(form, row)
        await disputes.settle(
            app[keys.DATABASE],
            message,
            person.name,
            verdict.label,
            now,
            is_releaser=person.may("releaser"),
        )
    except Unclear as unclear:
        await flash(request, f"{unclear} Inget är sparat.")
        return redirect(request, "disputes", query={"m": message})
    except NotNow as error:
        await flash(request, _WHY_NOT[error.why])
        return redirect(request, "disputes")
    notice = "Lämnat utan etikett."
    if verdict.label:
        notice = f"Avgjort: {title_of(verdict.label)}."
        notice += await notice_against(app[keys.DATABASE], row.text, verdict.label)
        if "teach" in form:
            notice = f"{notice} {await learn(app, person, row, verdict.label, verdict.words)}"
    await flash(request, notice)
    return redirect(request, "disputes", query={"avgjort": message})


@needs("trainer")
async def reopen(request: web.Request, person: Person) -> web.StreamResponse:
    """Take back how a dispute was settled."""
    app, now, message = request.app, datetime.now(UTC), int(request.match_info["number"])
    try:
        has_unlearnt = await disputes.reopen(app[keys.DATABASE], message, person.name, now)
    except NotNow:
        await flash(request, "Det går inte att öppna igen.")
        return redirect(request, "disputes")
    notice = "Öppnat igen. Boten lär sig det inte längre." if has_unlearnt else "Öppnat igen."
    await flash(request, notice)
    return redirect(request, "disputes", query={"m": message})


def _in_words(opinions: list[Opinion]) -> list[dict[str, Any]]:
    """The opinions in words, without the names of those who gave them."""
    meant: Mapping[str, str] = {label.name: label.means for label in all_labels().single}
    return [
        {
            "label": label,
            "title": title_of(label) if label else "Osäker",
            "means": meant.get(label or ""),
        }
        for _, label in opinions
    ]
