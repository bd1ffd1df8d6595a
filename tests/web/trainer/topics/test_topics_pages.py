"""What was not understood is grouped with its messages, and becomes a draft of a label."""

from __future__ import annotations

import re
import subprocess
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from contracts.paths import ROOT
from tests.web.conftest import StandInEngine
from tests.web.stores import say, user
from tests.web.trainer.conftest import csrf_of, hides, log_in, logged
from web import keys
from web.trainer.inbox.intake import take_in

LIST, DRAFT = "/trana/amnen", "/trana/amnen/etikett"
FORM = {
    "name": "job_fair",
    "title": "Jobbmässan",
    "means": "Var och när vi står på mässor.",
    "lead": "Ring pressjouren.",
    "contacts": "press_phone",
    "examples": "\n".join(f"mässan i {place}" for place in ("Boden", "Kalix", "Vara", "Flen")),
    "examples_en": "the fair in Boden\n",
}


@pytest.fixture
async def trainer(client: TestClient, engine: StandInEngine) -> TestClient:
    engine.masks = hides("Torgny")
    await log_in(client, "trainer")
    return client


async def write(client: TestClient, *texts: str, language: str = "sv", aside: int = 0) -> None:
    """Messages that are nothing for us, each in a conversation of its own."""
    assert client.app is not None
    database, now = client.app[keys.DATABASE], datetime.now(UTC) - timedelta(hours=1)
    for text in texts:
        message = user(text, "out_of_scope", language=language)
        await say(database, f"browser-{text.split()[-1]}", now, message)
    await take_in(database, datetime.now(UTC), aside=aside)


async def get(client: TestClient, path: str = LIST, status: int = 200) -> str:
    response = await client.get(path)
    assert response.status == status
    return unescape(await response.text())


async def send(client: TestClient, status: int, **changed: Any) -> str:
    form = {"csrf": csrf_of(await get(client, DRAFT)), **FORM, **changed}
    response = await client.post(DRAFT, data=form)
    text = await response.text()
    assert response.status == status, text
    return unescape(text)


FAIR = [f"mässan undrar jag om, nummer n{number}" for number in range(6)]


async def test_a_topic_stands_with_its_messages_and_where_they_were_written(
    trainer: TestClient,
) -> None:
    await write(trainer, *FAIR, *(f"vädret nummer v{number}" for number in range(4)))
    html = await get(trainer)
    assert "mässan, & mer" in html
    assert "6 meddelanden i 6 samtal." in html
    assert "vädret" not in html  # too few conversations
    for number, text in enumerate(FAIR):
        assert text in html
        assert f'href="/trana/samtal/browser-n{number}"' in html


async def test_the_draft_has_the_messages_that_are_ticked_as_they_may_be_taught(
    trainer: TestClient,
) -> None:
    await write(trainer, *FAIR, "mässan med [namn] n7")
    html = await get(trainer)
    ids = re.findall(r'name="m" value="(\d+)"', html)
    assert len(ids) == 7
    draft = await get(trainer, f"{DRAFT}?" + "&".join(f"m={one}" for one in ids[:3]))
    examples = draft[draft.index('id="examples"') :].partition("</textarea>")[0]
    lines = examples.partition(">")[2].splitlines()
    assert len(lines) == 3
    assert "[namn]" not in examples


async def test_each_language_has_its_own_examples(trainer: TestClient) -> None:
    await write(trainer, "mässan nummer ett")
    await write(trainer, "the fair number two", language="en")
    draft = await get(trainer, f"{DRAFT}?m=1&m=2&m=x")
    assert ">mässan nummer ett</textarea>" in draft
    assert ">the fair number two</textarea>" in draft


async def test_what_models_are_tried_on_is_no_example(trainer: TestClient) -> None:
    await write(trainer, *FAIR, aside=100)
    html = await get(trainer)
    assert 'name="m"' not in html
    assert html.count("nya modeller prövas på det") == 6
    draft = await get(trainer, f"{DRAFT}?m=1&m=2")
    assert "2 meddelanden är undanlagda och aldrig exempel" in draft
    assert "mässan undrar" not in draft


async def test_the_draft_is_a_patch_for_an_engineer(trainer: TestClient) -> None:
    patch = await send(trainer, 200)
    how, _, changes = patch.partition("\n\n")
    assert "git apply ny-etikett-job_fair.patch" in how
    assert changes.startswith("diff --git a/data/nlu/en/job_fair.yml")
    assert "+  - job_fair\n" in patch
    check = ["git", "-C", str(ROOT), "apply", "--check", "-"]
    subprocess.run(check, input=patch, text=True, check=True)
    assert (await logged(trainer))[-1] == ("trainer", "label_drafted", "job_fair")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": "Jobbmässan"}, "Skriv ett namn på engelska"),
        ({"name": "statistics"}, "Det finns redan en etikett som heter statistics."),
        ({"title": " "}, "Skriv vad etiketten ska heta."),
        ({"means": ""}, "Skriv vad den som skriver vill ha."),
        ({"lead": "a" * 401}, "Högst 400 tecken."),
        ({"contacts": "nobody"}, "Välj minst en kontakt."),
        ({"examples": "ett\ntvå"}, "Skriv minst 5 exempel, ett på varje rad."),
        ({"examples": "\n".join(map(str, range(201)))}, "Högst 200 exempel."),
        (
            {"examples": FORM["examples"] + "\nring Torgny"},
            "”ring Torgny” har något som kan peka ut någon: ”Torgny”",
        ),
    ],
)
async def test_what_is_missing_is_said_at_its_field_and_nothing_is_lost(
    trainer: TestClient, changed: dict[str, str], words: str
) -> None:
    html = await send(trainer, 422, **changed)
    assert words in html
    assert 'aria-invalid="true"' in html
    assert "the fair in Boden" in html
    assert "label_drafted" not in [what for _, what, _ in await logged(trainer)]


async def test_what_tests_the_bot_is_no_example_and_what_it_knew_otherwise_may_be(
    trainer: TestClient, engine: StandInEngine
) -> None:
    engine.refuses = lambda body: {"reason": "holdout", "where": "", "label": None, "text": None}
    assert "Står bland testmeddelandena" in await send(trainer, 422)
    known = {"reason": "known", "where": "reviewed", "label": "out_of_scope", "text": "mässan"}
    engine.refuses = lambda body: known
    await send(trainer, 200)


async def test_an_engine_that_does_not_answer_is_said_to_be_silent(
    trainer: TestClient, engine: StandInEngine
) -> None:
    await write(trainer, *FAIR)
    engine.status = 500
    assert "Ämnena går inte att visa just nu" in await get(trainer)
    assert "Motorn svarar inte just nu" in await send(trainer, 422)


async def test_a_reader_reads_and_drafts_nothing(client: TestClient) -> None:
    await log_in(client, "reader")
    await write(client, *FAIR)
    html = await get(client)
    assert FAIR[0] in html
    assert "Gör en etikett" not in html
    await get(client, DRAFT, status=403)


async def test_nothing_new_is_said_to_be_so(trainer: TestClient) -> None:
    assert "Inget nytt ämne har fem samtal eller fler." in await get(trainer)
