"""Messages that two models answer otherwise: sorted, opened, and judged on the spot."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa
from aiohttp.test_utils import TestClient

from contracts.comparison.case_figures import Case, DeniedExample, Guess
from contracts.comparison.story_figures import digest_of
from tests.web.trainer.comparison.comparisons import CASES, case, figures, flip
from tests.web.trainer.conftest import csrf_of, log_in
from tests.web.trainer.models.test_models import (
    LIST,
    NOW,
    candidate,
    database_of,
    get,
    keep_message,
    notice_of,
    releaser,
    send,
)
from web.store.releases.candidates import RealMessage
from web.store.review import review_queue
from web.store.teaching import examples
from web.store.trainer_tables import messages
from web.trainer.comparison.flips import flipped, groups, sections

__all__ = ["releaser"]  # fixture

WAITING = {"state": "waiting", "label": None}


def message(text: str, label: str | None = None, waits: bool = True) -> RealMessage:
    return RealMessage(text, "sv", label, waits and label is None)


def test_what_changed_is_told_apart_by_kind_and_by_what_was_taught() -> None:
    real = {n: message(f"m{n}", label) for n, label in enumerate(["press_contact"] * 2, 1)}
    real |= {3: message("m3", "statistics"), 4: message("m4", "thanks")}
    flips = (flip(1), flip(2, taught=True), flip(3), flip(4))
    rows = flipped(figures(cases=(), flips=flips), real)
    found = {title: [row.text for row in some] for title, some, _ in sections(rows)}
    assert found == {
        "Sämre, aldrig lärt": ["m3"],
        "Sämre, fast det är lärt": [],
        "Bättre, aldrig lärt": ["m1"],
        "Bättre, för att det är lärt": ["m2"],
        "Fel innan och fel nu": ["m4"],
    }


def test_test_messages_that_change_stand_among_them() -> None:
    kept = case("statistics", "statistics", "press_contact", source="kept", text="hur många")
    aside = Case(
        "aside", "greet", False, False, CASES[0].before, Guess("greet", 0.9, "greet"), id=7
    )
    rows = flipped(figures(cases=(*CASES[:6], kept, aside)), {7: message("hej", "thanks")})
    assert [(row.text, row.source, row.kind) for row in rows] == [
        ("hur många", "Sparat meddelande", "worse"),
        # Its label of today, not that of when the models were compared.
        ("hej", "Undanlagt meddelande", "changed"),
    ]
    assert flipped(figures(cases=(aside,)), {}) == []


def test_messages_without_a_label_are_grouped_by_what_they_say() -> None:
    real = {1: message("Hur många?"), 2: message("hur många"), 3: message("vem"), 4: message("x")}
    flips = (flip(3), flip(1), flip(2), flip(4), flip(5))
    found = groups(flipped(figures(cases=(), flips=flips), real))
    assert [(group.text, group.ids) for group in found] == [
        ("Hur många?", [1, 2]),
        ("vem", [3]),
        ("x", [4]),
    ]
    assert found[0].choices == ["statistics", "press_contact"]


async def test_real_messages_are_shown_for_as_long_as_they_are_stored(
    releaser: TestClient,
) -> None:
    await keep_message(releaser, 41, "Hej, siffror?", label="press_contact")
    number = await candidate(releaser, flips=(flip(41), flip(42)))
    html = await get(releaser, f"{LIST}/{number}")
    assert "Hej, siffror?" in html
    assert "Bättre, aldrig lärt: 2" in html
    assert '<a href="/trana?visa=alla&amp;m=41">Hej, siffror?</a>' in html
    async with database_of(releaser).begin() as connection:
        await connection.execute(sa.delete(messages))
    assert "Bättre, aldrig lärt: 1" in await get(releaser, f"{LIST}/{number}")


async def test_a_group_is_judged_on_the_spot_and_nothing_is_taught(releaser: TestClient) -> None:
    for number in (41, 42):
        await keep_message(releaser, number, "siffror?", **WAITING)
    await keep_message(releaser, 43, "något annat", **WAITING)
    number = await candidate(releaser, flips=(flip(41), flip(42), flip(43)))
    html = await get(releaser, f"{LIST}/{number}")
    assert "Ingen har sagt vad de är: 2" in html
    assert '<span class="quiet small">2 gånger</span>' in html
    form = {"message": ["41", "42", "x", "99"], "label": "press_contact"}
    answer = await send(releaser, f"{number}/granska", **form)
    assert notice_of(answer) == "Sparat: 2 meddelanden är Presstjänsten."
    assert "Bättre, aldrig lärt: 3" in answer
    assert "Ingen har sagt vad de är: 1" in answer
    row = await review_queue.read(database_of(releaser), 42)
    assert row and (row.state, row.label) == ("settled", "press_contact")
    assert await examples.count(database_of(releaser)) == 0
    again = await send(releaser, f"{number}/granska", message="41", label="statistics")
    assert "Inget är sparat" in notice_of(again)
    assert "Inget är sparat" in notice_of(
        await send(releaser, f"{number}/granska", message="43", label="tulips")
    )


async def test_a_reader_judges_nothing(client: TestClient) -> None:
    await keep_message(client, 41, "siffror?", **WAITING)
    number = await candidate(client, flips=(flip(41),))
    await log_in(client, "reader")
    html = await get(client, f"{LIST}/{number}")
    assert "siffror?" in html
    assert f'action="{LIST}/{number}/granska"' not in html
    form = {"csrf": csrf_of(html), "message": "41", "label": "statistics"}
    assert (await client.post(f"{LIST}/{number}/granska", data=form)).status == 403


async def test_the_messages_of_a_figure_stand_on_a_page_of_their_own(
    releaser: TestClient,
) -> None:
    aside = replace(CASES[0], source="aside", text=None, id=41)
    gone = replace(aside, id=42)
    await keep_message(releaser, 41, "ett undanlagt", label="press_contact")
    number = await candidate(releaser, cases=(*CASES, aside, gone))
    html = await get(releaser, f"{LIST}/{number}")
    address = f"{LIST}/{number}/meddelanden?matt=ratt&amp;modell=innan"
    assert f'href="{address}" aria-label="Rätt svar, modellen innan: 11 av 13"' in html
    html = await get(releaser, address.replace("&amp;", "&"))
    assert "Modellen innan: rätt svar" in html
    assert "Räknas: 11" in html and "Räknas inte: 2" in html
    assert "Frågade tillbaka (Statistik 55 %)" in html
    assert '<a href="/trana?visa=alla&amp;m=41">ett undanlagt</a>' in html
    assert "Meddelandet är raderat." in html
    await get(releaser, f"{LIST}/{number}/meddelanden?matt=x", status=404)
    await get(releaser, f"{LIST}/99/meddelanden?matt=ratt", status=404)


async def test_examples_against_a_sure_model_are_named_with_what_can_be_done(
    releaser: TestClient,
) -> None:
    for text, label in (("hur många är sjuka", "press_contact"), ("rättat sedan", "statistics")):
        example = examples.TaughtExample(text, label, "sv", "anna", NOW.timestamp())
        await examples.add(database_of(releaser), example, NOW)
    denied = tuple(
        DeniedExample(digest_of(text), "press_contact", "statistics", 0.99)
        for text in ("hur många är sjuka", "rättat sedan", "borttaget")
    )
    html = await get(releaser, f"{LIST}/{await candidate(releaser, denied=denied)}")
    assert "3 nya exempel säger emot det som modellen innan är säker på" in html
    assert html.count("Boten är 99 % säker på <strong>Statistik</strong>") == 1
    assert 'aria-label="Ta bort: hur många är sjuka"' in html
    assert "rättat sedan" not in html


async def test_what_is_set_aside_is_asked_for_eight_weeks_once_it_is_settled(
    client: TestClient,
) -> None:
    database, now = database_of(client), NOW.timestamp()
    weeks = 7 * 24 * 3600
    await keep_message(client, 41, "nytt", held_out=True, said_at=now)
    await keep_message(client, 42, "väntar", held_out=True, said_at=now, **WAITING)
    await keep_message(client, 43, "lärs", said_at=now)
    await keep_message(client, 44, "gammalt", held_out=True, said_at=now - 9 * weeks)
    assert [(row.id, row.held_out) for row in await review_queue.held_out(database, NOW)] == [
        (41, True)
    ]
