"""Judges messages that two models answer otherwise, on the page that compares them."""

from __future__ import annotations

from datetime import UTC, datetime

from aiohttp import web

from contracts.intents import BOTH, OUT_OF_SCOPE
from web import keys
from web.store.review import review_queue as messages
from web.store.review.messages import ReviewMessage
from web.store.review.reviews import NotNow
from web.trainer.access.gate import needs
from web.trainer.access.pages import back_to, flash
from web.trainer.access.people import Person
from web.trainer.inbox.verdicts import TrainerVerdict, store_verdict
from web.trainer.labels import all_labels, title_of
from web.trainer.query import number
from web.trainer.teaching.claims import against_in_words, tests_against

# What one form holds at most: the messages of a group.
_MOST = 200


@needs("trainer", most_bytes=16_000, keeps=True)
async def judge(request: web.Request, person: Person) -> web.StreamResponse:
    """Say what the messages of a group are; the bot is taught none of them here."""
    form, now = await request.post(), datetime.now(UTC)
    label = str(form.get("label", ""))
    ids = [number(str(value)) for value in form.getall("message", [])][:_MOST]
    done, against = 0, set[str]()
    if label in all_labels():
        for message in ids:
            row = await messages.read(request.app[keys.DATABASE], message) if message else None
            if row is None or row.state != "waiting":
                continue
            try:
                await store_verdict(request.app, person, row, _verdict(row, label), now)
                done += 1
                against |= set(await tests_against(request.app[keys.DATABASE], row.text, label))
            except NotNow:
                continue
    if done:
        what = "Ett meddelande" if done == 1 else f"{done} meddelanden"
        said = f"Sparat: {what} är {title_of(label)}."
        await flash(request, said + against_in_words(sorted(against)))
    else:
        await flash(request, "Inget är sparat. Meddelandena är redan granskade, eller borta.")
    address = request.app.router["models.candidate"].url_for(number=request.match_info["number"])
    return back_to(f"{address}#att-granska")


def _verdict(message: ReviewMessage, label: str) -> TrainerVerdict:
    if label == message.guess:
        return TrainerVerdict("right", label, teaches=False)
    kind = "two" if BOTH in label else "out_of_scope" if label == OUT_OF_SCOPE else "intent"
    return TrainerVerdict(kind, label, teaches=False)
