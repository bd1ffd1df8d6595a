"""What is done with several examples of the list at once: another label, or removal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from aiohttp import web

from web import keys
from web.store.teaching import examples
from web.store.teaching.examples import TaughtExample
from web.trainer.access.gate import needs
from web.trainer.access.pages import flash, redirect
from web.trainer.access.people import Person
from web.trainer.labels import all_labels, title_of
from web.trainer.query import number
from web.trainer.removed_examples import keep_removed
from web.trainer.teaching.claims import against_in_words, tests_against
from web.trainer.teaching.examples import TAKEN, here_of
from web.trainer.teaching.text_check import doubt, why_not_relabelled

MOST_AT_ONCE = 200
_NOT_CHANGED = {
    "asks": "Bocka för att granskningen ska ändras också.",
    "stale": "Exemplet är ändrat eller borttaget av någon annan.",
    "taken": TAKEN,
}


@needs("trainer", most_bytes=32_000, keeps=True)
async def change(request: web.Request, person: Person) -> web.StreamResponse:
    """Remove the examples that are ticked (`act`), or give them the label of the form."""
    form = await request.post()
    here = here_of(str(form.get("here", "")))
    ticked = [number(str(value)) for value in form.getall("example", [])][:MOST_AT_ONCE]
    numbers = [one for one in dict.fromkeys(ticked) if one]
    label = str(form.get("label", ""))
    if not numbers:
        await flash(request, "Bocka för de exempel som det gäller. Inget är ändrat.")
    elif form.get("act") == "remove":
        if await _remove(request, person, numbers):
            here["borttaget"] = "1"
    elif label not in all_labels():
        await flash(request, "Välj en etikett. Inget är ändrat.")
    else:
        ticks = {"with_review": "review" in form, "anyway": "anyway" in form}
        await flash(request, await _relabel(request.app, person, numbers, label, **ticks))
    return redirect(request, "examples", query=here)


async def _remove(request: web.Request, person: Person, numbers: list[int]) -> int:
    """Remove them, to be put back together; how many there were."""
    database, now = request.app[keys.DATABASE], datetime.now(UTC)
    gone = [await examples.remove(database, one, person.name, now) for one in numbers]
    removed = [example for example in gone if example]
    if removed:
        await keep_removed(request, removed)
    said = {0: "Exemplen var redan borttagna.", 1: "Exemplet är borttaget."}
    await flash(request, said.get(len(removed), f"{len(removed)} exempel är borttagna."))
    return len(removed)


async def _relabel(
    app: web.Application,
    person: Person,
    numbers: list[int],
    label: str,
    *,
    with_review: bool,
    anyway: bool,
) -> str:
    """Give them another label; says in Swedish what was done, and why the rest was not.

    Not those of which the bot is sure that they are something else, unless `anyway`.
    """
    database, now = app[keys.DATABASE], datetime.now(UTC)
    found = {one: await examples.read(database, one) for one in numbers}
    there = {one: e for one, e in found.items() if e is not None and e.label != label}
    refused = await why_not_relabelled(app, {one: e.text for one, e in there.items()}, label)
    allowed = {one: e for one, e in there.items() if one not in refused}
    doubts = {} if anyway else await _doubts(app, allowed, label)
    outcomes: Counter[str] = Counter()
    against: set[str] = set()
    reasons = list(refused.values())
    for one, before in allowed.items():
        if one in doubts:
            continue
        after = replace(before, label=label, person=person.name, added_at=now.timestamp())
        outcome = await examples.change(database, one, before, after, now, with_review=with_review)
        outcomes[outcome] += 1
        if before.message is not None and outcome in ("changed", "disputed"):
            against |= set(await tests_against(database, before.text, label))
        if outcome in _NOT_CHANGED:
            reasons.append(_NOT_CHANGED[outcome])
    done = outcomes["changed"] + outcomes["disputed"]
    said = f"{'Ett exempel' if done == 1 else f'{done} exempel'} är nu {title_of(label)}."
    if outcomes["disputed"]:
        said += " Där ni säger olika ligger meddelandet under Oense, och boten lär sig det inte."
    said += against_in_words(sorted(against))
    if reasons:
        most = Counter(reasons).most_common(1)[0][0]
        said += f" {len(reasons)} gick inte att ändra: {most}"
    if doubts:
        one, words = next(iter(doubts.items()))
        said += (
            f" {len(doubts)} är inte ändrade, för att boten är säker på något annat. "
            f"”{allowed[one].text}”: {words} Bocka i så fall för att de ska bytas."
        )
    return said


async def _doubts(
    app: web.Application, rows: Mapping[int, TaughtExample], label: str
) -> dict[int, str]:
    """What the bot is sure of instead, of each of the examples where it is sure of another."""
    asked = {one: await doubt(app[keys.ENGINE], row.text, label) for one, row in rows.items()}
    return {one: words for one, words in asked.items() if words}
