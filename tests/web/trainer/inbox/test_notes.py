"""Trainers write to each other about a message, and ask a colleague, who answers."""

from __future__ import annotations

import html
import re

import pytest
from aiohttp.test_utils import TestClient
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.web.conftest import ClientMaker, StandInEngine
from tests.web.stores import NOW, say
from tests.web.trainer.conftest import add_account, hides, log_in, logged
from tests.web.trainer.inbox.test_inbox import (
    as_another,
    doubtful,
    fill,
    get,
    judge,
    notice,
    post,
    rows_of,
)
from web.store.conversations import history
from web.store.review import notes
from web.trainer.inbox.intake import take_in

ASKED = "/trana?visa=fragade"


@pytest.fixture
async def client(
    make_client: ClientMaker, engine: StandInEngine, request: pytest.FixtureRequest
) -> TestClient:
    engine.masks = hides()
    client = await make_client(second_opinion_share=getattr(request, "param", 0))
    await log_in(client, "trainer", "anna")
    await add_account(client, "bo", "trainer")
    await add_account(client, "cecilia", "reader")
    return client


async def write(client: TestClient, message: int, text: str, colleague: str = "") -> str:
    path = f"/trana/meddelande/{message}/anteckning"
    return await post(client, path, text=text, colleague=colleague, here="visa=alla")


def notes_in(page: str) -> list[str]:
    (section,) = re.findall(r'<section class="notes".*?</section>', page, re.DOTALL)
    return [html.unescape(text) for text in re.findall(r"<li[^>]*>\s*<p>(.*?)</p>", section)]


async def test_a_note_stands_at_its_message_for_all(client: TestClient) -> None:
    one, other = await fill(client, doubtful("ett", 0.9), doubtful("två", 0.5))
    page = await write(client, one, "  Ringde om samma\n sak i går \u202e")
    assert notice(page) == "Anteckningen är sparad."
    assert notes_in(page) == ["Ringde om samma sak i går"]
    assert notes_in(await get(client, visa="alla", m=other)) == []
    await as_another(client, "cecilia", "reader")
    page = await get(client, visa="alla", m=one)
    assert notes_in(page) == ["Ringde om samma sak i går"]
    assert "Ta tillbaka" not in page
    assert ("anna", "note_added", f"meddelande {one}") in await logged(client)


async def test_a_question_waits_with_the_colleague_until_it_is_answered(client: TestClient) -> None:
    one, _ = await fill(client, doubtful("ett", 0.9), doubtful("två", 0.5))
    page = await write(client, one, "Är det Statistik?", "bo")
    assert notice(page) == "Frågan ligger hos bo."
    assert "frågar bo" in page
    assert rows_of(await get(client, ASKED)) == []
    await as_another(client, "bo")
    assert "En kollega frågar dig" in await get(client)
    page = await get(client, ASKED)
    assert rows_of(page) == ["ett"]
    assert notes_in(page) == ["Är det Statistik?"]
    page = await write(client, one, "Ja, de vill ha siffran")
    assert notice(page) == "Anteckningen är sparad. Du har svarat."
    assert rows_of(await get(client, ASKED)) == []
    assert [line for line in await logged(client) if line[1] != "login"] == [
        ("anna", "colleague_asked", f"meddelande {one}, till bo"),
        ("bo", "note_added", f"meddelande {one}"),
        ("bo", "question_answered", f"meddelande {one}"),
    ]
    await as_another(client, "anna")
    assert "besvarad" in await get(client, visa="alla", m=one)


async def test_a_review_answers_too(client: TestClient) -> None:
    (one,) = await fill(client, doubtful("ett", 0.9))
    await write(client, one, "Vad är det här?", "bo")
    await as_another(client, "bo")
    await judge(client, one, verdict="right")
    assert rows_of(await get(client, ASKED)) == []


async def test_a_question_is_taken_back_by_whoever_asked_alone(client: TestClient) -> None:
    (one,) = await fill(client, doubtful("ett", 0.9))
    await write(client, one, "Vad är det här?", "bo")
    await as_another(client, "bo")
    path = "/trana/anteckning/1/ta-tillbaka"
    assert notice(await post(client, path)) == "Den är redan borta."
    assert rows_of(await get(client, ASKED)) == ["ett"]
    await as_another(client, "anna")
    assert notice(await post(client, path)) == "Frågan är tillbakatagen."
    assert notes_in(await get(client, visa="alla", m=one)) == []
    assert ("anna", "question_taken_back", f"meddelande {one}") in await logged(client)


@pytest.mark.parametrize(
    ("text", "colleague", "why"),
    [
        ("", "", "Skriv något i anteckningen."),
        (" ", "bo", "Skriv vad du undrar."),
        ("hm", "cecilia", "Den kollegan finns inte. Välj en annan."),
        ("hm", "anna", "Den kollegan finns inte. Välj en annan."),
        ("x" * 501, "", "Anteckningen är längre än 500 tecken."),
        (
            "Ring Kerstin Lundgren",
            "",
            "Anteckningen har något som kan peka ut någon: ”Kerstin Lundgren”.",
        ),
    ],
)
async def test_what_cannot_be_kept_is_refused_with_why(
    client: TestClient, engine: StandInEngine, text: str, colleague: str, why: str
) -> None:
    engine.masks = hides("Kerstin Lundgren")
    (one,) = await fill(client, doubtful("ett", 0.9))
    page = await write(client, one, text, colleague)
    assert notice(page).startswith(why)
    assert notice(page).endswith("Inget är sparat.")
    assert notes_in(page) == []


@pytest.mark.parametrize("client", [100], indirect=True)
async def test_who_gives_a_second_opinion_reads_the_first_ones_notes_afterwards(
    client: TestClient,
) -> None:
    (one,) = await fill(client, doubtful("ett", 0.9))
    await write(client, one, "Det är ju statistik")
    await judge(client, one, verdict="right")
    await as_another(client, "bo")
    page = await get(client, m=one)
    assert notes_in(page) == []
    assert "En anteckning syns när du har sagt ditt." in page
    await judge(client, one, verdict="right")
    assert notes_in(await get(client, visa="alla", m=one)) == ["Det är ju statistik"]


@pytest.mark.parametrize("client", [100], indirect=True)
async def test_who_settles_a_dispute_reads_its_notes(client: TestClient) -> None:
    (one,) = await fill(client, doubtful("ett", 0.9))
    await write(client, one, "Det är ju statistik")
    await judge(client, one, verdict="right")
    await as_another(client, "bo")
    await judge(client, one, label="press_contact")
    for name, role in (("dan", "trainer"), ("cecilia", "reader")):
        await as_another(client, name, role)
        page = await get(client, "/trana/oense")
        assert notes_in(page) == ["Det är ju statistik"]
        assert f'href="/trana?visa=alla&amp;m={one}"' in page


async def test_notes_go_with_their_conversation(store: AsyncEngine) -> None:
    (one,) = await say(store, "browser-a", NOW, doubtful("ett", 0.9))
    await take_in(store, NOW)
    assert await notes.write(store, one, "anna", "hm", NOW, "bo") == 0
    exported = await history.export(store, "browser-a", NOW)
    assert exported
    assert [(row["about"], row["text"]) for row in exported["notes"]] == [(one, "hm")]
    await history.delete(store, "browser-a", NOW)
    assert await notes.of_message(store, one) == []
    assert await notes.count_open(store, "bo") == 0
    assert await notes.write(store, one, "anna", "hm", NOW) is None
