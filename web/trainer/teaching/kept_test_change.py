"""Changes a kept test: its texts, its name, and what it claims."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from contracts.labelled_messages import columns_of
from web import keys
from web.store.teaching import kept_tests, rasa_files
from web.store.teaching.kept_tests import STORY, TEST_NAME_CHARACTERS, KeptTest
from web.trainer.access.gate import needs
from web.trainer.access.pages import flash, redirect, trainer_page
from web.trainer.access.people import Person
from web.trainer.labels import title_of
from web.trainer.teaching.claims import BUTTON, Claim, claims_of, reviewed_as
from web.trainer.teaching.examples import number_of
from web.trainer.teaching.kept_test_form import (
    MAX_STORY_BYTES,
    ticked_in,
    values_of,
    without_personal_data,
)
from web.trainer.teaching.text_check import why_not_in_a_story, why_not_kept

_NO_NAME = "Ett test ska ha ett namn."
_KEPT_ALREADY = "Står redan bland testmeddelandena."
_CHANGED = "Någon annan har ändrat testet medan du skrev. Läs igenom det igen."


@dataclass(frozen=True)
class ChangedTurn:
    """A turn as the form has it: its text, what it is to be taken for, and whether it claims acts.

    `labels` is what may be chosen: what the test says, and what a review says otherwise.
    """

    text: str
    is_button: bool
    labels: list[str]
    label: str | None
    acts: str
    claims_acts: bool


@needs("trainer")
async def filled(request: web.Request, person: Person) -> web.StreamResponse:
    """The form of a kept test."""
    test = await kept_tests.read(request.app[keys.DATABASE], number_of(request))
    if test is None:
        raise web.HTTPNotFound
    claims = await _claims(request, test)
    return await _page(request, person, test, claims, _turns(claims), test.name)


@needs("trainer", most_bytes=MAX_STORY_BYTES, keeps=True)
async def save(request: web.Request, person: Person) -> web.StreamResponse:
    """Change a test, unless somebody else has done so since the form was shown."""
    form, app, number = await request.post(), request.app, number_of(request)
    database = app[keys.DATABASE]
    test = await kept_tests.read(database, number)
    if test is None:
        await flash(request, "Testet har tagits bort medan du skrev. Inget är sparat.")
        return redirect(request, "tests")
    claims = await _claims(request, test)
    if form.get("seen") != _digest(test):
        return await _page(request, person, test, claims, _turns(claims), test.name, _CHANGED)
    values = values_of(form, [_field(place) for place, _ in _written(claims)])
    typed: dict[str, str] = {}
    error = None
    if "as_it_was" not in form:
        besides = (*(claim.text for claim in claims), test.name, "")
        values, error, typed = await without_personal_data(app[keys.ENGINE], values, besides)
    turns = _turns(claims, values, form, ticked_in(form))
    if not error:
        after = _changed(test, turns, values["name"])
        if (after.name, after.content) == (test.name, test.content):
            return redirect(request, "tests")
        error = await _why_not(request, test, after, claims, turns)
    if not error:
        now = datetime.now(UTC)
        outcome = await kept_tests.change(database, number, test, after, person.name, now)
        if outcome == "changed":
            await flash(request, "Testet är ändrat.")
            return redirect(request, "tests")
        named = f"Ett annat test heter ”{after.name}”." if test.kind == STORY else _KEPT_ALREADY
        error = named if outcome == "taken" else _CHANGED
    return await _page(request, person, test, claims, turns, values["name"], error, typed)


async def _page(
    request: web.Request,
    person: Person,
    test: KeptTest,
    claims: list[Claim],
    turns: list[ChangedTurn],
    name: str,
    error: str | None = None,
    typed: Mapping[str, str] | None = None,
) -> web.Response:
    """The form; `typed` is what somebody wrote that may point at a person, by its fields."""
    return await trainer_page(
        request,
        person,
        "teaching/test.html",
        422 if error else 200,
        number=number_of(request),
        is_story=test.kind == STORY,
        turns=turns,
        name=name,
        language="" if test.kind == STORY else columns_of(test.content)[1],
        seen=_digest(test),
        error=error,
        typed=typed or {},
        contradicted=any(claim.against for claim in claims),
        most=TEST_NAME_CHARACTERS,
        title_of=title_of,
    )


async def _claims(request: web.Request, test: KeptTest) -> list[Claim]:
    return claims_of(test, await reviewed_as(request.app[keys.DATABASE], [test]))


def _turns(
    claims: list[Claim],
    values: Mapping[str, str] | None = None,
    form: Mapping[str, Any] | None = None,
    ticked: Collection[int] | None = None,
) -> list[ChangedTurn]:
    """The turns as they are, or with what a form says of them."""
    turns = []
    for place, claim in enumerate(claims):
        labels = [label for label in (claim.label, claim.against) if label]
        chosen = (form or {}).get(f"label-{place}")
        turns.append(
            ChangedTurn(
                text=(values or {}).get(_field(place), claim.text),
                is_button=claim.text == BUTTON,
                labels=labels,
                label=chosen if chosen in labels else claim.label,
                acts=claim.acts,
                # What can be seen of it alone is chosen; the rest stays as it is.
                claims_acts=ticked is None or not claim.acts or place in ticked,
            )
        )
    return turns


def _changed(test: KeptTest, turns: list[ChangedTurn], name: str) -> KeptTest:
    """The test as the form has it."""
    if test.kind != STORY:
        (turn,) = turns
        _, language, _ = columns_of(test.content)
        now = datetime.fromtimestamp(test.added_at, UTC)
        return kept_tests.kept_message(turn.label or "", language, turn.text, test.person, now)
    said = [step["user"].strip() for step, _ in rasa_files.turns_of(test.content)]
    texts = [
        before if turn.is_button else turn.text for before, turn in zip(said, turns, strict=True)
    ]
    acts = {place for place, turn in enumerate(turns) if turn.claims_acts}
    labels = [turn.label for turn in turns]
    content = rasa_files.changed_steps(test.content, texts, labels, acts)
    return replace(test, name=name, content=content)


async def _why_not(
    request: web.Request,
    test: KeptTest,
    after: KeptTest,
    claims: list[Claim],
    turns: list[ChangedTurn],
) -> str | None:
    """Why the test may not be as the form has it; None if it may."""
    app = request.app
    if not after.name:
        return _NO_NAME
    for claim, turn in zip(claims, turns, strict=True):
        if turn.text == claim.text:
            continue
        if test.kind == STORY:
            error = await why_not_in_a_story(app, turn.text, turn.label or "")
        else:
            language = columns_of(test.content)[1]
            error = await why_not_kept(app, turn.text, turn.label or "", language, claim.text)
        if error:
            return error
    for number, other in await kept_tests.every(app[keys.DATABASE], STORY):
        if other.content == after.content and number != number_of(request):
            return f"Samtalet är redan ett test: ”{other.name}”."
    return None


def _written(claims: list[Claim]) -> list[tuple[int, Claim]]:
    return [(place, claim) for place, claim in enumerate(claims) if claim.text != BUTTON]


def _field(place: int) -> str:
    return f"text-{place}"


def _digest(test: KeptTest) -> str:
    """Tells one content of a test from another: a form carries that of the one it shows."""
    return hashlib.sha256(f"{test.name}\n{test.content}".encode()).hexdigest()
