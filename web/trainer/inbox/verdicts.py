"""Reads what a trainer says of a message out of a form, stores it and teaches it."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web
from multidict import MultiMapping

from contracts.intents import OUT_OF_SCOPE
from web import keys
from web.store.review import review_queue, reviews, skips
from web.store.review.messages import ReviewMessage
from web.store.review.objections import object_to
from web.store.review.reviews import NotNow
from web.trainer.access.people import Person
from web.trainer.labels import all_labels, title_of
from web.trainer.teaching.claims import notice_against
from web.trainer.teaching.examples import teach

WHY_NOT = {
    "taken": "Någon annan hann före. Ditt svar är inte sparat.",
    "again": "Du har redan granskat meddelandet. Ta tillbaka det förra svaret först.",
    "gone": "Meddelandet är raderat, och ingenting är sparat om det.",
    "settled": "Åsikterna är redan avgjorda, så din går inte att ta tillbaka. Säg emot i stället.",
    "same": "Det är redan avgjort så.",
}
# What is not sure of one message is not said of others.
_OF_ALL_ALIKE = ("right", "intent", "two", "out_of_scope", "discard")
NOT_LEARNT = "Boten lär sig det inte: "
HELD_OUT = "Boten lär sig det inte: meddelandet är ett av dem som nya modeller prövas på."


@dataclass(frozen=True)
class TrainerVerdict:
    """What is said of a message: the verdict, the label, and whether the bot is to learn it.

    `words` is how it is to be learnt, if not as it is suggested.
    """

    kind: str
    label: str | None
    teaches: bool
    words: str | None = None


class Unclear(ValueError):
    """A form that says nothing that can be stored; the text says in Swedish what to do."""


def read_verdict(form: MultiMapping[Any], message: ReviewMessage) -> TrainerVerdict:
    """The verdict in a form about a message.

    Raises:
        Unclear: it is none, or names a label that there is not.
    """
    kind, label, labels = str(form.get("verdict", "")), str(form.get("label", "")), all_labels()
    guess = message.guess
    if kind in ("unsure", "discard", "skip"):
        return TrainerVerdict(kind, None, teaches=False)
    if kind == "right":
        label = guess
    elif kind == "out_of_scope":
        label = OUT_OF_SCOPE
    elif kind == "two":
        wishes = [str(wish) for wish in form.getall("wish", [])]
        if len(wishes) != 2:
            raise Unclear("Välj två önskemål.")
        label = labels.pair(*wishes) or ""
    elif not label:
        raise Unclear("Välj vad meddelandet handlar om.")
    if label not in labels:
        raise Unclear("Den etiketten finns inte. Välj en annan.")
    teaches = "teach_right" if label == guess else "teach"
    words = str(form.get("words", "")).strip() or None
    return TrainerVerdict(message.verdict(label), label, teaches in form, words)


async def store_verdict(
    app: web.Application,
    person: Person,
    message: ReviewMessage,
    verdict: TrainerVerdict,
    now: datetime,
) -> str:
    """Store it, and teach it if that settles what the message is; says in Swedish what was done.

    Raises:
        NotNow: it cannot be taken; says why.
    """
    if verdict.kind == "skip":
        await skips.skip(app[keys.DATABASE], message.id, person.name, now)
        return "Överhoppat. Det väntar på de andra, och på dig i morgon."
    state, label = await reviews.give(
        app[keys.DATABASE], message.id, person.name, verdict.kind, verdict.label, now
    )
    if verdict.kind == "discard":
        return "Kastat. Ingen behöver granska det."
    if verdict.kind == "unsure":
        return "Sparat som osäkert. Någon annan får säga sitt."
    notice = f"Sparat: {title_of(verdict.label or '')}."
    if state == "disputed":
        return f"{notice} Den andra sade något annat, så meddelandet ligger nu under Oense."
    if state == "settled" and label:
        notice += await notice_against(app[keys.DATABASE], message.text, label)
    if not verdict.teaches:
        return notice
    if state == "settled" and label:
        return f"{notice} {await learn(app, person, message, label, verdict.words)}"
    if state == "second":
        return f"{notice} Boten lär sig det om en till säger detsamma."
    return notice


async def say_of_the_alike(
    app: web.Application,
    person: Person,
    message: ReviewMessage,
    verdict: TrainerVerdict,
    now: datetime,
) -> str:
    """Say the same of the other messages with the same words that wait; how many, in Swedish.

    The bot is taught the words once. It is one act, and is undone as one: `now` is that of the
    verdict.
    """
    if verdict.kind not in _OF_ALL_ALIKE:
        return ""
    count = 0
    for other in await review_queue.alike_waiting(app[keys.DATABASE], message):
        with contextlib.suppress(NotNow):
            await reviews.give(
                app[keys.DATABASE], other, person.name, verdict.kind, verdict.label, now
            )
            count += 1
    if not count:
        return ""
    return f" Detsamma om {count_alike(count)}."


def count_alike(count: int) -> str:
    """How many other messages with the same words."""
    return "ett likadant" if count == 1 else f"{count} likadana"


async def store_objection(
    app: web.Application,
    person: Person,
    message: ReviewMessage,
    verdict: TrainerVerdict,
    now: datetime,
) -> str:
    """Store what contradicts a message that is settled; says in Swedish what was done.

    Raises:
        Unclear: it says no label.
        NotNow: it cannot be taken; says why.
    """
    if verdict.label is None:
        raise Unclear("Välj vad meddelandet handlar om.")
    state, has_unlearnt = await object_to(
        app[keys.DATABASE], message.id, person.name, verdict.label, now
    )
    notice = f"Sparat: {title_of(verdict.label)}."
    notice += await notice_against(app[keys.DATABASE], message.text, verdict.label)
    if state == "disputed":
        notice += " Ni säger olika, så meddelandet ligger nu under Oense."
    if has_unlearnt:
        notice += " Boten lär sig det inte längre."
    if state == "settled" and verdict.teaches:
        notice += f" {await learn(app, person, message, verdict.label, verdict.words)}"
    return notice


async def learn(
    app: web.Application, person: Person, message: ReviewMessage, label: str, words: str | None
) -> str:
    """Teach the bot a message, in these words if any; says whether it was taught, else why not."""
    if message.held_out:
        return HELD_OUT
    refusal = await teach(app, person, message.text, label, message.language, message.id, words)
    return f"{NOT_LEARNT}{refusal}" if refusal else "Boten lär sig det."
